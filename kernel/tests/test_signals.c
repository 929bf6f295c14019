/* Signals and jobs: default actions, handlers, stop and continue; watching a task. */
#include "world.h"

#include <string.h>

#define INFO    512u
#define MESSAGE 1024u
#define RIGHTS  128u

static struct vb_exit_info *info_of(struct fake_machine *m)
{
    return fake_at(m, INFO, sizeof(struct vb_exit_info));
}

static struct vb_message *message_of(struct fake_machine *m)
{
    return fake_at(m, MESSAGE, sizeof(struct vb_message));
}

static uint64_t receiver(struct fake_machine *m)
{
    return *(uint64_t *)fake_at(m, RIGHTS, 16);
}

static uint64_t ticks;

FAKE_PROGRAM(ticker)
{
    ticks++;
    m->compute = 500;
    return FAKE_DOES_COMPUTE;
}

/* ---- stop, continue, terminate -----------------------------------------------------------------
 */

FAKE_PROGRAM(stopper)
{
    FAKE_BEGIN(m);
    FAKE_START(m);
    block_begin(m, "ticker");
    block_add(m, start_named(m, "ticker"), VB_START_IMAGE, NULL, VB_START_COPY);
    FAKE_SPAWN(m);
    m->reg[0] = (uint64_t)m->result;
    FAKE_CALL(m, SYSCALL_YIELD);
    CHECK(ticks > 0);
    FAKE_CALL(m, SYSCALL_KILL, m->reg[0], VB_SIGTSTP);
    m->reg[1] = ticks;
    FAKE_CALL(m, SYSCALL_WAIT, m->reg[0], INFO, 0, VB_NO_WAIT);
    CHECK_EQUAL(VB_ERR_AGAIN, m->result);
    FAKE_CALL(m, SYSCALL_WAIT, m->reg[0], INFO, VB_WAIT_STOPPED, VB_FOREVER);
    CHECK_EQUAL(VB_EXIT_STOPPED, info_of(m)->kind);
    CHECK_EQUAL(VB_SIGTSTP, info_of(m)->code);
    FAKE_CALL(m, SYSCALL_YIELD);
    FAKE_CALL(m, SYSCALL_CLOCK, VB_CLOCK_MONOTONIC);
    FAKE_CALL(m, SYSCALL_SLEEP, (uint64_t)m->result + 1000);
    CHECK_EQUAL(m->reg[1], ticks);
    FAKE_CALL(m, SYSCALL_TASK_INFO, m->reg[0], 0);
    CHECK_EQUAL(VB_TASK_STOPPED, ((struct vb_task_info *)fake_at(m, 0, 80))->state);
    FAKE_CALL(m, SYSCALL_KILL, m->reg[0], VB_SIGCONT);
    FAKE_CALL(m, SYSCALL_YIELD);
    CHECK(ticks > m->reg[1]);
    FAKE_CALL(m, SYSCALL_KILL, m->reg[0], VB_SIGCHLD); /* ignored */
    FAKE_CALL(m, SYSCALL_KILL, m->reg[0], 0);
    CHECK_EQUAL(0, m->result);
    FAKE_CALL(m, SYSCALL_KILL, m->reg[0], 32);
    CHECK_EQUAL(VB_ERR_INVALID, m->result);
    FAKE_CALL(m, SYSCALL_KILL, m->reg[0], VB_SIGSTOP);
    FAKE_CALL(m, SYSCALL_KILL, m->reg[0], VB_SIGHUP); /* ends stopped tasks too */
    FAKE_CALL(m, SYSCALL_WAIT, m->reg[0], INFO, 0, VB_NO_WAIT);
    CHECK_EQUAL(VB_EXIT_SIGNAL, info_of(m)->kind);
    CHECK_EQUAL(VB_SIGHUP, info_of(m)->code);
    FAKE_CALL(m, SYSCALL_SLEEP, VB_FOREVER);
    FAKE_END(m);
}

static void run_with_ticker(const struct fake_image *init)
{
    struct kernel_blob blobs[] = {WORLD_BLOB(ticker)};
    struct world w;
    world_begin(&w);
    ticks = 0;
    world_start(&w, init, blobs, 1);
    CHECK_EQUAL(KERNEL_IDLE, world_run(&w));
    CHECK_EQUAL(1, world_counts(&w).threads);
    world_end(&w);
}

/* ---- handlers ----------------------------------------------------------------------------------
 */

FAKE_PROGRAM(handler)
{
    FAKE_BEGIN(m);
    FAKE_CALL(m, SYSCALL_FORK);
    m->reg[0] = (uint64_t)m->result;
    if (m->result == 0) {
        FAKE_CALL(m, SYSCALL_CHANNEL_CREATE, 4, 0, RIGHTS);
        FAKE_CALL(m, SYSCALL_PULSE_CREATE, receiver(m), 77);
        m->reg[1] = (uint64_t)m->result;
        FAKE_CALL(m, SYSCALL_SIGNAL_HANDLE, 1u << VB_SIGKILL, m->reg[1]);
        CHECK_EQUAL(VB_ERR_INVALID, m->result);
        FAKE_CALL(m, SYSCALL_SIGNAL_HANDLE, 1u << VB_SIGTERM | 1u << VB_SIGINT, m->reg[1]);
        CHECK_EQUAL(0, m->result);
        FAKE_CALL(m, SYSCALL_SIGNAL_HANDLE, 1ull << 63 | 1u << VB_SIGHUP, 0); /* ignore */
        CHECK_EQUAL(0, m->result);
        FAKE_CALL(m, SYSCALL_HANDLE_CLOSE, m->reg[1]); /* the task keeps it */
        FAKE_CALL(m, SYSCALL_CHANNEL_RECEIVE, receiver(m), MESSAGE, VB_FOREVER);
        CHECK_EQUAL(0, m->result);
        CHECK_EQUAL(VB_MESSAGE_PULSE, message_of(m)->kind);
        CHECK_EQUAL(77, message_of(m)->badge);
        CHECK_EQUAL(1u << VB_SIGTERM, message_of(m)->id);
        FAKE_CALL(m, SYSCALL_SIGNAL_HANDLE, 1u << VB_SIGTERM, 0); /* default again */
        FAKE_CALL(m, SYSCALL_KILL, 0, VB_SIGTERM);
        CHECK(!"reached");
    }
    FAKE_CALL(m, SYSCALL_CLOCK, VB_CLOCK_MONOTONIC);
    FAKE_CALL(m, SYSCALL_SLEEP, (uint64_t)m->result + 1000);
    FAKE_CALL(m, SYSCALL_KILL, m->reg[0], VB_SIGHUP);
    FAKE_CALL(m, SYSCALL_KILL, m->reg[0], VB_SIGTERM);
    CHECK_EQUAL(0, m->result);
    FAKE_CALL(m, SYSCALL_WAIT, m->reg[0], INFO, 0, VB_FOREVER);
    CHECK_EQUAL(VB_EXIT_SIGNAL, info_of(m)->kind);
    CHECK_EQUAL(VB_SIGTERM, info_of(m)->code);
    FAKE_CALL(m, SYSCALL_SLEEP, VB_FOREVER);
    FAKE_END(m);
}

/* ---- reproducible tasks ------------------------------------------------------------------------
 */

static uint64_t seen[8][4]; /* by run: two clocks, two words of entropy */

/* Ends by task_exit, and, of every second run, by returning. */
FAKE_PROGRAM(asker)
{
    FAKE_BEGIN(m);
    FAKE_COMPUTE(m, 700);
    FAKE_CALL(m, SYSCALL_CLOCK, VB_CLOCK_MONOTONIC);
    seen[ticks][0] = (uint64_t)m->result;
    FAKE_CALL(m, SYSCALL_CLOCK, VB_CLOCK_WALL);
    seen[ticks][1] = (uint64_t)m->result;
    FAKE_CALL(m, SYSCALL_ENTROPY, 0, 16);
    memcpy(&seen[ticks][2], fake_at(m, 0, 16), 16);
    if (ticks % 2 == 0)
        FAKE_CALL(m, SYSCALL_TASK_EXIT, 7);
    FAKE_END(m);
}

FAKE_PROGRAM(reproducer)
{
    FAKE_BEGIN(m);
    FAKE_START(m);
    for (ticks = 0; ticks < 4; ticks++) {
        block_begin(m, "ticker");
        block_add(m, start_named(m, "ticker"), VB_START_IMAGE, NULL, VB_START_COPY);
        block_header(m)->flags = VB_START_REPRODUCIBLE;
        FAKE_SPAWN(m);
        CHECK(m->result > 0);
        m->reg[0] = (uint64_t)m->result;
        FAKE_CALL(m, SYSCALL_WAIT, m->reg[0], INFO, VB_WAIT_STOPPED, VB_FOREVER);
        CHECK_EQUAL(VB_EXIT_STOPPED, info_of(m)->kind);
        CHECK(info_of(m)->reductions >= 700 && info_of(m)->reductions < 720);
        FAKE_CALL(m, SYSCALL_WAIT, m->reg[0], INFO, 0, VB_NO_WAIT);
        CHECK_EQUAL(VB_ERR_AGAIN, m->result); /* not ended */
        FAKE_CALL(m, SYSCALL_KILL, m->reg[0], ticks < 2 ? VB_SIGCONT : VB_SIGKILL);
        FAKE_CALL(m, SYSCALL_WAIT, m->reg[0], INFO, 0, VB_FOREVER);
        CHECK_EQUAL(ticks < 2 ? VB_EXIT_STATUS : VB_EXIT_SIGNAL, info_of(m)->kind);
        CHECK_EQUAL(ticks < 2 ? (ticks == 0 ? 7 : 0) : VB_SIGKILL, info_of(m)->code);
        FAKE_CALL(m, SYSCALL_HANDLE_CLOSE, m->reg[0]);
        CHECK(memcmp(seen[0], seen[ticks], sizeof seen[0]) == 0);
    }
    CHECK(seen[0][0] >= 700000 && seen[0][0] < 720000);
    CHECK(seen[0][2] != seen[0][3]);
    FAKE_CALL(m, SYSCALL_SLEEP, VB_FOREVER);
    FAKE_END(m);
}

static void run_reproducer(void)
{
    struct kernel_blob blobs[] = {
        {"ticker", (const uint8_t *)&asker_image, sizeof asker_image},
    };
    struct world w;
    world_begin(&w);
    world_start(&w, &reproducer_image, blobs, 1);
    CHECK_EQUAL(KERNEL_IDLE, world_run(&w));
    world_end(&w);
}

/* ---- jobs and watchers -------------------------------------------------------------------------
 */

FAKE_PROGRAM(jobs)
{
    FAKE_BEGIN(m);
    FAKE_START(m);
    FAKE_CALL(m, SYSCALL_CHANNEL_CREATE, 4, 0, RIGHTS);
    FAKE_CALL(m, SYSCALL_PULSE_CREATE, receiver(m), 5);
    m->reg[5] = (uint64_t)m->result;
    FAKE_CALL(m, SYSCALL_JOB_CREATE, 0);
    m->reg[0] = (uint64_t)m->result;
    FAKE_CALL(m, SYSCALL_JOB_CREATE, m->reg[0]);
    m->reg[1] = (uint64_t)m->result;
    for (m->reg[2] = 0; m->reg[2] < 4; m->reg[2]++) {
        block_begin(m, "ticker");
        block_add(m, start_named(m, "ticker"), VB_START_IMAGE, NULL, VB_START_COPY);
        if (m->reg[2] < 3) /* two in the outer job, one in the inner, one in init's */
            block_add(m, m->reg[m->reg[2] < 2 ? 0 : 1], VB_START_JOB, NULL, VB_START_COPY);
        FAKE_SPAWN(m);
        CHECK(m->result > 0);
        m->reg[10 + m->reg[2]] = (uint64_t)m->result;
    }
    FAKE_CALL(m, SYSCALL_TASK_WATCH, m->reg[10], m->reg[5]);
    CHECK_EQUAL(0, m->result);
    FAKE_CALL(m, SYSCALL_TASK_WATCH, m->reg[10], m->reg[5]);
    CHECK_EQUAL(VB_ERR_EXISTS, m->result);
    FAKE_CALL(m, SYSCALL_KILL, m->reg[0], VB_SIGINT);
    CHECK_EQUAL(0, m->result);
    FAKE_CALL(m, SYSCALL_CHANNEL_RECEIVE, receiver(m), MESSAGE, VB_FOREVER);
    CHECK_EQUAL(5, message_of(m)->badge);
    CHECK_EQUAL(1, message_of(m)->id);
    for (m->reg[2] = 0; m->reg[2] < 3; m->reg[2]++) {
        FAKE_CALL(m, SYSCALL_WAIT, m->reg[10 + m->reg[2]], INFO, 0, VB_NO_WAIT);
        CHECK_EQUAL(0, m->result);
        CHECK_EQUAL(VB_SIGINT, info_of(m)->code);
    }
    FAKE_CALL(m, SYSCALL_WAIT, m->reg[13], INFO, 0, VB_NO_WAIT);
    CHECK_EQUAL(VB_ERR_AGAIN, m->result);
    FAKE_CALL(m, SYSCALL_KILL, m->reg[13], VB_SIGKILL);
    FAKE_CALL(m, SYSCALL_TASK_WATCH, m->reg[13], m->reg[5]); /* at once: it has ended */
    FAKE_CALL(m, SYSCALL_CHANNEL_RECEIVE, receiver(m), MESSAGE, VB_NO_WAIT);
    CHECK_EQUAL(0, m->result);
    FAKE_CALL(m, SYSCALL_SLEEP, VB_FOREVER);
    FAKE_END(m);
}

int main(void)
{
    run_with_ticker(&stopper_image);
    run_with_ticker(&handler_image);
    run_with_ticker(&jobs_image);
    run_reproducer();
    return 0;
}
