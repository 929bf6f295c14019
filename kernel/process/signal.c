#include <ipc/exchange.h>
#include <ipc/state.h>
#include <kernel_state.h>
#include <process/exit.h>
#include <process/schedule.h>
#include <process/signal.h>
#include <process/task.h>
#include <syscall/handlers.gen.h>

#define BIT(signal)     (1u << (signal))
#define STOPS           (BIT(VB_SIGSTOP) | BIT(VB_SIGTSTP) | BIT(VB_SIGTTIN) | BIT(VB_SIGTTOU))
#define IGNORED         (BIT(VB_SIGCHLD) | BIT(VB_SIGWINCH) | BIT(VB_SIGCONT))
#define UNSTOPPABLE     (BIT(VB_SIGKILL) | BIT(VB_SIGSTOP))
#define IGNORE_THE_MASK (UINT64_C(1) << 63)

/* ---- stop and continue -------------------------------------------------------------------------
 */

/* Runnable threads leave their queues; the running one gives way when its call is done. A thread
 * that waits goes on waiting, and is not queued when its wait ends. */
static void task_stop(struct task *task, uint32_t signal)
{
    if (task->stopped)
        return;
    task->stopped = true;
    task->stop_signal = signal;
    LIST_FOR_EACH (node, &task->threads)
        schedule_remove(task->kernel, LIST_ENTRY(node, struct thread, task_link));
    task_tell_waiters(task);
    task_tell_parent(task);
}

static void task_continue(struct task *task)
{
    if (!task->stopped)
        return;
    task->stopped = false;
    LIST_FOR_EACH (node, &task->threads) {
        struct thread *thread = LIST_ENTRY(node, struct thread, task_link);
        if (thread->state == THREAD_READY)
            schedule_ready(task->kernel, thread);
    }
}

/* ---- delivery ----------------------------------------------------------------------------------
 */

static void default_action(struct task *task, uint32_t signal)
{
    bool is_init = task == task->kernel->init;
    if ((BIT(signal) & IGNORED) != 0 || is_init)
        return; /* init can be neither ended nor stopped */
    if ((BIT(signal) & STOPS) != 0 || (task->pauses && signal == VB_SIGINT))
        task_stop(task, signal);
    else
        task_end(task, VB_EXIT_SIGNAL, (int32_t)signal, "");
}

void task_signal(struct task *task, uint32_t signal)
{
    if (task->ended)
        return;
    if (signal == VB_SIGCONT && task->ends) {
        task_end(task, VB_EXIT_STATUS, task->exit_code, "");
        return;
    }
    if (signal == VB_SIGCONT)
        task_continue(task); /* whoever handles it: a stopped task could not */
    struct object *pulse = task->signal_pulse[signal].object;
    if (pulse != NULL)
        pulse_fire_object(task->kernel, pulse, BIT(signal));
    else if ((task->signals_ignored & BIT(signal)) == 0)
        default_action(task, signal);
}

/* To every task of the job and of those below it. Each may end, and take others with it. */
static void signal_job(struct kernel *kernel, struct job *job, uint32_t signal)
{
    struct list *node = kernel->tasks.next;
    object_retain(&job->object);
    while (node != &kernel->tasks) {
        struct task *task = LIST_ENTRY(node, struct task, link);
        object_retain(&task->object); /* its place in the list stays valid */
        if (task->job != NULL && job_contains(job, task->job))
            task_signal(task, signal);
        node = node->next;
        object_release(kernel, &task->object);
    }
    object_release(kernel, &job->object);
}

int64_t sys_kill(struct thread *self, struct handle *target, uint32_t signal)
{
    struct kernel *kernel = self->task->kernel;
    if (signal >= TASK_SIGNALS)
        return VB_ERR_INVALID;
    struct object *object = target != NULL ? target->object : &self->task->object;
    if (object->type == VB_OBJECT_TASK && task_of(object)->ended)
        return VB_ERR_DEAD;
    if (signal == 0)
        return VB_OK;
    if (object->type == VB_OBJECT_TASK)
        task_signal(task_of(object), signal);
    else
        signal_job(kernel, job_of(object), signal);
    return self->state == THREAD_ENDED ? SYSCALL_NORETURN : VB_OK;
}

static uint32_t action_of(const struct task *task, uint32_t signal)
{
    if (task->signal_pulse[signal].object != NULL)
        return VB_SIGNAL_HANDLED;
    return (task->signals_ignored & BIT(signal)) != 0 ? VB_SIGNAL_IGNORED : VB_SIGNAL_DEFAULT;
}

int64_t sys_reply_signal(struct thread *self, struct handle *reply, struct handle *job,
                         uint32_t signal)
{
    const struct exchange *exchange = exchange_of(reply->object);
    if (signal >= TASK_SIGNALS)
        return VB_ERR_INVALID;
    if (exchange->state != EXCHANGE_SERVED)
        return VB_ERR_DEAD;
    const struct task *caller = exchange->thread->task;
    if (caller->job == NULL || !job_contains(job_of(job->object), caller->job))
        return VB_ERR_NOT_FOUND;
    const uint32_t action = action_of(caller, signal);
    if (signal != 0 && action != VB_SIGNAL_IGNORED)
        signal_job(self->task->kernel, caller->job, signal);
    return self->state == THREAD_ENDED ? SYSCALL_NORETURN : action;
}

/* ---- handlers ----------------------------------------------------------------------------------
 */

void signals_forget_handlers(struct task *task)
{
    for (size_t i = 0; i < TASK_SIGNALS; i++)
        right_close(task->kernel, &task->signal_pulse[i]);
}

void signals_clear(struct task *task)
{
    signals_forget_handlers(task);
    task->signals_ignored = 0;
}

int64_t sys_signal_handle(struct thread *self, uint64_t mask, struct handle *pulse)
{
    struct task *task = self->task;
    bool ignore = (mask & IGNORE_THE_MASK) != 0;
    uint64_t signals = mask & ~IGNORE_THE_MASK;
    if ((signals & ~(uint64_t)UINT32_MAX) != 0 || (signals & (UNSTOPPABLE | BIT(0))) != 0 ||
        (ignore && pulse != NULL))
        return VB_ERR_INVALID;
    for (uint32_t i = 1; i < TASK_SIGNALS; i++) {
        if ((signals & BIT(i)) == 0)
            continue;
        struct right old = task->signal_pulse[i];
        task->signal_pulse[i] = (struct right){0};
        if (pulse != NULL)
            task->signal_pulse[i] = handle_copy(task, pulse, VB_RIGHT_SEND);
        right_close(task->kernel, &old);
    }
    if (ignore)
        task->signals_ignored |= (uint32_t)signals;
    else
        task->signals_ignored &= ~(uint32_t)signals;
    return VB_OK;
}
