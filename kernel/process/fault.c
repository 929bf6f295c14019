#include <base/format.h>
#include <ipc/state.h>
#include <kernel_state.h>
#include <process/fault.h>
#include <process/task.h>

/* Tell the fault channel, if there is one that listens; the thread then stays as it is until
 * somebody kills its task. */
static bool tell_supervisor(struct thread *thread, const struct cpu_trap *trap)
{
    struct task *task = thread->task;
    if (thread->fault == NULL)
        return false;
    struct vb_fault fault = {.pid = task->pid,
                             .thread = thread->id,
                             .trap = trap->code,
                             .function = trap->function,
                             .instance = trap->instance,
                             .offset = trap->offset};
    format_text(fault.text, sizeof fault.text, "%s", trap->text);
    struct message *message = thread->fault;
    thread->fault = NULL; /* used up, sent or not */
    return fault_message_send(task->kernel, &task->fault, message, &fault);
}

static void fault(struct thread *thread, const struct cpu_trap *trap)
{
    struct task *task = thread->task;
    log_format(task->kernel, VB_LOG_WARNING, "task %u (%s) trapped: %s", task->pid, task->name,
               trap->text);
    thread->state = THREAD_FAULTED;
    if (!tell_supervisor(thread, trap))
        task_end(task, VB_EXIT_TRAP, (int32_t)trap->code, trap->text);
}

void thread_trapped(struct thread *thread)
{
    struct cpu_trap trap = {0};
    thread->task->kernel->cpu->trap(thread->context, &trap);
    fault(thread, &trap);
}

void thread_out_of_fuel(struct thread *thread)
{
    struct cpu_trap trap = {.code = FAULT_OUT_OF_FUEL};
    format_text(trap.text, sizeof trap.text, "out of fuel: the task has used its %llu reductions",
                (unsigned long long)thread->task->fuel);
    fault(thread, &trap);
}
