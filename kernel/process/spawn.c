#include <base/format.h>
#include <kernel_state.h>
#include <memory/memory_object.h>
#include <process/schedule.h>
#include <process/spawn.h>
#include <process/task.h>
#include <process/user.h>
#include <syscall/handlers.gen.h>

int64_t start_refused(struct thread *self, struct user_buffer out, int status,
                      const struct cpu_diagnostic *diagnostic)
{
    size_t length = format_text(NULL, 0, "%s", diagnostic->text);
    if (out.size == 0)
        return status;
    size_t size = (size_t)MIN(out.size - 1, length);
    int copied = user_copy_out(self, out.address, diagnostic->text, size);
    if (copied == VB_OK)
        copied = user_copy_out(self, out.address + size, "", 1);
    return copied == VB_OK ? status : copied;
}

uint64_t fuel_for_child(const struct task *parent, uint64_t wanted)
{
    uint64_t left = UINT64_MAX;
    if (parent->fuel != UINT64_MAX)
        left = parent->fuel - MIN(parent->fuel, parent->reductions);
    return wanted == 0 ? left : MIN(wanted, left);
}

/* A task for the plan with everything that can fail: its first thread owns the context. */
static int make_child(struct task *parent, const struct start_plan *plan,
                      struct cpu_context *context, struct task **out, struct thread **first)
{
    struct kernel *kernel = parent->kernel;
    struct task *child;
    int status = task_create(kernel, parent, plan->job, plan->account, &child);
    if (status != VB_OK)
        return status;
    child->priority = plan->priority;
    bool pauses = (plan->header.flags & VB_START_PAUSE) != 0;
    child->fuel = fuel_for_child(parent, pauses ? 0 : plan->header.fuel);
    child->pauses = pauses;
    child->pause_at = pauses && plan->header.fuel != 0 ? plan->header.fuel : UINT64_MAX;
    child->reproducible = (plan->header.flags & VB_START_REPRODUCIBLE) != 0;
    child->stops_at_end = child->reproducible;
    child->stopped = (plan->header.flags & VB_START_STOPPED) != 0;
    child->stop_signal = VB_SIGSTOP;
    child->namespace = plan->namespace;
    if (child->namespace != NULL)
        object_retain(child->namespace);
    const struct right *fault = plan->fault.object != NULL ? &plan->fault : &parent->fault;
    if (fault->object != NULL)
        child->fault = right_open(kernel, fault->object, fault->rights, fault->badge);
    status = handle_reserve(child, plan->header.handle_count);
    if (status == VB_OK)
        status = thread_create(child, context, plan->priority, first);
    if (status != VB_OK)
        object_release(kernel, &child->object);
    *out = child;
    return status;
}

static int64_t spawn(struct thread *self, struct start_plan *plan,
                     struct cpu_diagnostic *diagnostic)
{
    struct task *parent = self->task, *child;
    struct kernel *kernel = parent->kernel;
    struct cpu_context *context;
    struct thread *first;
    int status = handle_reserve(parent, 1);
    if (status == VB_OK)
        status = start_plan_prepare(plan, &context, diagnostic);
    if (status != VB_OK)
        return status;
    status = make_child(parent, plan, context, &child, &first);
    if (status != VB_OK) {
        kernel->cpu->destroy(context);
        return status;
    }
    start_plan_collect(parent, plan);
    start_plan_place(child, plan);
    start_plan_adopt(child, plan);
    task_publish(child);
    int64_t value = handle_place(parent, right_open(kernel, &child->object, TASK_RIGHTS_ALL, 0));
    schedule_ready(kernel, first);
    object_release(kernel, &first->object);
    object_release(kernel, &child->object);
    return value;
}

int64_t sys_spawn(struct thread *self, struct handle *handle, struct user_buffer out)
{
    struct kernel *kernel = self->task->kernel;
    struct memory_object *block = memory_object_of(handle->object);
    struct cpu_diagnostic diagnostic;
    struct start_plan plan;
    object_retain(&block->object); /* it may be in its own list */
    int64_t result =
        start_plan_make(self, memory_object_bytes(block), block->size, false, &plan, &diagnostic);
    if (result == VB_OK) {
        /* The account may go with the handle that named it. */
        struct account *account = plan.account;
        object_retain(&account->object);
        result = spawn(self, &plan, &diagnostic);
        start_plan_release(kernel, &plan);
        object_release(kernel, &account->object);
    }
    object_release(kernel, &block->object);
    return result >= 0 ? result : start_refused(self, out, (int)result, &diagnostic);
}
