/* A task's life: start, exit codes, wait, sleep, stop of the machine. */
#include "world.h"

FAKE_PROGRAM(stops)
{
    FAKE_BEGIN(m);
    FAKE_CALL(m, SYSCALL_GETPID);
    CHECK_EQUAL(1, m->result);
    FAKE_START(m);
    CHECK(m->result > 0);
    CHECK(start_named(m, "system") != 0);
    FAKE_CALL(m, SYSCALL_CLOCK, VB_CLOCK_MONOTONIC);
    m->reg[0] = (uint64_t)m->result;
    FAKE_CALL(m, SYSCALL_SLEEP, m->reg[0] + 1000);
    CHECK_EQUAL(0, m->result);
    FAKE_CALL(m, SYSCALL_CLOCK, VB_CLOCK_MONOTONIC);
    CHECK_EQUAL(m->reg[0] + 1000, m->result);
    FAKE_CALL(m, SYSCALL_SYSTEM_STOP, start_named(m, "system"), VB_SYSTEM_RESET, 5);
    CHECK(!"reached");
    FAKE_END(m);
}

static void test_stop(void)
{
    struct world w;
    enum vb_system_action action;
    int status;
    world_begin(&w);
    world_start(&w, &stops_image, NULL, 0);
    CHECK_EQUAL(KERNEL_STOPPED, world_run(&w));
    kernel_stop_reason(w.kernel, &action, &status);
    CHECK_EQUAL(VB_SYSTEM_RESET, action);
    CHECK_EQUAL(5, status);
    world_end(&w);
}

int main(void)
{
    test_stop();
    return 0;
}
