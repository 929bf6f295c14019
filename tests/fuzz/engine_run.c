/*
 * Any bytes that are a module without imports: instantiate it, call every exported function, and
 * stop, clone and go on. Whatever a guest does, the engine answers, and nothing is left.
 */
#include <engine_host.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define QUANTUM         50
#define MAX_STOPS       20
#define MAX_CALLS       8
#define MAX_PARAMETERS  16
#define MAX_BYTES       (64u << 20) /* of all allocations together */
#define MAX_MEMORY_SIZE (1u << 20)

static void require(bool condition, const char *what)
{
    if (condition)
        return;
    fprintf(stderr, "engine_run: %s\n", what);
    abort();
}

static int resolve_nothing(void *ctx, struct store *store, const struct module_import *import,
                           struct extern_value *out)
{
    (void)ctx, (void)store, (void)import, (void)out;
    return VB_ERR_NOT_FOUND;
}

/* A wait or notify is answered at every second stop: a clone in between executes it again. */
static void run(struct store **store, const struct store_config *config)
{
    for (int stops = 0; stops < MAX_STOPS; stops++) {
        int64_t reductions = QUANTUM;
        enum engine_stop stop = store_run(*store, &reductions);
        require(stop != ENGINE_STOP_HOST_CALL, "a host call without a host");
        if (stop != ENGINE_STOP_REDUCTIONS && stop != ENGINE_STOP_ATOMIC)
            break;
        if (stops % 2 == 1)
            store_atomic_return(*store, ATOMIC_TIMED_OUT); /* nothing, when none is pending */
        struct store *copy;
        if (stops % 4 == 0 && store_clone(*store, config, false, &copy) == VB_OK) {
            store_destroy(*store);
            *store = copy;
        }
    }
    store_unwind(*store);
}

static void call(struct store **store, const struct store_config *config, uint64_t funcref,
                 uint64_t argument)
{
    uint64_t arguments[MAX_PARAMETERS] = {argument, argument};
    const struct func_type *type = store_function_type(*store, funcref);
    require(type != NULL, "a function without a type");
    if (type->param_slots > MAX_PARAMETERS)
        return;
    for (uint32_t i = 0, slot = 0; i < type->param_count; i++) {
        if (type->types[i] == TYPE_FUNCREF || type->types[i] == TYPE_EXTERNREF ||
            type->types[i] == TYPE_EXNREF)
            arguments[slot] = 0;
        else if (type->types[i] == TYPE_I32 || type->types[i] == TYPE_F32)
            arguments[slot] &= UINT32_MAX;
        slot += value_type_slots(type->types[i]);
    }
    if (store_call(*store, funcref, arguments, type->param_slots) == VB_OK)
        run(store, config);
}

static void call_all(struct store **store, const struct store_config *config,
                     const struct module *module, uint32_t instance, uint64_t argument)
{
    uint64_t start = store_start_function(*store, instance);
    unsigned calls = 0;
    if (start)
        call(store, config, start, 0);
    for (uint32_t i = 0; i < module_export_count(module) && calls < MAX_CALLS; i++) {
        const struct module_export *export = module_export(module, i);
        struct extern_value item;
        require(store_find_export(*store, instance, export->name.text, export->name.length,
                                  &item) == VB_OK,
                "an export that is not found");
        if (item.kind != EXTERN_FUNC)
            continue;
        call(store, config, item.address, argument);
        calls++;
    }
}

static void execute(struct host *host, struct module *module, uint64_t argument)
{
    struct store_config config = host_config(host);
    const struct import_resolver resolver = {.resolve = resolve_nothing};
    struct engine_diagnostic diagnostic;
    struct store *store;
    uint32_t instance;
    config.max_stack_bytes = 1u << 16;
    if (store_create(host->engine, &config, &store) < 0)
        return;
    if (store_instantiate(store, module, &resolver, &instance, &diagnostic) == VB_OK)
        call_all(&store, &config, module, instance, argument);
    store_destroy(store);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct host host;
    struct engine_diagnostic diagnostic;
    struct module *module;
    host_begin_limited(&host, MAX_BYTES, MAX_MEMORY_SIZE);
    if (module_load(host.engine, &host.allocator, data, size, &module, &diagnostic) == VB_OK) {
        /* Arguments vary with the input, for want of a better source. */
        execute(&host, module, size > 0 ? data[size - 1] * 0x01010101010101u : 0);
        module_release(module);
    }
    host_end(&host);
    require(host.blocks == 0 && host.bytes == 0, "a leak");
    return 0;
}
