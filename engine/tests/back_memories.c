/* Several memories, and 64-bit addresses: values, bounds without overflow, growth, copies. */
#include "back_support.h"
#include <stdlib.h>
#include <string.h>

struct memories {
    struct host host;
    uint8_t *bytes;
    struct module *module;
    struct store *store;
    uint32_t instance;
};

static void begin_memories(struct memories *m)
{
    struct engine_diagnostic diagnostic = {0};
    struct import_resolver resolver = {resolve_import, NULL};
    memset(m, 0, sizeof *m);
    host_begin(&m->host);
    struct store_config config = host_config(&m->host);
    config.max_memory_bytes = 64 << 20;
    m->module = load_program(&m->host, "back_memories", &m->bytes);
    if (!m->module || store_create(m->host.engine, &config, &m->store) < 0)
        abort();
    CHECK_EQ(store_instantiate(m->store, m->module, &resolver, &m->instance, &diagnostic), VB_OK);
}

static void end_memories(struct memories *m)
{
    store_destroy(m->store);
    module_release(m->module);
    host_end(&m->host);
    free(m->bytes);
    CHECK_EQ(m->host.blocks, 0);
}

static void begin_call(struct memories *m, const char *name, uint64_t argument)
{
    uint64_t function = find_function(m->store, m->instance, name);
    CHECK_EQ(store_call(m->store, function, &argument, 1), VB_OK);
}

static uint64_t value(struct memories *m, const char *name, uint64_t argument)
{
    uint32_t count;
    begin_call(m, name, argument);
    CHECK_EQ(finish(m->store, INT64_MAX), ENGINE_STOP_DONE);
    return *store_results(m->store, &count);
}

static void traps(struct memories *m, const char *name, uint64_t argument)
{
    struct trap_info trap;
    begin_call(m, name, argument);
    CHECK_EQ(finish(m->store, INT64_MAX), ENGINE_STOP_TRAP);
    store_trap(m->store, &trap);
    CHECK_EQ(trap.code, TRAP_MEMORY_OUT_OF_BOUNDS);
    store_unwind(m->store);
}

#define ROUND (7 + 7 + 0x35343332u + 'b')

static void bytes_go_round(void)
{
    struct memories m;
    begin_memories(&m);
    CHECK_EQ(value(&m, "round", 20000), ROUND);
    CHECK_EQ(value(&m, "load_c", 65528), 0x6573000000000000); /* "se" */
    CHECK_EQ(store_linear_memory(m.store), 4 * 65536);
    end_memories(&m);
}

/* The same with a stop at each reduction and a clone at each stop. */
static void in_pieces(void)
{
    struct memories m;
    enum engine_stop stop;
    uint32_t count;
    begin_memories(&m);
    begin_call(&m, "round", 20000);
    do {
        struct store_config config = host_config(&m.host);
        struct store *copy;
        int64_t budget = 1;
        stop = store_run(m.store, &budget);
        CHECK_EQ(store_clone(m.store, &config, false, &copy), VB_OK);
        store_destroy(m.store);
        m.store = copy;
    } while (stop == ENGINE_STOP_REDUCTIONS);
    CHECK_EQ(stop, ENGINE_STOP_DONE);
    CHECK_EQ(*store_results(m.store, &count), ROUND);
    CHECK_EQ(store_reductions(m.store), 1 + 4 * 5 + 1); /* pieces of 4096 bytes */
    end_memories(&m);
}

static void bounds(void)
{
    static const uint64_t outside[] = {131072 - 7,     131072,     UINT32_MAX, 1ull << 32,
                                       UINT64_MAX - 7, UINT64_MAX, INT64_MAX};
    struct memories m;
    begin_memories(&m);
    CHECK_EQ(value(&m, "load_c", 131072 - 8), 0);
    CHECK_EQ(value(&m, "store_c", 131072 - 10), 1);
    CHECK_EQ(value(&m, "load_b", 65536 - 8), 0);
    CHECK_EQ(value(&m, "load_b", 1ull << 32 | 64), 0); /* wrapped by the program */
    for (size_t i = 0; i < ARRAY_LEN(outside); i++) {
        traps(&m, "load_c", outside[i]);
        traps(&m, "store_c", outside[i]);
        traps(&m, "fill_c", outside[i]);
        traps(&m, "copy_c", outside[i]);
    }
    traps(&m, "load_b", 65536 - 7);
    traps(&m, "load_c_far", 0);
    traps(&m, "load_c_far", 0 - 0xfffffff0ull); /* address and offset are 2^64 */
    traps(&m, "load_c_far", 8 - 0xfffffff0ull);
    end_memories(&m);
}

static void growth(void)
{
    struct memories m;
    begin_memories(&m);
    CHECK_EQ(value(&m, "grow_a", 1), 2);
    CHECK_EQ(value(&m, "grow_b", 3), 1 + 4 * 1000);
    CHECK_EQ(value(&m, "grow_b", 65536), (uint64_t)-1 + 4 * 1000);
    CHECK_EQ(value(&m, "grow_c", 10), 2 + 12 * 1000);
    CHECK_EQ(value(&m, "grow_c", 989), (uint64_t)-1 + 12 * 1000);        /* its maximum */
    CHECK_EQ(value(&m, "grow_c", UINT64_MAX), (uint64_t)-1 + 12 * 1000); /* no overflow */
    CHECK_EQ(value(&m, "grow_c", 1ull << 48), (uint64_t)-1 + 12 * 1000);
    CHECK_EQ(value(&m, "load_c", 12 * 65536 - 8), 0);
    CHECK_EQ(value(&m, "grow_a", 3), 2);
    end_memories(&m);
}

int main(void)
{
    RUN(bytes_go_round);
    RUN(in_pieces);
    RUN(bounds);
    RUN(growth);
    return check_exit();
}
