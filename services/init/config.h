/*
 * etc/init.toml: which services there are, and how they are supervised.
 *
 * Everything has a fixed size: the table lives as long as init. Parsing goes on after an error with
 * what is right; each error is reported once, with its line.
 */
#ifndef INIT_CONFIG_H
#define INIT_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    CONFIG_CONFIGURED = 24, /* services of the file */
    CONFIG_SERVICES = 56,   /* with those that a service had started */
    CONFIG_GROUPS = 80,     /* a service without a group has one of its own */
    CONFIG_LIST = 12,       /* needs, handles, namespace, arguments */
    CONFIG_NAME = 32,       /* with the NUL */
    CONFIG_PATH = 96,
    CONFIG_NONE = -1,
};

enum config_restart { RESTART_NEVER, RESTART_ON_FAILURE, RESTART_ALWAYS };

/* Which others start again with one that failed (see supervise.h). */
enum config_strategy { ONE_FOR_ONE, ONE_FOR_ALL, REST_FOR_ONE, SIMPLE_ONE_FOR_ONE };

struct config_list {
    char items[CONFIG_LIST][CONFIG_NAME];
    uint32_t count;
};

struct config_service {
    char name[CONFIG_NAME], program[CONFIG_PATH], scheme[CONFIG_NAME];
    struct config_list arguments, handles, schemes; /* schemes: its namespace */
    int needs[CONFIG_LIST];                         /* indices of services */
    uint32_t need_count;
    int group;
    enum config_restart restart;
    uint32_t heartbeat;     /* seconds, 0: none */
    uint32_t start_timeout; /* seconds until it must be ready */
    uint32_t priority;      /* 0: the default */
    uint64_t limit;         /* bytes of its own account, 0: init's account */
    int starts;             /* the group in which it may start children, or CONFIG_NONE */
    uint32_t line;
};

/* What a child started by request gets of what the file says about others. */
struct config_template {
    enum config_restart restart;
    uint32_t priority, start_timeout;
    struct config_list schemes;
};

/* An allowance of ends of its own (a trap, an exit, no sign of life; not a signal of somebody's),
 * each followed by a restart, that fills up again in so many seconds. */
struct config_budget {
    uint32_t failures, seconds; /* 0: unlimited */
};

struct config_group {
    char name[CONFIG_NAME];
    enum config_strategy strategy;
    uint32_t restarts, seconds; /* more restarts than that in so many seconds: it has failed */
    struct config_budget budget;
    int parent;                      /* group, or CONFIG_NONE */
    struct config_template children; /* of simple_one_for_one */
    uint32_t line;
};

/* What the session may see and signal by its scheme proc. */
enum config_proc { PROC_SESSION, PROC_ALL, PROC_NONE };

struct config {
    struct config_service services[CONFIG_SERVICES];
    struct config_group groups[CONFIG_GROUPS];
    uint32_t service_count, group_count;
    enum config_proc proc;
};

/* Gets each error as one line of text; line 0: of the whole file. */
typedef void config_report(void *context, uint32_t line, const char *text);

/* False when the text is no TOML at all; then there are no services. */
bool config_parse(struct config *config, const char *text, size_t size, config_report *report,
                  void *context);

/* The index of a service, or CONFIG_NONE. (config_check.c) */
int config_find(const struct config *config, const char *name);

/* Add a child in a simple_one_for_one group, by the group's template: its index, or CONFIG_NONE
 * when there is no room. The texts fit. It gets a group of its own with the same intensity and
 * budget, so that one that fails too often is given up without the others. (config_check.c) */
int config_add_child(struct config *config, int group, const char *name, const char *program);

/* Remove what `needs` make a circle of, and parents that make one. (config_check.c) */
void config_break_cycles(struct config *config, config_report *report, void *context);

#ifdef __cplusplus
}
#endif

#endif
