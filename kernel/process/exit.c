#include <base/format.h>
#include <ipc/state.h>
#include <kernel_state.h>
#include <memory/alloc.h>
#include <process/exit.h>
#include <process/signal.h>
#include <process/task.h>
#include <process/user.h>
#include <string.h>
#include <syscall/handlers.gen.h>

/* ---- waiting for a task ------------------------------------------------------------------------
 */

static void exit_info(const struct task *task, struct vb_exit_info *out)
{
    *out = (struct vb_exit_info){.kind = task->ended ? task->exit_kind : VB_EXIT_STOPPED,
                                 .code = task->ended ? task->exit_code : (int32_t)task->stop_signal,
                                 .reductions = task->reductions};
    if (task->ended)
        memcpy(out->text, task->exit_text, sizeof out->text);
}

static bool is_over(const struct task *task, uint64_t flags)
{
    return task->ended || ((flags & VB_WAIT_STOPPED) != 0 && task->stopped);
}

static void wait_cancel(struct thread *thread)
{
    struct task *task = thread->wait.what;
    list_remove(&thread->wait.link);
    object_release(thread->task->kernel, &task->object);
}

static const struct wait_ops wait_ops = {.name = "wait", .cancel = wait_cancel};

void task_tell_waiters(struct task *task)
{
    struct vb_exit_info info;
    exit_info(task, &info);
    object_retain(&task->object); /* a waiter may hold the last reference */
    LIST_FOR_EACH (node, &task->waiters) {
        struct thread *thread = LIST_ENTRY(node, struct thread, wait.link);
        if (!is_over(task, thread->wait.flags))
            continue;
        int status = user_copy_out(thread, thread->wait.address, &info, sizeof info);
        wait_cancel(thread);
        thread_complete(thread, status);
    }
    object_release(task->kernel, &task->object);
}

int64_t sys_wait(struct thread *self, struct handle *handle, uint64_t info, uint32_t flags,
                 uint64_t deadline)
{
    struct task *task = task_of(handle->object);
    if ((flags & ~(uint32_t)VB_WAIT_STOPPED) != 0)
        return VB_ERR_INVALID;
    if (is_over(task, flags)) {
        struct vb_exit_info out;
        exit_info(task, &out);
        return user_copy_out(self, info, &out, sizeof out);
    }
    if (deadline == VB_NO_WAIT)
        return VB_ERR_AGAIN;
    object_retain(&task->object);
    self->wait.address = info;
    self->wait.flags = flags;
    list_append(&task->waiters, &self->wait.link);
    return thread_block(self, &wait_ops, task, deadline);
}

/* ---- watching a task ---------------------------------------------------------------------------
 */

static void watch_free(struct kernel *kernel, struct task_watch *watch)
{
    struct account *account = watch->account;
    list_remove(&watch->link);
    right_close(kernel, &watch->pulse);
    kernel_free(account, watch, sizeof *watch);
    object_release(kernel, &account->object);
}

static void fire_watchers(struct task *task)
{
    LIST_FOR_EACH (node, &task->watchers) {
        struct task_watch *watch = LIST_ENTRY(node, struct task_watch, link);
        pulse_fire_object(task->kernel, watch->pulse.object, 1);
        watch_free(task->kernel, watch);
    }
}

static bool has_watcher(struct task *task, const struct object *pulse)
{
    LIST_FOR_EACH (node, &task->watchers) {
        if (LIST_ENTRY(node, struct task_watch, link)->pulse.object == pulse)
            return true;
    }
    return false;
}

int64_t sys_task_watch(struct thread *self, struct handle *handle, struct handle *pulse)
{
    struct task *task = task_of(handle->object);
    struct kernel *kernel = task->kernel;
    if (task->ended) {
        pulse_fire_object(kernel, pulse->object, 1);
        return VB_OK;
    }
    if (has_watcher(task, pulse->object))
        return VB_ERR_EXISTS;
    struct account *account = self->task->account;
    int status = VB_OK;
    struct task_watch *watch = kernel_alloc(account, sizeof *watch, &status);
    if (watch == NULL)
        return status;
    watch->account = account;
    object_retain(&account->object);
    watch->pulse = handle_copy(self->task, pulse, VB_RIGHT_SEND);
    list_append(&task->watchers, &watch->link);
    return VB_OK;
}

/* ---- ending ------------------------------------------------------------------------------------
 */

void task_tell_parent(struct task *task)
{
    struct task *parent = task->parent;
    if (parent != NULL)
        task_signal(parent, VB_SIGCHLD);
}

static void give_children_away(struct task *task)
{
    struct task *init = task->kernel->init;
    struct task *heir = init != NULL && init != task && !init->ended ? init : NULL;
    LIST_FOR_EACH (node, &task->children) {
        struct task *child = LIST_ENTRY(node, struct task, sibling);
        list_remove(&child->sibling);
        child->parent = heir;
        if (heir != NULL)
            list_append(&heir->children, &child->sibling);
    }
}

void task_end(struct task *task, uint32_t exit_kind, int32_t code, const char *text)
{
    struct kernel *kernel = task->kernel;
    if (task->ended)
        return;
    if (task == kernel->init && !kernel->ending) {
        init_restart(task, exit_kind, code, text);
        return;
    }
    task->ended = true;
    task->stopped = false;
    task->exit_kind = exit_kind;
    task->exit_code = code;
    format_text(task->exit_text, sizeof task->exit_text, "%s", text);
    ipc_task_ended(task);
    give_children_away(task);
    task_clear(task);
    task->account->tasks--;
    task_tell_parent(task);
    list_remove(&task->sibling);
    task->parent = NULL;
    task_tell_waiters(task);
    fire_watchers(task);
    object_release(kernel, &task->object); /* it lived */
}

static const struct wait_ops exit_ops = {.name = "task_exit"};

bool task_stop_at_end(struct task *task, int32_t status)
{
    if (!task->stops_at_end)
        return false;
    task->stops_at_end = false;
    task->ends = true;
    task->exit_code = status;
    task_signal(task, VB_SIGSTOP);
    return true;
}

int64_t sys_task_exit(struct thread *self, int32_t status)
{
    if (task_stop_at_end(self->task, status))
        return thread_block(self, &exit_ops, NULL, VB_FOREVER);
    task_end(self->task, VB_EXIT_STATUS, status, "");
    return SYSCALL_NORETURN;
}
