/*
 * A task can be killed at any moment, also while its threads wait, call and hold windows, and
 * nothing of it is left. A family of tasks is run for N steps, N = 0, 1, ..., each of one system
 * call, and killed there in different orders.
 */
#include "world.h"

#include <kernel_state.h>
#include <process/signal.h>
#include <process/task.h>
#include <string.h>

#define INFO    512u
#define MESSAGE 1024u
#define REPLY   1152u
#define WINDOWS 1280u
#define DATA    2048u
#define RIGHTS  128u

static uint64_t right_of(struct fake_machine *m, size_t index)
{
    return ((uint64_t *)fake_at(m, RIGHTS, 16))[index];
}

static uint64_t message(struct fake_machine *m, uint64_t at, uint32_t size)
{
    *(struct vb_message *)fake_at(m, at, sizeof(struct vb_message)) =
        (struct vb_message){.id = 1, .data = DATA, .data_size = size};
    return at;
}

static uint64_t request(struct fake_machine *m)
{
    struct vb_window *window = fake_at(m, WINDOWS, sizeof *window);
    *window =
        (struct vb_window){.address = DATA, .size = 1000, .rights = VB_RIGHT_READ | VB_RIGHT_WRITE};
    (void)message(m, MESSAGE, 10);
    struct vb_message *out = fake_at(m, MESSAGE, sizeof *out);
    out->windows = WINDOWS;
    out->window_count = 1;
    return MESSAGE;
}

static uint64_t reply_of(struct fake_machine *m)
{
    return ((struct vb_message *)fake_at(m, MESSAGE, sizeof(struct vb_message)))->reply;
}

static bool finished;

/* A server, its further thread, and a forked client that calls it with a window. */
FAKE_PROGRAM(family)
{
    FAKE_BEGIN(m);
    if (m->is_thread) {
        FAKE_CALL(m, SYSCALL_CLOCK, VB_CLOCK_MONOTONIC);
        FAKE_CALL(m, SYSCALL_SLEEP, (uint64_t)m->result + 100000);
        FAKE_CALL(m, SYSCALL_THREAD_EXIT, 0);
    }
    FAKE_CALL(m, SYSCALL_CHANNEL_CREATE, 2, VB_CHANNEL_WATCH_BADGES, RIGHTS);
    FAKE_CALL(m, SYSCALL_CHANNEL_BADGE, right_of(m, 1), 4);
    m->reg[0] = (uint64_t)m->result;
    FAKE_CALL(m, SYSCALL_MEMORY_ALLOC, 100);
    FAKE_CALL(m, SYSCALL_PULSE_CREATE, right_of(m, 0), 3);
    m->reg[1] = (uint64_t)m->result;
    FAKE_CALL(m, SYSCALL_TIMER_CREATE, m->reg[1]);
    m->reg[2] = (uint64_t)m->result;
    FAKE_CALL(m, SYSCALL_TIMER_SET, m->reg[2], 1u << 30, 1000000);
    FAKE_CALL(m, SYSCALL_SIGNAL_HANDLE, 1u << VB_SIGUSR1, m->reg[1]);
    FAKE_CALL(m, SYSCALL_THREAD_CREATE, 0, 0, 0);
    m->reg[3] = (uint64_t)m->result;
    FAKE_CALL(m, SYSCALL_FORK);
    if (m->result == 0) {
        FAKE_CALL(m, SYSCALL_CHANNEL_SEND, m->reg[0], message(m, MESSAGE, 100), VB_FOREVER);
        FAKE_CALL(m, SYSCALL_CHANNEL_SEND, m->reg[0], message(m, MESSAGE, 100), VB_FOREVER);
        FAKE_CALL(m, SYSCALL_CHANNEL_SEND, m->reg[0], message(m, MESSAGE, 100), VB_FOREVER);
        FAKE_CALL(m, SYSCALL_CHANNEL_CALL, m->reg[0], request(m), message(m, REPLY, 100),
                  VB_FOREVER);
        FAKE_CALL(m, SYSCALL_CHANNEL_CALL, m->reg[0], request(m), message(m, REPLY, 100),
                  VB_FOREVER);
        FAKE_CALL(m, SYSCALL_TASK_EXIT, 0);
    }
    m->reg[4] = (uint64_t)m->result;
    FAKE_CALL(m, SYSCALL_TASK_WATCH, m->reg[4], m->reg[1]);
    for (m->reg[5] = 0; m->reg[5] < 2;) {
        FAKE_CALL(m, SYSCALL_CHANNEL_RECEIVE, right_of(m, 0), message(m, MESSAGE, 1000),
                  VB_FOREVER);
        if (m->result < 0)
            break;
        if (reply_of(m) == 0)
            continue;
        FAKE_CALL(m, SYSCALL_WINDOW_READ, reply_of(m), 0, 0, 4000, 100);
        FAKE_COMPUTE(m, 3);
        FAKE_CALL(m, SYSCALL_CHANNEL_REPLY, reply_of(m), message(m, REPLY, 10));
        m->reg[5]++;
    }
    FAKE_CALL(m, SYSCALL_THREAD_JOIN, m->reg[3], INFO, VB_FOREVER);
    FAKE_CALL(m, SYSCALL_WAIT, m->reg[4], INFO, 0, VB_FOREVER);
    finished = true;
    FAKE_END(m);
}

FAKE_PROGRAM(starts)
{
    FAKE_BEGIN(m);
    FAKE_START(m);
    block_begin(m, "family");
    block_add(m, start_named(m, "family"), VB_START_IMAGE, NULL, VB_START_COPY);
    FAKE_SPAWN(m);
    FAKE_CALL(m, SYSCALL_SLEEP, VB_FOREVER);
    FAKE_END(m);
}

static void kill_from(struct kernel *kernel, uint32_t first)
{
    struct task *task = task_find(kernel, first);
    if (task != NULL)
        task_signal(task, VB_SIGKILL);
}

static struct kernel_counts run_and_kill(int steps, bool child_first)
{
    struct kernel_blob blobs[] = {WORLD_BLOB(family)};
    struct world w;
    uint64_t deadline;
    world_begin(&w);
    w.config.entry_reductions = 1;
    w.config.quantum_entries = 3;
    world_start(&w, &starts_image, blobs, 1);
    for (int i = 0; i < 8 + steps; i++) {
        if (kernel_step(w.kernel, 0, &deadline) == KERNEL_IDLE)
            hal_idle(&w.ring, MIN(deadline, hal_clock_monotonic() + 1000));
    }
    kill_from(w.kernel, child_first ? 3 : 2);
    (void)kernel_step(w.kernel, 0, &deadline);
    (void)kernel_step(w.kernel, 0, &deadline);
    kill_from(w.kernel, 2);
    kill_from(w.kernel, 3);
    world_run_until(&w, hal_clock_monotonic() + 1000000);
    struct kernel_counts counts = world_counts(&w);
    world_end(&w);
    return counts;
}

int main(void)
{
    struct kernel_counts base = run_and_kill(0, false);
    finished = false;
    for (int steps = 0; !finished; steps++) {
        for (int child_first = 0; child_first < 2; child_first++) {
            struct kernel_counts counts = run_and_kill(steps, child_first != 0);
            CHECK_EQUAL(base.tasks, counts.tasks);
            CHECK_EQUAL(base.threads, counts.threads);
            CHECK_EQUAL(base.handles, counts.handles);
            CHECK_EQUAL(base.objects, counts.objects);
            CHECK_EQUAL(base.messages, counts.messages);
            CHECK_EQUAL(base.bytes_charged, counts.bytes_charged);
        }
        CHECK(steps < 5000);
    }
    return 0;
}
