#include <ipc/pulse.h>
#include <kernel_state.h>
#include <memory/alloc.h>
#include <process/deadline.h>
#include <process/handle.h>
#include <process/task.h>
#include <syscall/handlers.gen.h>

#define TIMER_RIGHTS_ALL (VB_RIGHT_DUPLICATE | VB_RIGHT_TRANSFER | VB_RIGHT_MANAGE)
#define TIMER_BIT        1u

struct timer {
    struct object object; /* VB_OBJECT_TIMER */
    struct deadline deadline;
    struct pulse *pulse; /* retained */
    uint64_t next;       /* nanoseconds: what deadline is set to */
    uint64_t period;     /* nanoseconds, 0: once */
};

/* The next moment of the same phase after now: a timer that was overtaken fires once for all the
 * periods it missed. */
static uint64_t next_period(uint64_t last, uint64_t period, uint64_t now)
{
    const uint64_t missed = now > last ? (now - last) / period : 0;
    const uint64_t step = (missed + 1) * period;
    return step > VB_FOREVER - last ? VB_FOREVER : last + step;
}

static void timer_fire(struct kernel *kernel, struct deadline *deadline)
{
    struct timer *timer = CONTAINER_OF(deadline, struct timer, deadline);
    if (timer->period != 0) {
        timer->next = next_period(timer->next, timer->period, kernel->now);
        deadline_set(kernel, deadline, timer->next);
    }
    (void)pulse_fire(timer->pulse, TIMER_BIT);
}

static void timer_destroy(struct kernel *kernel, struct object *object)
{
    struct timer *timer = CONTAINER_OF(object, struct timer, object);
    deadline_cancel(kernel, &timer->deadline);
    object_release(kernel, &timer->pulse->object);
    kernel_free(object->account, timer, sizeof *timer);
}

static const struct object_ops timer_ops = {NULL, NULL, timer_destroy};

int64_t sys_timer_create(struct thread *self, struct handle *pulse)
{
    struct task *task = self->task;
    int status;
    struct timer *timer = kernel_alloc(task->account, sizeof *timer, &status);
    if (timer == NULL)
        return status;
    object_init(task->kernel, &timer->object, VB_OBJECT_TIMER, &timer_ops, task->account);
    deadline_init(&timer->deadline, timer_fire);
    timer->pulse = pulse_of(pulse->object);
    object_retain(pulse->object);
    int64_t value = handle_insert(task, &timer->object, TIMER_RIGHTS_ALL, 0);
    object_release(task->kernel, &timer->object);
    return value;
}

int64_t sys_timer_set(struct thread *self, struct handle *timer, uint64_t deadline, uint64_t period)
{
    struct timer *object = CONTAINER_OF(timer->object, struct timer, object);
    object->next = deadline;
    object->period = period;
    deadline_set(self->task->kernel, &object->deadline, deadline);
    return VB_OK;
}
