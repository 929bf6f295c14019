/*
 * differential-run file.wasm [QUANTUM]
 *
 * Calls the exports of a random module one after the other, and the first (which hashes its memory)
 * once more, and prints what they come to, in the words of v8.mjs. With QUANTUM execution stops
 * after so many reductions and goes on with a clone. The reductions used go to stderr. Exit status:
 * 0, 3 when the module cannot be loaded, 4 when a call takes too long.
 */
#include <engine_host.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_REDUCTIONS 2000000
#define MAX_SLOTS      512

struct run {
    struct store_config config;
    struct store *store;
    int64_t quantum;
    bool too_long;
};

/* Functions of the host print what they get and return 0. */
static int resolve(void *ctx, struct store *store, const struct module_import *import,
                   struct extern_value *out)
{
    (void)ctx, (void)store;
    *out = (struct extern_value){.kind = EXTERN_FUNC, .is_host = true};
    return import->kind == EXTERN_FUNC ? VB_OK : VB_ERR_NOT_FOUND;
}

/* Every NaN is the same; V8 may give any. */
static void print_value(uint8_t type, uint64_t value)
{
    bool nan32 = type == TYPE_F32 && (value & 0x7fffffff) > 0x7f800000;
    bool nan64 = type == TYPE_F64 && (value & 0x7fffffffffffffff) > 0x7ff0000000000000;
    if (nan32 || nan64)
        printf(" nan");
    else
        printf(" %" PRIx64, value);
}

static void print_values(const uint8_t *types, uint32_t count, const uint64_t *values)
{
    for (uint32_t i = 0; i < count; i++)
        print_value(types[i], values[i]);
    printf("\n");
}

/* JavaScript can neither give nor take a v128. */
static bool has_vectors(const struct func_type *type)
{
    return type->param_slots + type->result_slots != type->param_count + type->result_count;
}

static void host_call(struct run *r)
{
    static const uint64_t zeros[MAX_SLOTS];
    struct host_call call;
    store_host_call(r->store, &call);
    if (has_vectors(call.type)) {
        store_host_trap(r->store, TRAP_HOST);
        return;
    }
    printf("log");
    print_values(call.type->types, call.type->param_count, call.arguments);
    store_host_return(r->store, zeros);
}

/* The only thread waits until its time is over, and wakes nobody. */
static void answer_atomic(struct run *r)
{
    struct atomic_operation operation;
    store_atomic(r->store, &operation);
    store_atomic_return(r->store, operation.kind == ATOMIC_WAIT ? ATOMIC_TIMED_OUT : 0);
}

static void go_on_with_clone(struct run *r)
{
    struct store *copy;
    if (store_clone(r->store, &r->config, false, &copy) < 0)
        abort();
    store_destroy(r->store);
    r->store = copy;
}

/* True when the call returned, false when it trapped. */
static bool finish(struct run *r)
{
    for (int64_t left = MAX_REDUCTIONS; left > 0;) {
        int64_t given = r->quantum < left ? r->quantum : left, budget = given;
        enum engine_stop stop = store_run(r->store, &budget);
        left -= given - budget;
        if (stop == ENGINE_STOP_DONE || stop == ENGINE_STOP_TRAP)
            return stop == ENGINE_STOP_DONE;
        if (stop == ENGINE_STOP_HOST_CALL)
            host_call(r);
        else if (stop == ENGINE_STOP_ATOMIC)
            answer_atomic(r);
        else if (left > 0)
            go_on_with_clone(r);
    }
    r->too_long = true;
    return false;
}

/* The same numbers as in v8.mjs. */
static void make_arguments(const struct func_type *type, uint32_t export, uint64_t *out)
{
    for (uint32_t i = 0; i < type->param_count; i++) {
        float single = (float)i + 1.5f;
        double wide = i * 3.25 + 0.5;
        out[i] = 0;
        if (type->types[i] == TYPE_I32)
            out[i] = i * 77 + export;
        else if (type->types[i] == TYPE_I64)
            out[i] = (uint64_t)i * 1000003 + export;
        else if (type->types[i] == TYPE_F32)
            memcpy(&out[i], &single, sizeof single);
        else if (type->types[i] == TYPE_F64)
            memcpy(&out[i], &wide, sizeof wide);
    }
}

static void print_trap(const struct run *r)
{
    struct trap_info trap;
    store_trap(r->store, &trap);
    printf(" trap%s\n", trap.code == TRAP_CALL_STACK_EXHAUSTED ? " stack" : "");
}

static void call(struct run *r, uint32_t instance, const struct module_export *export,
                 uint32_t number)
{
    struct extern_value item;
    uint64_t arguments[MAX_SLOTS];
    uint32_t count;
    if (export->kind != EXTERN_FUNC ||
        store_find_export(r->store, instance, export->name.text, export->name.length, &item) < 0)
        return;
    const struct func_type *type = store_function_type(r->store, item.address);
    if (item.is_host || has_vectors(type) || type->param_count > MAX_SLOTS)
        return;
    make_arguments(type, number, arguments);
    if (store_call(r->store, item.address, arguments, type->param_slots) < 0)
        abort();
    bool returned = finish(r);
    printf("%.*s", (int)export->name.length, export->name.text);
    if (returned) {
        printf(" =>");
        print_values(type->types + type->param_count, type->result_count,
                     store_results(r->store, &count));
    } else {
        print_trap(r);
        store_unwind(r->store);
    }
}

static void call_all(struct run *r, const struct module *module, uint32_t instance)
{
    uint32_t count = module_export_count(module);
    for (uint32_t i = 0; i <= count && count > 0 && !r->too_long; i++)
        call(r, instance, module_export(module, i % count), i % count);
    fprintf(stderr, "%" PRIu64 "\n", store_reductions(r->store));
}

int main(int argc, char **argv)
{
    struct host host;
    struct engine_diagnostic diagnostic;
    struct import_resolver resolver = {resolve, NULL};
    struct module *module;
    uint32_t instance;
    size_t size;
    if (argc < 2)
        return 2;
    host_begin(&host);
    struct run r = {.config = host_config(&host), .quantum = INT64_MAX};
    if (argc > 2)
        r.quantum = strtoll(argv[2], NULL, 10);
    uint8_t *bytes = read_file(argv[1], &size);
    if (module_load(host.engine, &host.allocator, bytes, size, &module, &diagnostic) < 0) {
        fprintf(stderr, "%s: %s\n", argv[1], diagnostic.text);
        return 3;
    }
    if (store_create(host.engine, &r.config, &r.store) < 0)
        return 3;
    if (store_instantiate(r.store, module, &resolver, &instance, &diagnostic) < 0)
        printf("instantiate failed\n");
    else
        call_all(&r, module, instance);
    store_destroy(r.store);
    module_release(module);
    free(bytes);
    host_end(&host);
    return r.too_long ? 4 : 0;
}
