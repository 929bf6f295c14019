#include "back_support.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct sample samples[] = {
    {"double", 21, 42},
    {"fib", 12, 144},
    {"sum", 100, 6050},
    {"depth", 40, 2433},
    {"indirect", 1, 55},
    {"indirect", 2, 100},
    {"ticks", 4, 90},
    {"bulk", 20000, 0},
    {"grow", 2, 4042},
    {"catch", 9, 1042},
    {"rethrow", 77, 77},
    {"delegate", 41, 42},
    {"swap", 1, 30120},
    {"table", 8, 620},
    {"trap_in_try", 1, 1},
    {"tail_sum", 100, 5050},
    {"tail_loop", 50, 77},
    {"tail_host", 3, 30},
    {"tail_host_indirect", 4, 40},
    {"tail_leaves_try", 8, 9},
};
const size_t sample_count = sizeof samples / sizeof *samples;

struct module *load_program(struct host *host, const char *name, uint8_t **bytes)
{
    char path[1024];
    size_t size;
    struct module *module;
    struct engine_diagnostic diagnostic;
    snprintf(path, sizeof path, "%s/%s.wasm", WASM_FOLDER, name);
    *bytes = read_file(path, &size);
    int status = module_load(host->engine, &host->allocator, *bytes, size, &module, &diagnostic);
    if (status == VB_OK)
        return module;
    if (status != VB_ERR_NO_MEMORY)
        check_fail(__FILE__, __LINE__, "%s: %s", name, diagnostic.text);
    free(*bytes);
    return NULL;
}

static bool is(const struct module_name *name, const char *text)
{
    return strlen(text) == name->length && memcmp(text, name->text, name->length) == 0;
}

int resolve_import(void *ctx, struct store *store, const struct module_import *import,
                   struct extern_value *out)
{
    *out = (struct extern_value){.kind = EXTERN_FUNC, .is_host = true};
    if (is(&import->module, "env")) {
        out->host_id = is(&import->field, "tick") ? HOST_TICK : HOST_PEEK;
        return VB_OK;
    }
    if (!ctx)
        return VB_ERR_NOT_FOUND;
    return store_find_export(store, *(uint32_t *)ctx, import->field.text, import->field.length,
                             out);
}

void begin_with(struct world *w, uint64_t max_stack_bytes)
{
    struct engine_diagnostic diagnostic;
    struct import_resolver resolver = {resolve_import, NULL};
    memset(w, 0, sizeof *w);
    host_begin(&w->host);
    struct store_config config = host_config(&w->host);
    config.max_stack_bytes = max_stack_bytes;
    w->module = load_program(&w->host, "back_programs", &w->bytes);
    if (!w->module || store_create(w->host.engine, &config, &w->store) < 0 ||
        store_instantiate(w->store, w->module, &resolver, &w->instance, &diagnostic) < 0)
        abort();
}

void begin(struct world *w)
{
    begin_with(w, 0);
}

void end(struct world *w)
{
    store_destroy(w->store);
    module_release(w->module);
    host_end(&w->host);
    free(w->bytes);
    CHECK_EQ(w->host.blocks, 0);
    CHECK_EQ(w->host.bytes, 0);
}

uint64_t find_function(struct store *store, uint32_t instance, const char *name)
{
    struct extern_value value;
    if (store_find_export(store, instance, name, strlen(name), &value) < 0) {
        check_fail(__FILE__, __LINE__, "no export %s", name);
        return 0;
    }
    return value.address;
}

void start(struct world *w, struct store *store, const char *name, uint32_t argument)
{
    uint64_t slot = argument;
    CHECK_EQ(store_call(store, find_function(store, w->instance, name), &slot, 1), VB_OK);
}

static void tick(struct store *store)
{
    struct host_call call;
    store_host_call(store, &call);
    CHECK_EQ(call.host_id, HOST_TICK);
    CHECK_EQ(call.type->param_count, 1);
    uint64_t answer = 10 * call.arguments[0] | 0xdeadull
                                                   << 48; /* the upper half is to be ignored */
    store_host_return(store, &answer);
}

enum engine_stop finish(struct store *store, int64_t budget)
{
    for (;;) {
        int64_t left = budget;
        enum engine_stop stop = store_run(store, &left);
        if (stop == ENGINE_STOP_HOST_CALL)
            tick(store);
        else if (stop != ENGINE_STOP_REDUCTIONS)
            return stop;
    }
}

uint32_t result(struct store *store)
{
    uint32_t count;
    const uint64_t *results = store_results(store, &count);
    CHECK_EQ(count, 1);
    return count == 1 ? (uint32_t)results[0] : 0;
}

enum trap_code trap_of(struct store *store)
{
    struct trap_info info;
    store_trap(store, &info);
    return info.code;
}

uint32_t call(struct world *w, const char *name, uint32_t argument)
{
    start(w, w->store, name, argument);
    enum engine_stop stop = finish(w->store, INT64_MAX);
    if (stop != ENGINE_STOP_DONE) {
        check_fail(__FILE__, __LINE__, "%s: %s", name, trap_message(trap_of(w->store)));
        store_unwind(w->store);
        return 0;
    }
    return result(w->store);
}
