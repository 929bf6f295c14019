/* Waiting in a memory and notifying: order, counts, addresses, timeouts, cancel, kill. */
#include "world.h"

#include <kernel_state.h>
#include <process/task.h>

static char order[64];
static size_t order_length;

static void note(char c)
{
    CHECK(order_length < sizeof order - 1);
    order[order_length++] = c;
    order[order_length] = '\0';
}

static void check_order(const char *wanted)
{
    CHECK(__builtin_strcmp(order, wanted) == 0);
    order_length = 0;
    order[0] = '\0';
}

static bool nobody_waits(const struct kernel *kernel)
{
    for (size_t i = 0; i < ATOMIC_BUCKETS; i++)
        if (!list_empty(&kernel->atomic_waits.buckets[i]))
            return false;
    return true;
}

static void run_world(const struct fake_image *image, const char *wanted)
{
    struct world w;
    world_begin(&w);
    world_start(&w, image, NULL, 0);
    CHECK_EQUAL(KERNEL_IDLE, world_run(&w));
    check_order(wanted);
    CHECK(nobody_waits(w.kernel));
    world_end(&w);
}

/* A thread waits at reg[1] for reg[2] nanoseconds and notes reg[0], or T after a timeout. */
#define WAITER(m)                                                                                  \
    if (m->is_thread) {                                                                            \
        FAKE_WAIT(m, m->reg[1], (int64_t)m->reg[2]);                                               \
        note((char)(m->result == VB_ERR_TIMED_OUT ? 'T' : m->reg[0]));                             \
        FAKE_CALL_N(m, 1, SYSCALL_THREAD_EXIT, 0);                                                 \
    }

FAKE_PROGRAM(in_order)
{
    FAKE_BEGIN(m);
    WAITER(m);
    FAKE_CALL(m, SYSCALL_THREAD_CREATE, 'a', 64, UINT64_MAX);
    FAKE_CALL(m, SYSCALL_THREAD_CREATE, 'b', 64, UINT64_MAX);
    FAKE_CALL(m, SYSCALL_THREAD_CREATE, 'c', 64, UINT64_MAX);
    FAKE_CALL(m, SYSCALL_THREAD_CREATE, 'd', 68, UINT64_MAX);
    FAKE_NOTIFY(m, 64, 9); /* they have not run yet */
    CHECK_EQUAL(0, m->result);
    FAKE_CALL(m, SYSCALL_YIELD);
    FAKE_NOTIFY(m, 64, 0);
    CHECK_EQUAL(0, m->result);
    FAKE_NOTIFY(m, 60, 9);
    CHECK_EQUAL(0, m->result);
    FAKE_NOTIFY(m, 64, 1);
    CHECK_EQUAL(1, m->result);
    FAKE_CALL(m, SYSCALL_YIELD);
    note('.');
    FAKE_NOTIFY(m, 64, UINT32_MAX);
    CHECK_EQUAL(2, m->result);
    FAKE_CALL(m, SYSCALL_YIELD);
    note('.');
    FAKE_NOTIFY(m, 68, UINT32_MAX);
    CHECK_EQUAL(1, m->result);
    FAKE_CALL(m, SYSCALL_SLEEP, VB_FOREVER);
    FAKE_END(m);
}

FAKE_PROGRAM(by_priority)
{
    FAKE_BEGIN(m);
    WAITER(m);
    FAKE_CALL(m, SYSCALL_THREAD_CREATE, 'a', 64, UINT64_MAX);
    m->reg[8] = (uint64_t)m->result;
    FAKE_CALL(m, SYSCALL_THREAD_CREATE, 'b', 64, UINT64_MAX);
    FAKE_CALL(m, SYSCALL_YIELD);
    FAKE_CALL(m, SYSCALL_THREAD_PRIORITY, m->reg[8], 10);
    FAKE_NOTIFY(m, 64, 2);
    FAKE_CALL(m, SYSCALL_SLEEP, VB_FOREVER);
    FAKE_END(m);
}

FAKE_PROGRAM(timeouts)
{
    FAKE_BEGIN(m);
    WAITER(m);
    FAKE_WAIT(m, 64, 0);
    CHECK_EQUAL(VB_ERR_TIMED_OUT, m->result);
    FAKE_CALL(m, SYSCALL_THREAD_CREATE, 'a', 64, 3000);
    FAKE_CALL(m, SYSCALL_THREAD_CREATE, 'b', 64, INT64_MAX);
    m->reg[8] = (uint64_t)m->result;
    FAKE_CALL(m, SYSCALL_CLOCK, VB_CLOCK_MONOTONIC);
    FAKE_CALL(m, SYSCALL_SLEEP, (uint64_t)m->result + 10000);
    FAKE_NOTIFY(m, 64, 9); /* only b is there */
    CHECK_EQUAL(1, m->result);
    FAKE_CALL(m, SYSCALL_YIELD);
    FAKE_CALL(m, SYSCALL_THREAD_CREATE, 'c', 64, UINT64_MAX);
    m->reg[8] = (uint64_t)m->result;
    FAKE_CALL(m, SYSCALL_YIELD);
    FAKE_CALL(m, SYSCALL_THREAD_CANCEL, m->reg[8]); /* as if it had been notified */
    FAKE_NOTIFY(m, 64, 9);
    CHECK_EQUAL(0, m->result);
    FAKE_CALL(m, SYSCALL_SLEEP, VB_FOREVER);
    FAKE_END(m);
}

/* The child has a memory of its own: its notification wakes nobody, and it can be killed while it
 * waits. */
FAKE_PROGRAM(forked)
{
    FAKE_BEGIN(m);
    WAITER(m);
    FAKE_CALL(m, SYSCALL_THREAD_CREATE, 'a', 64, UINT64_MAX);
    FAKE_CALL(m, SYSCALL_YIELD);
    FAKE_CALL(m, SYSCALL_FORK, 0);
    if (m->result == 0) {
        FAKE_NOTIFY(m, 64, 9);
        note((char)('0' + m->result));
        FAKE_CALL(m, SYSCALL_THREAD_CREATE, 'x', 64, UINT64_MAX);
        FAKE_WAIT(m, 64, -1);
        note('!');
    }
    m->reg[8] = (uint64_t)m->result;
    FAKE_CALL(m, SYSCALL_CLOCK, VB_CLOCK_MONOTONIC);
    FAKE_CALL(m, SYSCALL_SLEEP, (uint64_t)m->result + 10000);
    FAKE_CALL(m, SYSCALL_KILL, m->reg[8], VB_SIGKILL);
    CHECK_EQUAL(0, m->result);
    FAKE_NOTIFY(m, 64, 9);
    CHECK_EQUAL(1, m->result);
    FAKE_CALL(m, SYSCALL_SLEEP, VB_FOREVER);
    FAKE_END(m);
}

static void test_order(void)
{
    run_world(&in_order_image, "a.bc.d");
}

static void test_priority(void)
{
    run_world(&by_priority_image, "ba");
}

static void test_timeouts(void)
{
    run_world(&timeouts_image, "Tbc");
}

static void test_fork_and_kill(void)
{
    run_world(&forked_image, "0a");
}

int main(void)
{
    test_order();
    test_priority();
    test_timeouts();
    test_fork_and_kill();
    return 0;
}
