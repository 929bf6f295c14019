/* System calls on threads. */
#include <kernel_state.h>
#include <process/exit.h>
#include <process/schedule.h>
#include <process/task.h>
#include <process/user.h>
#include <syscall/handlers.gen.h>

int64_t sys_yield(struct thread *self)
{
    self->entries = 0; /* the quantum is over, and with it the entry */
    self->task->kernel->entry_left = 0;
    return VB_OK;
}

int thread_start(struct thread *from, uint32_t function, uint64_t stack, uint64_t argument,
                 struct thread **out)
{
    struct task *task = from->task;
    struct kernel *kernel = task->kernel;
    struct cpu_context *context;
    struct cpu_host host = task->account->host;
    host.space = task->space;
    int status = kernel->cpu->thread(from->context, &host, function, stack, argument, &context);
    if (status != VB_OK)
        return account_cpu_status(task->account, status);
    status = thread_create(task, context, from->priority, out);
    if (status != VB_OK)
        kernel->cpu->destroy(context);
    else
        schedule_ready(kernel, *out);
    return status;
}

int64_t sys_thread_create(struct thread *self, uint32_t function, uint64_t stack, uint64_t argument)
{
    struct task *task = self->task;
    struct kernel *kernel = task->kernel;
    struct thread *thread;
    int status = handle_reserve(task, 1);
    if (status == VB_OK)
        status = thread_start(self, function, stack, argument, &thread);
    if (status != VB_OK)
        return status;
    int64_t value = handle_place(task, right_open(kernel, &thread->object, THREAD_RIGHTS_ALL, 0));
    object_release(kernel, &thread->object);
    return value;
}

int64_t sys_thread_exit(struct thread *self, int32_t status)
{
    if (self->task->thread_count == 1)
        task_end(self->task, VB_EXIT_STATUS, status, "");
    else
        thread_end(self, VB_EXIT_STATUS, status);
    return SYSCALL_NORETURN;
}

/* ---- join --------------------------------------------------------------------------------------
 */

static int tell_exit(struct thread *joiner, uint64_t address, const struct thread *ended)
{
    struct vb_exit_info info = {
        .kind = ended->exit_kind, .code = ended->exit_code, .reductions = ended->reductions};
    return user_copy_out(joiner, address, &info, sizeof info);
}

static void join_cancel(struct thread *thread)
{
    struct thread *joined = thread->wait.what;
    list_remove(&thread->wait.link);
    object_release(thread->task->kernel, &joined->object);
}

static const struct wait_ops join_ops = {.name = "thread_join", .cancel = join_cancel};

void thread_tell_joiners(struct thread *thread)
{
    LIST_FOR_EACH (node, &thread->waiters) {
        struct thread *joiner = LIST_ENTRY(node, struct thread, wait.link);
        int status = tell_exit(joiner, joiner->wait.address, thread);
        join_cancel(joiner);
        thread_complete(joiner, status);
    }
}

int64_t sys_thread_join(struct thread *self, struct handle *handle, uint64_t info,
                        uint64_t deadline)
{
    struct thread *thread = thread_of(handle->object);
    if (thread->state == THREAD_ENDED)
        return tell_exit(self, info, thread);
    if (deadline == VB_NO_WAIT)
        return VB_ERR_AGAIN;
    object_retain(&thread->object);
    self->wait.address = info;
    list_append(&thread->waiters, &self->wait.link);
    return thread_block(self, &join_ops, thread, deadline);
}

/* ---- cancel, priority --------------------------------------------------------------------------
 */

int64_t sys_thread_cancel(struct thread *self, struct handle *handle)
{
    (void)self;
    struct thread *thread = thread_of(handle->object);
    if (thread->state == THREAD_ENDED)
        return VB_ERR_DEAD;
    if (thread->state == THREAD_WAITING)
        thread_interrupt(thread, VB_ERR_CANCELLED);
    return VB_OK;
}

int64_t sys_thread_priority(struct thread *self, struct handle *handle, uint32_t priority)
{
    struct thread *thread = handle != NULL ? thread_of(handle->object) : self;
    if (priority > MAX(self->priority, self->task->priority))
        return VB_ERR_INVALID;
    uint8_t before = thread->priority;
    thread_set_priority(thread, (uint8_t)priority);
    return before;
}
