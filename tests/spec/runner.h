/* Parts of spec-runner, which executes one script of the WebAssembly standard's test suite in the
 * JSON form that wabt's wast2json makes. All instances of a script live in one store. */
#ifndef TESTS_SPEC_RUNNER_H
#define TESTS_SPEC_RUNNER_H

#include "json.h"
#include <engine_host.h>
#include <stdio.h>

#define MAX_VALUES 64

/* A module of the script; bytes and module live until the end. */
struct loaded {
    struct loaded *next;
    uint8_t *bytes;
    struct module *module;
    uint32_t instance;
    char *name, *registered; /* "$M", and the name others import it by; NULL: none */
    bool refused;            /* it needs a feature that is refused by name; no instance */
};

struct spectest {
    bool made;
    uint64_t globals[4], table, table64, memory, shared_memory;
};

/* Commands of one type. */
struct tally {
    const char *type;
    unsigned passed, failed, refused;
};
#define MAX_TALLIES 16

struct runner {
    const char *folder, *stem; /* of the script */
    bool load_only;
    int64_t quantum; /* reductions for one store_run(), 0: no bound */
    bool fork;       /* at some of the stops go on with a clone of the store */
    bool save;       /* and then with the clone saved and restored */
    bool refusals;   /* what needs a refused feature is counted apart, not as failed */
    struct host host;
    struct store_config config;
    struct store *store; /* NULL when load_only */
    struct spectest spectest;
    struct loaded *modules;    /* latest first */
    struct loaded *current;    /* NULL when the latest module command failed */
    struct loaded *definition; /* the latest module_definition */
    int line;                  /* of the current command */
    bool uses_refused;         /* the current command needs a module that was refused */
    unsigned passed, failed, text_skipped, not_run, refused, superseded;
    struct tally tallies[MAX_TALLIES];
};

enum outcome_kind { OUTCOME_DONE, OUTCOME_TRAP, OUTCOME_ERROR };

/* What an action came to. */
struct outcome {
    enum outcome_kind kind;
    char text[256];      /* of a trap or an error */
    enum trap_code trap; /* TRAP_NONE unless kind is OUTCOME_TRAP */
    uint32_t count;
    uint64_t results[MAX_VALUES];
};

/* context.c */
void runner_create(struct runner *r);
/* Reports what is still allocated as a failure. */
void runner_destroy(struct runner *r);
const char *json_text(const json_t *object, const char *key);
/* Reads and loads a binary of the script. */
int load_file(struct runner *r, const char *name, struct loaded **out,
              struct engine_diagnostic *diagnostic);
/* Frees what load_file() gave, unless keep_module() took it. */
void drop_module(struct runner *r, struct loaded *loaded);
/* Note that the current command needs what is refused by name, and why; false unless that is to be
 * counted apart. */
bool note_refusal(struct runner *r, const char *reason);
void keep_module(struct runner *r, struct loaded *loaded);
__attribute__((format(printf, 2, 3))) void report(struct runner *r, const char *format, ...);

/* expect.c: whether `found` is what a command that expects `wanted` should get. */
/* The proposal that made valid what an assertion expects to be refused as `wanted`, or NULL. */
const char *superseding_proposal(const char *wanted);
bool text_matches(const struct runner *r, const char *wanted, const char *found);

/* values.c */
/* The slots of a value: 2 of a v128, else 1. */
uint32_t value_slots(const json_t *value);
bool parse_value(const json_t *value, uint64_t *out);
bool value_matches(const json_t *expected, const uint64_t *found);

/* spectest.c: the host module "spectest". */
/* Whether a host function has the type that an import wants. */
bool spectest_has_type(uint32_t host_id, const struct func_type *type);
int spectest_resolve(struct runner *r, struct store *store, const struct module_import *import,
                     struct extern_value *out);

/* save.c: replace the store by itself, saved and restored; `host` resolves host functions. */
int save_and_restore(struct runner *r, const struct import_resolver *host,
                     struct engine_diagnostic *diagnostic);

/* execute.c */
int instantiate(struct runner *r, struct loaded *loaded, struct outcome *out);
void perform(struct runner *r, const json_t *action, struct outcome *out);

#endif
