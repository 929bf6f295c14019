#include <kernel_state.h>
#include <memory/alloc.h>
#include <memory/space.h>
#include <process/job.h>
#include <process/schedule.h>
#include <process/spawn.h>
#include <process/task.h>
#include <string.h>
#include <syscall/handlers.gen.h>

static int copy_start_block(const struct task *parent, struct task *child)
{
    int status = VB_OK;
    child->start_block = kernel_alloc(child->account, parent->start_size, &status);
    if (child->start_block == NULL)
        return status;
    memcpy(child->start_block, parent->start_block, parent->start_size);
    child->start_size = parent->start_size;
    return VB_OK;
}

/* What cannot fail. Handlers of signals are not inherited: their channel's receiver is a dead slot
 * in the child. */
static void copy_state(const struct task *parent, struct task *child)
{
    child->program = parent->program;
    for (uint32_t i = 0; i < child->program.image_count; i++)
        image_retain(child->program.images[i]);
    const struct right *fault = &parent->fault;
    if (fault->object != NULL)
        child->fault = right_open(child->kernel, fault->object, fault->rights, fault->badge);
    child->signals_ignored = parent->signals_ignored;
    child->fuel = fuel_for_child(parent, 0);
    child->memory_limit = parent->memory_limit;
    child->stack_limit = parent->stack_limit;
    child->priority = parent->priority;
    child->reproducible = parent->reproducible;
    child->draws = parent->draws;
    memcpy(child->name, parent->name, sizeof child->name);
}

/* The memories are not touched: no space need be entered. */
static int clone_context(struct thread *self, struct task *child, struct cpu_context **out)
{
    int status = space_create(child->account, &child->space);
    if (status != VB_OK)
        return status;
    struct cpu_host host = child->account->host;
    host.space = child->space;
    return account_cpu_status(child->account, child->kernel->cpu->clone(self->context, &host, out));
}

static int make_child(struct thread *self, struct job *job, struct task **out,
                      struct thread **first)
{
    struct task *parent = self->task;
    struct kernel *kernel = parent->kernel;
    struct cpu_context *context;
    int status = task_create(kernel, parent, job, parent->account, out);
    if (status != VB_OK)
        return status;
    copy_state(parent, *out);
    status = copy_start_block(parent, *out);
    /* A copy, as a spawned child gets: what one binds is not what the other looks up. */
    if (status == VB_OK && parent->namespace != NULL)
        status = namespace_copy(kernel, (*out)->account, parent->namespace, &(*out)->namespace);
    if (status == VB_OK)
        status = handle_table_fork(parent, *out);
    if (status == VB_OK)
        status = clone_context(self, *out, &context);
    if (status == VB_OK) {
        status = thread_create(*out, context, self->priority, first);
        if (status != VB_OK)
            kernel->cpu->destroy(context);
    }
    if (status != VB_OK)
        object_release(kernel, &(*out)->object);
    return status;
}

int64_t sys_fork(struct thread *self, struct handle *handle)
{
    struct task *parent = self->task, *child;
    struct job *job = handle != NULL ? job_of(handle->object) : parent->job;
    struct kernel *kernel = parent->kernel;
    struct thread *first;
    int status = handle_reserve(parent, 1);
    if (status == VB_OK)
        status = make_child(self, job, &child, &first);
    if (status != VB_OK)
        return status;
    kernel->cpu->complete(first->context, 0);
    task_publish(child);
    int64_t value = handle_place(parent, right_open(kernel, &child->object, TASK_RIGHTS_ALL, 0));
    schedule_ready(kernel, first);
    object_release(kernel, &first->object);
    object_release(kernel, &child->object);
    return value;
}
