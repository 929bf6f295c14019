#include <ipc/state.h>
#include <kernel_state.h>
#include <memory/alloc.h>
#include <process/exit.h>
#include <process/schedule.h>
#include <process/task.h>

static void thread_destroy(struct kernel *kernel, struct object *object)
{
    struct thread *thread = thread_of(object);
    struct task *task = thread->task;
    kernel_free(object->account, thread, sizeof *thread);
    object_release(kernel, &task->object);
}

static const struct object_ops thread_ops = {.destroy = thread_destroy};

static void wait_timed_out(struct kernel *kernel, struct deadline *deadline)
{
    (void)kernel;
    struct thread *thread = CONTAINER_OF(deadline, struct thread, deadline);
    thread_interrupt(thread, thread->wait.ops->sleeps ? VB_OK : VB_ERR_TIMED_OUT);
}

int thread_create(struct task *task, struct cpu_context *context, uint8_t priority,
                  struct thread **out)
{
    int status = VB_OK;
    struct kernel *kernel = task->kernel;
    struct thread *thread = kernel_alloc(task->account, sizeof *thread, &status);
    if (thread == NULL)
        return status;
    if (task->fault.object != NULL) {
        thread->fault = fault_message_create(task->account, &status);
        if (thread->fault == NULL) {
            kernel_free(task->account, thread, sizeof *thread);
            return status;
        }
    }
    object_init(kernel, &thread->object, VB_OBJECT_THREAD, &thread_ops, task->account);
    object_retain(&task->object);
    thread->task = task;
    thread->context = context;
    thread->id = ++task->next_thread_id;
    thread->priority = thread->effective = priority;
    list_init(&thread->queue_link);
    list_init(&thread->waiters);
    list_init(&thread->wait.link);
    deadline_init(&thread->deadline, wait_timed_out);
    object_retain(&thread->object); /* the task's */
    list_append(&task->threads, &thread->task_link);
    task->thread_count++;
    kernel->counts.threads++;
    *out = thread;
    return VB_OK;
}

int64_t thread_block(struct thread *thread, const struct wait_ops *ops, void *what,
                     uint64_t deadline)
{
    thread->wait.ops = ops;
    thread->wait.what = what;
    thread->state = THREAD_WAITING;
    if (deadline != VB_FOREVER)
        deadline_set(thread->task->kernel, &thread->deadline, deadline);
    return SYSCALL_BLOCKED;
}

void thread_complete(struct thread *thread, int64_t result)
{
    struct kernel *kernel = thread->task->kernel;
    deadline_cancel(kernel, &thread->deadline);
    thread->wait.ops = NULL;
    thread->wait.what = NULL;
    kernel->cpu->complete(thread->context, result);
    schedule_ready(kernel, thread);
}

/* Leaves the thread in no wait; what it is in instead is the caller's business. */
static void wait_cancel(struct thread *thread)
{
    deadline_cancel(thread->task->kernel, &thread->deadline);
    if (thread->wait.ops->cancel != NULL)
        thread->wait.ops->cancel(thread);
}

void thread_interrupt(struct thread *thread, int status)
{
    wait_cancel(thread);
    thread_complete(thread, status);
}

void thread_end(struct thread *thread, uint32_t exit_kind, int32_t exit_code)
{
    struct task *task = thread->task;
    struct kernel *kernel = task->kernel;
    if (thread->state == THREAD_ENDED)
        return;
    if (thread->state == THREAD_WAITING)
        wait_cancel(thread);
    thread->wait.ops = NULL;
    schedule_remove(kernel, thread);
    thread->state = THREAD_ENDED;
    thread->exit_kind = exit_kind;
    thread->exit_code = exit_code;
    ipc_thread_ended(thread);
    fault_message_free(kernel, thread->fault);
    thread->fault = NULL;
    if (thread->context != NULL)
        kernel->cpu->destroy(thread->context);
    thread->context = NULL;
    list_remove(&thread->task_link);
    task->thread_count--;
    kernel->counts.threads--;
    thread_tell_joiners(thread);
    object_release(kernel, &thread->object);
}
