/*
 * A state that was saved, with changes: it is refused, or what is restored runs within its bounds.
 * The first two bytes of an input choose the state (which program, after how many reductions); then
 * follow changes: two bytes place, one byte what, one byte value. With 0xff in front the rest is
 * the state as it is.
 */
#include <engine/save.h>
#include <engine_host.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_BYTES       (64u << 20) /* of all allocations together */
#define MAX_MEMORY_SIZE (1u << 20)
#define MAX_STATE       4096u

static const char *const programs[] = {"fib",
                                       "sum",
                                       "depth",
                                       "indirect",
                                       "ticks",
                                       "bulk",
                                       "grow",
                                       "catch",
                                       "rethrow",
                                       "delegate",
                                       "swap",
                                       "table",
                                       "tail_sum",
                                       "tail_host",
                                       "tail_host_indirect",
                                       "tail_leaves_try"};
#define PROGRAMS (sizeof programs / sizeof *programs)

static struct host host;
static struct module *module;

static void require(bool condition, const char *what)
{
    if (condition)
        return;
    fprintf(stderr, "engine_restore: %s\n", what);
    abort();
}

static int resolve(void *ctx, struct store *store, const struct module_import *import,
                   struct extern_value *out)
{
    (void)ctx, (void)store;
    *out = (struct extern_value){
        .kind = EXTERN_FUNC, .is_host = true, .host_id = import->field.length};
    return VB_OK;
}

struct state {
    uint8_t bytes[MAX_STATE];
    size_t size;
};

static int append(void *ctx, const void *bytes, size_t size)
{
    struct state *state = ctx;
    if (size > sizeof state->bytes - state->size)
        return VB_ERR_TOO_BIG;
    memcpy(state->bytes + state->size, bytes, size);
    state->size += size;
    return VB_OK;
}

static void run(struct store *store, int64_t reductions)
{
    while (reductions > 0) {
        struct host_call call;
        uint64_t answers[16] = {30, 20, 10};
        enum engine_stop stop = store_run(store, &reductions);
        if (stop != ENGINE_STOP_HOST_CALL)
            break;
        store_host_call(store, &call);
        require(call.type->param_count == 1 && call.type->result_count == 1, "another host call");
        store_host_return(store, answers);
    }
}

static void save_state(const struct store *store, struct state *state)
{
    struct save_output out = {append, state};
    struct engine_diagnostic diagnostic;
    state->size = 0;
    if (store_save(store, &out, &diagnostic) != VB_OK)
        state->size = 0;
}

/* A program in its middle. */
static void make_state(uint8_t program, uint8_t reductions, struct state *state)
{
    struct store_config config = host_config(&host);
    const struct import_resolver resolver = {.resolve = resolve};
    struct engine_diagnostic diagnostic;
    struct store *store;
    struct extern_value function;
    uint32_t instance;
    uint64_t argument = 9;
    const char *name = programs[program % PROGRAMS];
    require(store_create(host.engine, &config, &store) == VB_OK &&
                store_instantiate(store, module, &resolver, &instance, &diagnostic) == VB_OK &&
                store_find_export(store, instance, name, strlen(name), &function) == VB_OK &&
                store_call(store, function.address, &argument, 1) == VB_OK,
            name);
    if (reductions > 0)
        run(store, reductions);
    save_state(store, state);
    store_destroy(store);
}

static void try_state(const struct state *state)
{
    struct store_config config = host_config(&host);
    struct restore_source source = {
        .modules = &module, .module_count = 1, .host = {.resolve = resolve}};
    struct engine_diagnostic diagnostic = {0};
    struct store *store;
    config.max_stack_bytes = 1u << 16;
    int status = store_restore(host.engine, &config, &source, state->bytes, state->size, &store,
                               &diagnostic);
    if (status < 0) {
        require(diagnostic.text[0] != 0, "no reason");
        return;
    }
    struct state again;
    struct store *second;
    save_state(store, &again);
    if (again.size > 0) {
        require(store_restore(host.engine, &config, &source, again.bytes, again.size, &second,
                              &diagnostic) == VB_OK,
                diagnostic.text);
        store_destroy(second);
        source.shares = store; /* as another thread's */
        require(store_restore(host.engine, &config, &source, again.bytes, again.size, &second,
                              &diagnostic) == VB_OK,
                diagnostic.text);
        run(second, 100);
        store_destroy(second);
    }
    run(store, 500);
    store_destroy(store);
}

static void change(struct state *state, const uint8_t *edit)
{
    size_t at = (edit[0] | (size_t)edit[1] << 8) % (state->size + 1);
    if (edit[2] % 4 == 0 || at == state->size) {
        state->size = at; /* the end is cut off */
    } else if (edit[2] % 4 == 1) {
        memmove(state->bytes + at, state->bytes + at + 1, --state->size - at);
    } else if (edit[2] % 4 == 2 && state->size < sizeof state->bytes) {
        memmove(state->bytes + at + 1, state->bytes + at, state->size++ - at);
        state->bytes[at] = edit[3];
    } else {
        state->bytes[at] = edit[3];
    }
}

static void begin(void)
{
    size_t size;
    struct engine_diagnostic diagnostic = {0};
    host_begin_limited(&host, MAX_BYTES, MAX_MEMORY_SIZE);
    const uint8_t *bytes = read_file(PROGRAMS_FILE, &size);
    require(module_load(host.engine, &host.allocator, bytes, size, &module, &diagnostic) == VB_OK,
            diagnostic.text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct state state = {.size = 0};
    if (!module)
        begin();
    if (size < 2)
        return 0;
    size_t blocks = 0;
    if (data[0] == 0xff) {
        state.size = size - 1 < sizeof state.bytes ? size - 1 : sizeof state.bytes;
        memcpy(state.bytes, data + 1, state.size);
    } else {
        make_state(data[0], data[1], &state);
        for (size_t at = 2; at + 4 <= size && state.size > 0; at += 4)
            change(&state, data + at);
    }
    /* Functions that are translated for the first time stay so; everything else must go. */
    try_state(&state);
    blocks = host.blocks;
    try_state(&state);
    require(host.blocks == blocks, "a leak");
    return 0;
}
