#include <base/format.h>
#include <kernel_state.h>
#include <memory/alloc.h>
#include <memory/memory_object.h>
#include <memory/space.h>
#include <process/signal.h>
#include <process/spawn.h>
#include <process/task.h>
#include <syscall/handlers.gen.h>

static void end_other_threads(struct thread *self)
{
    LIST_FOR_EACH (node, &self->task->threads) {
        struct thread *thread = LIST_ENTRY(node, struct thread, task_link);
        if (thread != self)
            thread_end(thread, VB_EXIT_STATUS, 0);
    }
}

static void close_all_handles(struct task *task)
{
    for (uint32_t i = 0; i < task->handles.capacity; i++) {
        if (task->handles.slots[i].object != NULL)
            handle_close(task, &task->handles.slots[i]);
    }
}

/* A fault channel that the block names needs a message made ahead, as in thread_create(). */
static int prepare_fault(struct thread *self, const struct start_plan *plan,
                         struct message **message)
{
    int status = VB_OK;
    *message = NULL;
    if (plan->fault.object == NULL || self->fault != NULL)
        return VB_OK;
    *message = fault_message_create(self->task->account, &status);
    return status;
}

static void replace_fault(struct thread *self, const struct start_plan *plan,
                          struct message *message)
{
    struct task *task = self->task;
    if (plan->fault.object == NULL)
        return;
    struct right old = task->fault;
    task->fault =
        right_open(task->kernel, plan->fault.object, plan->fault.rights, plan->fault.badge);
    right_close(task->kernel, &old);
    if (message != NULL)
        self->fault = message;
}

static void replace_program(struct thread *self, struct start_plan *plan,
                            struct cpu_context *context)
{
    struct task *task = self->task;
    struct kernel *kernel = task->kernel;
    kernel->cpu->destroy(self->context);
    self->context = context;
    self->id = 1;
    task->next_thread_id = 1;
    space_destroy(task->account, task->space);
    program_release(kernel, &task->program);
    kernel_free(task->account, task->start_block, task->start_size);
    start_plan_adopt(task, plan);
    task->priority = plan->priority;
    thread_set_priority(self, plan->priority);
    uint64_t fuel = fuel_for_child(task, plan->header.fuel); /* from here on */
    task->fuel = fuel < UINT64_MAX - task->reductions ? fuel + task->reductions : UINT64_MAX;
}

static int64_t exec(struct thread *self, struct start_plan *plan, struct cpu_diagnostic *diagnostic)
{
    struct task *task = self->task;
    struct kernel *kernel = task->kernel;
    struct cpu_context *context;
    struct message *message;
    int status = handle_reserve(task, plan->header.handle_count);
    if (status == VB_OK)
        status = prepare_fault(self, plan, &message);
    if (status != VB_OK)
        return status;
    status = start_plan_prepare(plan, &context, diagnostic);
    if (status == VB_OK && task == kernel->init) {
        /* What is started again after a trap is what came first. */
        kernel->cpu->destroy(context);
        format_text(diagnostic->text, sizeof diagnostic->text, "init cannot be replaced");
        status = VB_ERR_NOT_SUPPORTED;
    }
    if (status != VB_OK) {
        fault_message_free(kernel, message);
        return status;
    }
    end_other_threads(self);
    signals_forget_handlers(task);
    replace_fault(self, plan, message);
    object_release(kernel, task->namespace);
    task->namespace = plan->namespace;
    if (task->namespace != NULL)
        object_retain(task->namespace);
    start_plan_collect(task, plan);
    close_all_handles(task);
    start_plan_place(task, plan);
    replace_program(self, plan, context);
    return SYSCALL_NORETURN;
}

int64_t sys_exec(struct thread *self, struct handle *handle, struct user_buffer out)
{
    struct kernel *kernel = self->task->kernel;
    struct memory_object *block = memory_object_of(handle->object);
    struct cpu_diagnostic diagnostic;
    struct start_plan plan;
    object_retain(&block->object); /* its handle may close */
    int64_t result =
        start_plan_make(self, memory_object_bytes(block), block->size, true, &plan, &diagnostic);
    if (result == VB_OK) {
        result = exec(self, &plan, &diagnostic);
        start_plan_release(kernel, &plan);
    }
    object_release(kernel, &block->object);
    if (result == SYSCALL_NORETURN)
        return result;
    return start_refused(self, out, (int)result, &diagnostic);
}
