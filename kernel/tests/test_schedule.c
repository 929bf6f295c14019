/* Fairness, priorities, preemption, deadlines, the heap below them. */
#include "world.h"

#include <base/heap.h>
#include <kernel_state.h>
#include <process/task.h>

static uint64_t progress[4];
static char order[64];
static size_t order_length;

static void note(char c)
{
    CHECK(order_length < sizeof order - 1);
    order[order_length++] = c;
    order[order_length] = '\0';
}

/* ---- three threads that compute ----------------------------------------------------------------
 */

FAKE_PROGRAM(workers)
{
    if (m->is_thread) {
        progress[m->reg[0]] += 100;
        m->compute = 100;
        return FAKE_DOES_COMPUTE;
    }
    FAKE_BEGIN(m);
    FAKE_CALL(m, SYSCALL_THREAD_CREATE, 0, 0, 0);
    FAKE_CALL(m, SYSCALL_THREAD_CREATE, 1, 0, 0);
    FAKE_CALL(m, SYSCALL_THREAD_CREATE, 2, 0, 0);
    m->reg[5] = (uint64_t)m->result;
    FAKE_CALL(m, SYSCALL_THREAD_PRIORITY, m->reg[5], 15); /* less urgent: never runs */
    CHECK_EQUAL(16, m->result);
    FAKE_CALL(m, SYSCALL_THREAD_PRIORITY, m->reg[5], 17); /* above the caller's own */
    CHECK_EQUAL(VB_ERR_INVALID, m->result);
    FAKE_CALL(m, SYSCALL_SLEEP, VB_FOREVER);
    FAKE_END(m);
}

static void test_fairness(bool cooperative)
{
    struct world w;
    uint64_t deadline;
    world_begin(&w);
    w.config.entry_reductions = 1000;
    w.config.quantum_entries = 5;
    w.config.cooperative = cooperative;
    progress[0] = progress[1] = progress[2] = 0;
    world_start(&w, &workers_image, NULL, 0);
    for (int i = 0; i < 1000; i++)
        CHECK_EQUAL(KERNEL_BUSY, kernel_step(w.kernel, 0, &deadline));
    if (cooperative) {
        CHECK(progress[0] > 900000 && progress[1] == 0);
    } else {
        CHECK(progress[0] > 400000 && progress[1] > 400000);
        CHECK(progress[0] - progress[1] + 10000 < 20000);
    }
    CHECK_EQUAL(0, progress[2]);
    world_end(&w);
}

/* ---- yield -------------------------------------------------------------------------------------
 */

FAKE_PROGRAM(yielders)
{
    FAKE_BEGIN(m);
    if (m->is_thread) {
        note((char)m->reg[0]);
        FAKE_CALL(m, SYSCALL_YIELD);
        note((char)m->reg[0]);
        FAKE_CALL(m, SYSCALL_YIELD);
        note((char)m->reg[0]);
        FAKE_CALL(m, SYSCALL_THREAD_EXIT, m->reg[0]);
    }
    FAKE_CALL(m, SYSCALL_THREAD_CREATE, 'a', 0, 0);
    m->reg[1] = (uint64_t)m->result;
    FAKE_CALL(m, SYSCALL_THREAD_CREATE, 'b', 0, 0);
    m->reg[2] = (uint64_t)m->result;
    FAKE_CALL(m, SYSCALL_THREAD_JOIN, m->reg[1], 0, VB_NO_WAIT);
    CHECK_EQUAL(VB_ERR_AGAIN, m->result);
    FAKE_CALL(m, SYSCALL_THREAD_JOIN, m->reg[1], 0, VB_FOREVER);
    CHECK_EQUAL(0, m->result);
    CHECK_EQUAL('a', ((struct vb_exit_info *)fake_at(m, 0, 256))->code);
    FAKE_CALL(m, SYSCALL_THREAD_JOIN, m->reg[2], 0, VB_FOREVER);
    FAKE_CALL(m, SYSCALL_THREAD_JOIN, m->reg[2], 0, VB_FOREVER); /* again */
    CHECK_EQUAL('b', ((struct vb_exit_info *)fake_at(m, 0, 256))->code);
    FAKE_CALL(m, SYSCALL_THREAD_CANCEL, m->reg[2]);
    CHECK_EQUAL(VB_ERR_DEAD, m->result);
    note('.');
    FAKE_CALL(m, SYSCALL_SLEEP, VB_FOREVER);
    FAKE_END(m);
}

static void test_yield(bool cooperative)
{
    struct world w;
    world_begin(&w);
    w.config.cooperative = cooperative;
    order_length = 0;
    world_start(&w, &yielders_image, NULL, 0);
    CHECK_EQUAL(KERNEL_IDLE, world_run(&w));
    CHECK(__builtin_strcmp(order, "ababab.") == 0);
    CHECK_EQUAL(1, world_counts(&w).threads);
    world_end(&w);
}

/* ---- deadlines and cancel ----------------------------------------------------------------------
 */

FAKE_PROGRAM(sleepers)
{
    FAKE_BEGIN(m);
    if (m->is_thread) {
        FAKE_CALL(m, SYSCALL_CLOCK, VB_CLOCK_MONOTONIC);
        FAKE_CALL(m, SYSCALL_SLEEP, (uint64_t)m->result + m->reg[2]);
        note((char)(m->result == VB_ERR_CANCELLED ? 'x' : m->reg[0]));
        FAKE_CALL(m, SYSCALL_THREAD_EXIT, 0);
    }
    FAKE_CALL(m, SYSCALL_THREAD_CREATE, 'c', 0, 3000);
    FAKE_CALL(m, SYSCALL_THREAD_CREATE, 'a', 0, 1000);
    FAKE_CALL(m, SYSCALL_THREAD_CREATE, 'n', 0, 1ull << 62);
    m->reg[3] = (uint64_t)m->result;
    FAKE_CALL(m, SYSCALL_THREAD_CREATE, 'b', 0, 2000);
    FAKE_CALL(m, SYSCALL_YIELD);
    FAKE_CALL(m, SYSCALL_THREAD_JOIN, m->reg[3], 0, 1000000000 + 2500);
    CHECK_EQUAL(VB_ERR_TIMED_OUT, m->result);
    note('t');
    FAKE_CALL(m, SYSCALL_THREAD_CANCEL, m->reg[3]);
    CHECK_EQUAL(0, m->result);
    FAKE_CALL(m, SYSCALL_SLEEP, VB_FOREVER);
    FAKE_END(m);
}

static void test_deadlines(void)
{
    struct world w;
    world_begin(&w);
    order_length = 0;
    world_start(&w, &sleepers_image, NULL, 0);
    CHECK_EQUAL(KERNEL_IDLE, world_run(&w));
    CHECK(__builtin_strcmp(order, "abtxc") == 0);
    CHECK_EQUAL(HAL_FAKE_EPOCH + 3000, hal_clock_monotonic());
    world_end(&w);
}

/* A thread that becomes ready and is more urgent runs before the caller's next instruction. */
FAKE_PROGRAM(urgent)
{
    FAKE_BEGIN(m);
    if (m->is_thread) {
        note('u');
        FAKE_CALL(m, SYSCALL_SLEEP, 1000000000 + 5000);
        note('U');
        FAKE_CALL(m, SYSCALL_THREAD_EXIT, 0);
    }
    FAKE_CALL(m, SYSCALL_THREAD_CREATE, 0, 0, 0);
    FAKE_CALL(m, SYSCALL_THREAD_PRIORITY, 0, 3);
    note('m');
    FAKE_COMPUTE(m, 100000);
    note('M');
    FAKE_CALL(m, SYSCALL_SLEEP, VB_FOREVER);
    FAKE_END(m);
}

static void test_preemption(void)
{
    struct world w;
    uint64_t deadline;
    world_begin(&w);
    order_length = 0;
    world_start(&w, &urgent_image, NULL, 0);
    for (int i = 0; i < 10; i++)
        CHECK_EQUAL(KERNEL_BUSY, kernel_step(w.kernel, 0, &deadline));
    CHECK(__builtin_strcmp(order, "um") == 0);
    hal_fake_advance(6000); /* in the middle of the computation */
    CHECK_EQUAL(KERNEL_IDLE, world_run(&w));
    CHECK(__builtin_strcmp(order, "umUM") == 0);
    world_end(&w);
}

/* ---- hand-off ----------------------------------------------------------------------------------
 */

static uint64_t calls, computed;

/* A pair that calls each other without end, and a third that computes: it gets its half. */
FAKE_PROGRAM(pair)
{
    struct vb_message *message = fake_at(m, 1024, sizeof *message);
    uint64_t *rights = fake_at(m, 128, 16);
    FAKE_BEGIN(m);
    FAKE_CALL(m, SYSCALL_CHANNEL_CREATE, 4, 0, 128);
    FAKE_CALL(m, SYSCALL_FORK);
    if (m->result == 0) {
        for (;;) {
            computed++;
            FAKE_COMPUTE(m, 1000);
        }
    }
    FAKE_CALL(m, SYSCALL_FORK);
    for (m->reg[0] = (uint64_t)m->result; m->reg[0] == 0; calls++) {
        message[0] = message[1] = (struct vb_message){.id = 1};
        FAKE_CALL(m, SYSCALL_CHANNEL_CALL, rights[1], 1024, 1024 + sizeof *message, VB_FOREVER);
        CHECK_EQUAL(0, m->result);
    }
    for (m->reg[1] = 0;; m->reg[1] = message->reply) {
        message[0] = message[1] = (struct vb_message){.id = 1};
        FAKE_CALL(m, SYSCALL_CHANNEL_REPLY_RECEIVE, m->reg[1], 1024 + sizeof *message, rights[0],
                  1024, VB_FOREVER);
        CHECK_EQUAL(0, m->result);
    }
    FAKE_END(m);
}

static void test_handoff(void)
{
    struct world w;
    uint64_t deadline;
    world_begin(&w);
    calls = computed = 0;
    world_start(&w, &pair_image, NULL, 0);
    for (int i = 0; i < 1000; i++)
        CHECK_EQUAL(KERNEL_BUSY, kernel_step(w.kernel, 0, &deadline));
    CHECK(computed > 900 && computed < 1100); /* of 2,000 there was time for */
    CHECK(calls > 20000);
    world_end(&w);
}

/* ---- the heap ----------------------------------------------------------------------------------
 */

static void test_heap(void)
{
    static struct heap_node nodes[500];
    static bool in[500];
    struct heap heap = {0};
    uint64_t random = 7;
    for (int i = 0; i < 50000; i++) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        size_t n = (random >> 33) % ARRAY_LEN(nodes);
        if (!in[n])
            heap_insert(&heap, &nodes[n], random >> 50);
        else
            heap_remove(&heap, &nodes[n]);
        in[n] = !in[n];
        uint64_t least = UINT64_MAX;
        for (size_t k = 0; i % 50 == 0 && k < ARRAY_LEN(nodes); k++)
            least = in[k] && nodes[k].key < least ? nodes[k].key : least;
        if (i % 50 == 0)
            CHECK_EQUAL(least, heap_first(&heap) == NULL ? UINT64_MAX : heap_first(&heap)->key);
    }
    uint64_t last = 0;
    for (struct heap_node *node; (node = heap_first(&heap)) != NULL;) {
        CHECK(node->key >= last);
        last = node->key;
        heap_remove(&heap, node);
    }
}

int main(void)
{
    test_heap();
    test_fairness(false);
    test_fairness(true);
    test_yield(false);
    test_yield(true);
    test_deadlines();
    test_preemption();
    test_handoff();
    return 0;
}
