/* Clocks and sleeping. */
#include <kernel_state.h>
#include <process/task.h>
#include <syscall/handlers.gen.h>

/* Of a reproducible task: a microsecond a reduction, from the first second of 2000 on. */
#define NS_PER_REDUCTION   1000u
#define REPRODUCIBLE_BEGIN (UINT64_C(946684800) * 1000000000u)

static int64_t reproducible_clock(const struct task *task, uint32_t which)
{
    uint64_t elapsed = task->reductions * NS_PER_REDUCTION;
    if (which > VB_CLOCK_TASK)
        return VB_ERR_INVALID;
    return (int64_t)(which == VB_CLOCK_WALL ? REPRODUCIBLE_BEGIN + elapsed : elapsed);
}

int64_t sys_clock(struct thread *self, uint32_t which)
{
    if (self->task->reproducible)
        return reproducible_clock(self->task, which);
    switch (which) {
    case VB_CLOCK_MONOTONIC:
        return (int64_t)hal_clock_monotonic();
    case VB_CLOCK_WALL:
        return (int64_t)hal_clock_wall();
    case VB_CLOCK_TASK: /* the entry under way has not been put down to it yet */
        return (int64_t)(self->task->cpu_time + hal_clock_monotonic() - self->task->kernel->now);
    default:
        return VB_ERR_INVALID;
    }
}

static const struct wait_ops sleep_ops = {.name = "sleep", .sleeps = true};

int64_t sys_sleep(struct thread *self, uint64_t deadline)
{
    if (deadline <= self->task->kernel->now)
        return VB_OK;
    return thread_block(self, &sleep_ops, NULL, deadline);
}
