/* v128 values in locals, operands, globals, calls, host calls and exceptions, plainly, in the
 * smallest pieces, and with a clone at each stop. */
#include "back_support.h"
#include <stdlib.h>
#include <string.h>

static const uint64_t arguments[7] = {1, 2, 100, 3, 4, 5, 6};
static const uint64_t turned[7] = {3, 4, 1, 2, 100, 5, 6};

static const char *const names[] = {"locals", "parameters", "blocks", "select",     "globals",
                                    "calls",  "recursive",  "host",   "exceptions", "instructions"};

struct vectors {
    struct host host;
    uint8_t *bytes;
    struct module *module;
    struct store *store;
    uint32_t instance;
};

static int resolve_swap(void *ctx, struct store *store, const struct module_import *import,
                        struct extern_value *out)
{
    (void)ctx, (void)store, (void)import;
    *out = (struct extern_value){.kind = EXTERN_FUNC, .is_host = true, .host_id = 1};
    return VB_OK;
}

static void begin_vectors(struct vectors *v)
{
    struct engine_diagnostic diagnostic = {0};
    struct import_resolver resolver = {resolve_swap, NULL};
    memset(v, 0, sizeof *v);
    host_begin(&v->host);
    struct store_config config = host_config(&v->host);
    v->module = load_program(&v->host, "back_vector", &v->bytes);
    if (!v->module || store_create(v->host.engine, &config, &v->store) < 0)
        abort();
    CHECK_EQ(store_instantiate(v->store, v->module, &resolver, &v->instance, &diagnostic), VB_OK);
}

static void end_vectors(struct vectors *v)
{
    store_destroy(v->store);
    module_release(v->module);
    host_end(&v->host);
    free(v->bytes);
    CHECK_EQ(v->host.blocks, 0);
}

static void clone_here(struct vectors *v)
{
    struct store_config config = host_config(&v->host);
    struct store *copy;
    CHECK_EQ(store_clone(v->store, &config, false, &copy), VB_OK);
    store_destroy(v->store);
    v->store = copy;
}

/* (a, n, b) becomes (n, b, a); an i32's upper half is to be ignored, a v128's is not. */
static void swap(struct store *store)
{
    struct host_call call;
    store_host_call(store, &call);
    CHECK_EQ(call.type->param_slots, 5);
    CHECK_EQ(call.type->result_slots, 5);
    const uint64_t *a = call.arguments;
    const uint64_t answer[5] = {a[2] | 0xbadull << 40, a[3], a[4], a[0], a[1]};
    store_host_return(store, answer);
}

static void run_to_end(struct vectors *v, int64_t budget, bool clones)
{
    for (;;) {
        int64_t left = budget;
        enum engine_stop stop = store_run(v->store, &left);
        if (stop == ENGINE_STOP_DONE)
            return;
        if (stop == ENGINE_STOP_TRAP) {
            struct trap_info info;
            store_trap(v->store, &info);
            check_fail(__FILE__, __LINE__, "%s at %llu", trap_message(info.code),
                       (unsigned long long)info.offset);
            store_unwind(v->store);
            return;
        }
        if (clones)
            clone_here(v);
        if (stop == ENGINE_STOP_HOST_CALL)
            swap(v->store);
    }
}

static void check_call(struct vectors *v, const char *name, int64_t budget, bool clones)
{
    uint32_t count;
    uint64_t function = find_function(v->store, v->instance, name);
    CHECK_EQ(store_call(v->store, function, arguments, 4), VB_ERR_INVALID);
    CHECK_EQ(store_call(v->store, function, arguments, 7), VB_OK);
    run_to_end(v, budget, clones);
    const uint64_t *results = store_results(v->store, &count);
    CHECK_EQ(count, 7);
    for (uint32_t i = 0; i < count; i++)
        if (results[i] != turned[i])
            check_fail(__FILE__, __LINE__, "%s: slot %u: expected %llu, found %llu", name, i,
                       (unsigned long long)turned[i], (unsigned long long)results[i]);
}

static void every_function(void)
{
    struct vectors v;
    begin_vectors(&v);
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        uint64_t used = store_reductions(v.store);
        check_call(&v, names[i], INT64_MAX, false);
        used = store_reductions(v.store) - used;
        uint64_t before = store_reductions(v.store);
        check_call(&v, names[i], 1, true);
        CHECK_EQ(store_reductions(v.store) - before, used);
    }
    end_vectors(&v);
}

static void exported_globals(void)
{
    struct vectors v;
    struct extern_value kept, after;
    const uint64_t value[2] = {7, 8};
    begin_vectors(&v);
    CHECK_EQ(store_find_export(v.store, v.instance, "kept", 4, &kept), VB_OK);
    CHECK_EQ(store_find_export(v.store, v.instance, "after", 5, &after), VB_OK);
    CHECK_EQ(store_global_type(v.store, kept.address).type, TYPE_V128);
    CHECK_EQ(store_global_value(v.store, kept.address)[0], 0x1122334455667788u);
    CHECK_EQ(store_global_value(v.store, kept.address)[1], 0x99aabbccddeeff00u);
    CHECK_EQ(*store_global_value(v.store, after.address), 5);
    store_set_global_value(v.store, kept.address, value);
    clone_here(&v);
    CHECK_EQ(store_global_value(v.store, kept.address)[1], 8);
    CHECK_EQ(*store_global_value(v.store, after.address), 5);
    check_call(&v, "globals", INT64_MAX, false);
    CHECK_EQ(store_global_value(v.store, kept.address)[0], 1 | 2ull << 32);
    CHECK_EQ(store_global_value(v.store, kept.address)[1], 3 | 4ull << 32);
    CHECK_EQ(*store_global_value(v.store, after.address), UINT64_MAX);
    end_vectors(&v);
}

/* The last address that an access of the export can have; the one after it traps. */
static void check_edge(const char *name, uint64_t last)
{
    struct vectors v;
    begin_vectors(&v);
    uint64_t function = find_function(v.store, v.instance, name), next = last + 1;
    int64_t budget = 1000;
    if (last != UINT64_MAX) {
        CHECK_EQ(store_call(v.store, function, &last, 1), VB_OK);
        CHECK_EQ(store_run(v.store, &budget), ENGINE_STOP_DONE);
    }
    CHECK_EQ(store_call(v.store, function, &next, 1), VB_OK);
    CHECK_EQ(store_run(v.store, &budget), ENGINE_STOP_TRAP);
    CHECK_EQ(trap_of(v.store), TRAP_MEMORY_OUT_OF_BOUNDS);
    end_vectors(&v);
}

static void bounds(void)
{
    check_edge("load", 65536 - 16 - 3);
    check_edge("load_extended", 65536 - 8);
    check_edge("load_lane", 65536 - 4 - 1);
    check_edge("store_lane", UINT64_MAX);
}

int main(void)
{
    RUN(every_function);
    RUN(exported_globals);
    RUN(bounds);
    return check_exit();
}
