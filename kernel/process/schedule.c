#include <ipc/state.h>
#include <kernel_state.h>
#include <memory/space.h>
#include <process/exit.h>
#include <process/fault.h>
#include <process/schedule.h>
#include <process/signal.h>
#include <process/task.h>
#include <syscall/dispatch.h>

/* What a system call counts for towards the end of an entry, so that an entry full of calls is not
 * much longer than one full of computing. No part of a task's reductions. */
#define CALL_REDUCTIONS 16

/* ---- ready queues ------------------------------------------------------------------------------
 */

static void enqueue(struct kernel *kernel, struct thread *thread, bool first)
{
    struct list *queue = &kernel->ready[thread->effective];
    thread->state = THREAD_READY;
    if (thread->task->stopped)
        return; /* the signal that continues the task queues it */
    if (first)
        list_prepend(queue, &thread->queue_link);
    else
        list_append(queue, &thread->queue_link);
    thread->queued = true;
    kernel->ready_mask |= 1u << thread->effective;
}

static void dequeue(struct kernel *kernel, struct thread *thread)
{
    list_remove(&thread->queue_link);
    thread->queued = false;
    if (list_empty(&kernel->ready[thread->effective]))
        kernel->ready_mask &= ~(1u << thread->effective);
}

void schedule_ready(struct kernel *kernel, struct thread *thread)
{
    thread->entries = (uint16_t)kernel->config.quantum_entries;
    enqueue(kernel, thread, false);
}

void schedule_remove(struct kernel *kernel, struct thread *thread)
{
    if (kernel->handoff == thread)
        kernel->handoff = NULL;
    if (thread->queued)
        dequeue(kernel, thread);
}

void schedule_handoff(struct kernel *kernel, struct thread *thread)
{
    if (!thread->queued)
        return;
    kernel->handoff = thread;
    if (kernel->current != NULL)
        thread->entries = kernel->current->entries;
}

static void update_effective(struct thread *thread)
{
    struct kernel *kernel = thread->task->kernel;
    uint8_t effective = MAX(thread->priority, thread->lent);
    if (effective == thread->effective)
        return;
    bool queued = thread->queued;
    if (queued)
        dequeue(kernel, thread);
    thread->effective = effective;
    if (queued)
        enqueue(kernel, thread, false);
}

void thread_lend(struct thread *thread, uint8_t priority)
{
    thread->lent = priority;
    update_effective(thread);
}

void thread_set_priority(struct thread *thread, uint8_t priority)
{
    thread->priority = priority;
    update_effective(thread);
}

/* Is somebody ready who is more urgent? */
static bool more_urgent(const struct kernel *kernel, const struct thread *thread)
{
    return !kernel->config.cooperative && (uint64_t)kernel->ready_mask >> thread->effective > 1;
}

/* Who runs next, off its queue: the hand-off unless somebody is more urgent. */
static struct thread *pick(struct kernel *kernel)
{
    struct thread *thread = kernel->handoff;
    kernel->handoff = NULL;
    if (thread == NULL || more_urgent(kernel, thread)) {
        if (kernel->ready_mask == 0)
            return NULL;
        unsigned priority = 31u - (unsigned)__builtin_clz(kernel->ready_mask);
        thread = LIST_ENTRY(list_first(&kernel->ready[priority]), struct thread, queue_link);
    }
    dequeue(kernel, thread);
    return thread;
}

/* ---- running -----------------------------------------------------------------------------------
 */

static void system_call(struct kernel *kernel, struct thread *thread)
{
    struct cpu_call call;
    kernel->cpu->call(thread->context, &call);
    int64_t result = syscall_dispatch(thread, call.number, call.arguments);
    kernel->entry_left -= CALL_REDUCTIONS;
    if (result != SYSCALL_BLOCKED && result != SYSCALL_NORETURN)
        kernel->cpu->complete(thread->context, result);
}

static void atomic_operation(struct kernel *kernel, struct thread *thread)
{
    kernel->entry_left -= CALL_REDUCTIONS;
    thread_atomic(thread);
}

static void account_reductions(struct kernel *kernel, struct thread *thread, int64_t used)
{
    kernel->entry_left -= used;
    thread->reductions += (uint64_t)used;
    thread->task->reductions += (uint64_t)used;
}

/* The task's entry function returned; a further thread's only ends that. */
static void entry_returned(struct thread *thread)
{
    bool is_last = thread->id == 1 || thread->task->thread_count == 1;
    if (is_last && task_stop_at_end(thread->task, 0))
        return; /* still running: it is put back, and not queued */
    if (is_last)
        task_end(thread->task, VB_EXIT_STATUS, 0, "");
    else
        thread_end(thread, VB_EXIT_STATUS, 0);
}

/* Run the thread once, at most to the end of the entry, of the task's fuel, or to its pause. */
static void resume(struct kernel *kernel, struct thread *thread)
{
    struct task *task = thread->task;
    uint64_t fuel = task->fuel > task->reductions ? task->fuel - task->reductions : 0;
    if (UNLIKELY(fuel == 0)) {
        thread_out_of_fuel(thread);
        return;
    }
    if (UNLIKELY(task->pause_at <= task->reductions)) {
        task->pause_at = UINT64_MAX;
        task_signal(task, VB_SIGSTOP);
        return;
    }
    fuel = MIN(fuel, task->pause_at - task->reductions);
    int64_t budget = (int64_t)MIN((uint64_t)kernel->entry_left, fuel);
    int64_t before = budget;
    space_enter(kernel, task->space);
    enum cpu_stop stop = kernel->cpu->resume(thread->context, &budget);
    account_reductions(kernel, thread, before - budget);
    if (LIKELY(stop == CPU_STOP_CALL))
        system_call(kernel, thread);
    else if (stop == CPU_STOP_ATOMIC)
        atomic_operation(kernel, thread);
    else if (stop == CPU_STOP_TRAP)
        thread_trapped(thread);
    else if (stop == CPU_STOP_EXIT)
        entry_returned(thread);
}

/* The entry is over or the thread is to give way: back to its queue, behind the others of its
 * priority when its quantum is used up. */
static void put_back(struct kernel *kernel, struct thread *thread)
{
    bool used_up = kernel->entry_left <= 0;
    if (used_up && thread->entries > 0 && !kernel->config.cooperative)
        thread->entries--;
    if (thread->entries == 0)
        schedule_ready(kernel, thread);
    else
        enqueue(kernel, thread, true);
}

/* Run the thread until it no longer can or the entry is over. */
static void run(struct kernel *kernel, struct thread *thread)
{
    object_retain(&thread->object); /* it may end in a call of its own */
    kernel->current = thread;
    thread->state = THREAD_RUNNING;
    do
        resume(kernel, thread);
    while (thread->state == THREAD_RUNNING && kernel->entry_left > 0 &&
           !more_urgent(kernel, thread) && !thread->task->stopped);
    kernel->current = NULL;
    if (thread->state == THREAD_RUNNING)
        put_back(kernel, thread);
}

/* The entry ended in a hand-off, so nobody was put back who could pay for it: the thread that is
 * to go on does, out of the quantum it was handed; else two that call each other would never let
 * others run. */
static void charge_handoff(struct kernel *kernel)
{
    struct thread *thread = kernel->handoff;
    if (thread == NULL || kernel->config.cooperative)
        return;
    if (thread->entries > 1) {
        thread->entries--;
        return;
    }
    kernel->handoff = NULL; /* it is at the end of its queue */
    thread->entries = (uint16_t)kernel->config.quantum_entries;
}

/* One entry: a thread, and those it hands over to by synchronous calls and replies. The time is
 * put down to the last one, as a clock tick would; over many entries that evens out. False when
 * nobody can run. */
static bool run_entry(struct kernel *kernel)
{
    struct thread *thread = pick(kernel);
    if (thread == NULL)
        return false;
    uint64_t begin = kernel->now;
    kernel->entry_left = kernel->config.entry_reductions;
    run(kernel, thread);
    while (kernel->entry_left > 0 && kernel->handoff != NULL) {
        object_release(kernel, &thread->object);
        thread = pick(kernel);
        run(kernel, thread);
    }
    charge_handoff(kernel);
    thread->task->cpu_time += kernel_now(kernel) - begin;
    object_release(kernel, &thread->object);
    return true;
}

static enum kernel_state run_entries(struct kernel *kernel, uint64_t budget, uint64_t *deadline)
{
    uint64_t begin = kernel_now(kernel);
    *deadline = VB_FOREVER;
    do {
        interrupts_poll(kernel);
        deadlines_fire(kernel, kernel->now);
        if (kernel->stopped)
            return KERNEL_STOPPED;
        if (!run_entry(kernel)) {
            *deadline = deadlines_next(kernel);
            return KERNEL_IDLE;
        }
    } while (kernel->now - begin < budget);
    return kernel->stopped ? KERNEL_STOPPED : KERNEL_BUSY;
}

enum kernel_state schedule_run(struct kernel *kernel, uint64_t budget, uint64_t *deadline)
{
    enum kernel_state state = run_entries(kernel, budget, deadline);
    space_enter(kernel, NULL); /* nobody's memory is mapped while the machine idles */
    return state;
}
