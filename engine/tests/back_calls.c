/* What programs compute, how they trap, and calls across the host and instances. */
#include "back_support.h"
#include <stdlib.h>

static void results(void)
{
    struct world w;
    for (size_t i = 0; i < sample_count; i++) {
        begin(&w);
        uint32_t found = call(&w, samples[i].name, samples[i].argument);
        if (samples[i].result != 0)
            CHECK_EQ(found, samples[i].result);
        end(&w);
    }
}

static void expect_trap(struct world *w, const char *name, uint32_t argument, enum trap_code code)
{
    start(w, w->store, name, argument);
    CHECK_EQ(finish(w->store, INT64_MAX), ENGINE_STOP_TRAP);
    CHECK_EQ(trap_of(w->store), code);
    store_unwind(w->store);
}

static void traps(void)
{
    struct world w;
    begin(&w);
    expect_trap(&w, "divide", 0, TRAP_INTEGER_DIVIDE_BY_ZERO);
    expect_trap(&w, "trap_in_try", 0, TRAP_INTEGER_DIVIDE_BY_ZERO);
    expect_trap(&w, "uncaught", 1, TRAP_UNCAUGHT_EXCEPTION);
    expect_trap(&w, "indirect", 3, TRAP_UNINITIALIZED_ELEMENT);
    expect_trap(&w, "indirect", 9, TRAP_UNDEFINED_ELEMENT);
    expect_trap(&w, "fill", 1u << 20, TRAP_MEMORY_OUT_OF_BOUNDS);
    CHECK_EQ(call(&w, "double", 4), 8);
    end(&w);
}

/* The offset is that of the instruction that trapped: i32.div_s is 0x6d. */
static void trap_offset(void)
{
    struct world w;
    struct trap_info trap;
    struct frame_info frames[2];
    begin(&w);
    start(&w, w.store, "divide", 0);
    CHECK_EQ(finish(w.store, INT64_MAX), ENGINE_STOP_TRAP);
    store_trap(w.store, &trap);
    CHECK_EQ(w.bytes[trap.offset], 0x6d);
    CHECK_EQ(store_backtrace(w.store, frames, 2), 1);
    CHECK_EQ(frames[0].offset, trap.offset);
    CHECK_EQ(frames[0].function, trap.function);
    end(&w);
}

/* Instructions that share a dispatch trap as themselves: opcode, alignment, offset. */
static void trap_offset_of_joined(void)
{
    static const uint8_t expected[][2] = {{0x36, 4}, {0x28, 4}, {0x28, 8}};
    struct world w;
    struct trap_info trap;
    begin(&w);
    for (uint32_t i = 0; i < 3; i++) {
        start(&w, w.store, "joined", i + 1);
        CHECK_EQ(finish(w.store, INT64_MAX), ENGINE_STOP_TRAP);
        store_trap(w.store, &trap);
        CHECK_EQ(w.bytes[trap.offset], expected[i][0]);
        CHECK_EQ(w.bytes[trap.offset + 2], expected[i][1]);
        store_unwind(w.store);
    }
    end(&w);
}

static void stack_exhaustion(void)
{
    struct world w;
    struct frame_info frames[3];
    begin_with(&w, 64 << 10);
    expect_trap(&w, "endless", 0, TRAP_CALL_STACK_EXHAUSTED);
    start(&w, w.store, "endless", 0);
    CHECK_EQ(finish(w.store, 10), ENGINE_STOP_TRAP);
    CHECK(store_backtrace(w.store, frames, 3) > 1000);
    CHECK_EQ(w.bytes[frames[0].offset], 0x10); /* call */
    CHECK_EQ(w.bytes[frames[2].offset], 0x10);
    CHECK(store_memory_use(w.store) < 80 << 10);
    store_unwind(w.store);
    CHECK_EQ(call(&w, "fib", 10), 55);
    end(&w);
}

static void host_call_is_readable(void)
{
    struct world w;
    struct host_call host_call;
    struct frame_info frame;
    uint64_t answer = 5;
    int64_t budget = 1000;
    begin(&w);
    start(&w, w.store, "ticks", 3);
    CHECK_EQ(store_run(w.store, &budget), ENGINE_STOP_HOST_CALL);
    CHECK_EQ(store_run(w.store, &budget), ENGINE_STOP_HOST_CALL); /* until it is answered */
    store_host_call(w.store, &host_call);
    CHECK_EQ(host_call.arguments[0], 3);
    CHECK_EQ(store_backtrace(w.store, &frame, 1), 1);
    CHECK_EQ(w.bytes[frame.offset], 0x10);
    CHECK_EQ(w.bytes[frame.offset + 1], 0); /* call 0 */
    store_host_return(w.store, &answer);
    CHECK_EQ(store_run(w.store, &budget), ENGINE_STOP_HOST_CALL);
    store_host_trap(w.store, TRAP_HOST);
    CHECK_EQ(store_run(w.store, &budget), ENGINE_STOP_TRAP);
    CHECK_EQ(trap_of(w.store), TRAP_HOST);
    end(&w);
}

struct pair {
    struct host host;
    uint8_t *shim_bytes, *client_bytes;
    struct module *shim, *client;
    struct store *store;
    uint32_t shim_instance, client_instance;
};

static void begin_pair(struct pair *p)
{
    struct engine_diagnostic diagnostic;
    host_begin(&p->host);
    struct store_config config = host_config(&p->host);
    struct import_resolver resolver = {resolve_import, &p->shim_instance};
    p->shim = load_program(&p->host, "back_shim", &p->shim_bytes);
    p->client = load_program(&p->host, "back_client", &p->client_bytes);
    CHECK_EQ(store_create(p->host.engine, &config, &p->store), VB_OK);
    CHECK_EQ(store_instantiate(p->store, p->shim, &resolver, &p->shim_instance, &diagnostic),
             VB_OK);
    CHECK_EQ(store_instantiate(p->store, p->client, &resolver, &p->client_instance, &diagnostic),
             VB_OK);
}

static void end_pair(struct pair *p)
{
    store_destroy(p->store);
    module_release(p->shim);
    module_release(p->client);
    host_end(&p->host);
    free(p->shim_bytes);
    free(p->client_bytes);
    CHECK_EQ(p->host.blocks, 0);
}

static void caller_memory(void)
{
    struct pair p;
    struct host_call host_call;
    uint64_t argument = 1, answer = 2;
    int64_t budget = 1000;
    begin_pair(&p);
    uint64_t use = find_function(p.store, p.client_instance, "use");
    CHECK_EQ(store_call(p.store, use, &argument, 1), VB_OK);
    CHECK_EQ(store_run(p.store, &budget), ENGINE_STOP_HOST_CALL);
    store_host_call(p.store, &host_call);
    CHECK_EQ(host_call.host_id, HOST_PEEK);
    CHECK_EQ(host_call.instance, p.shim_instance);
    CHECK_EQ(store_host_memory(p.store, false)->base[0], 'S');
    CHECK_EQ(store_host_memory(p.store, true)->base[0], 'C');
    store_host_return(p.store, &answer);
    CHECK_EQ(store_run(p.store, &budget), ENGINE_STOP_DONE);
    CHECK_EQ(result(p.store), 2 + 'S' + 1000 * 'C');
    end_pair(&p);
}

/* A million tail calls within 4 KiB of stack; where one traps, only its own frame is there. */
static void tail_calls_use_no_stack(void)
{
    struct world w;
    struct frame_info frames[3];
    begin_with(&w, 4 << 10);
    CHECK_EQ(call(&w, "tail_sum", 1000000), 1784293664); /* modulo 2^32 */
    CHECK_EQ(call(&w, "tail_loop", 1000000), 77);
    start(&w, w.store, "tail_trap", 100000);
    CHECK_EQ(finish(w.store, 1000), ENGINE_STOP_TRAP);
    CHECK_EQ(store_backtrace(w.store, frames, 3), 1);
    CHECK_EQ(w.bytes[frames[0].offset], 0x00); /* unreachable */
    store_unwind(w.store);
    expect_trap(&w, "tail_grows", 0, TRAP_CALL_STACK_EXHAUSTED);
    CHECK(store_memory_use(w.store) < 8 << 10);
    end(&w);
}

static void tail_calls_between_instances(void)
{
    struct pair p;
    struct host_call host_call;
    struct frame_info frames[3];
    uint64_t argument = 100000, answer = 1000;
    begin_pair(&p);
    uint64_t function = find_function(p.store, p.client_instance, "ping_and_add");
    CHECK_EQ(store_call(p.store, function, &argument, 1), VB_OK);
    enum engine_stop stop;
    do {
        int64_t budget = 777;
        stop = store_run(p.store, &budget);
    } while (stop == ENGINE_STOP_REDUCTIONS);
    CHECK_EQ(stop, ENGINE_STOP_HOST_CALL);
    store_host_call(p.store, &host_call);
    CHECK_EQ(host_call.instance, p.shim_instance);
    CHECK_EQ(host_call.arguments[0], 'S');
    CHECK_EQ(store_backtrace(p.store, frames, 3), 2);
    CHECK_EQ(frames[0].instance, p.shim_instance);
    CHECK_EQ(frames[1].instance, p.client_instance);
    store_host_return(p.store, &answer);
    CHECK_EQ(finish(p.store, 1), ENGINE_STOP_DONE);
    CHECK_EQ(result(p.store), 1000 + 'C');
    CHECK(store_memory_use(p.store) < 8 << 10);
    end_pair(&p);
}

static void exception_crosses_instances(void)
{
    struct pair p;
    uint64_t argument = 100;
    begin_pair(&p);
    uint64_t guard = find_function(p.store, p.client_instance, "guard");
    CHECK_EQ(store_call(p.store, guard, &argument, 1), VB_OK);
    CHECK_EQ(finish(p.store, 1), ENGINE_STOP_DONE);
    CHECK_EQ(result(p.store), 100 + 'C');
    end_pair(&p);
}

int main(void)
{
    RUN(results);
    RUN(traps);
    RUN(trap_offset);
    RUN(trap_offset_of_joined);
    RUN(stack_exhaustion);
    RUN(host_call_is_readable);
    RUN(caller_memory);
    RUN(tail_calls_use_no_stack);
    RUN(tail_calls_between_instances);
    RUN(exception_crosses_instances);
    return check_exit();
}
