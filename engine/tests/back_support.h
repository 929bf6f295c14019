/*
 * A world for the tests of execution: one host, the module of back_programs.wat in one store, and
 * `env.tick` as host function 7, `env.peek` as 8. end() checks that nothing is still allocated.
 */
#ifndef ENGINE_TESTS_BACK_SUPPORT_H
#define ENGINE_TESTS_BACK_SUPPORT_H

#include <check.h>
#include <engine_host.h>

enum { HOST_TICK = 7, HOST_PEEK = 8 };

struct world {
    struct host host;
    uint8_t *bytes;
    size_t size;
    struct module *module;
    struct store *store;
    uint32_t instance;
    uint64_t max_stack_bytes; /* for begin_with() */
};

void begin(struct world *w);
void begin_with(struct world *w, uint64_t max_stack_bytes);
void end(struct world *w);

/* Load a .wasm from the build folder. The caller frees *bytes after the module. */
struct module *load_program(struct host *host, const char *name, uint8_t **bytes);
/* Host functions, then the exports of instance ctx (a uint32_t *) or none when ctx is NULL. */
int resolve_import(void *ctx, struct store *store, const struct module_import *import,
                   struct extern_value *out);

uint64_t find_function(struct store *store, uint32_t instance, const char *name);
/* Start a call of an export of the world's instance. */
void start(struct world *w, struct store *store, const char *name, uint32_t argument);
/* Go on until something other than reductions or a tick stops it; ticks return 10 * argument. At
 * most `budget` reductions at a time. */
enum engine_stop finish(struct store *store, int64_t budget);
/* start() and finish() with no limit; the result. Fails the test on a trap. */
uint32_t call(struct world *w, const char *name, uint32_t argument);
uint32_t result(struct store *store);
enum trap_code trap_of(struct store *store);

/* Exports that end with a result, and an argument for each. */
struct sample {
    const char *name;
    uint32_t argument, result;
};
extern const struct sample samples[];
extern const size_t sample_count;

#endif
