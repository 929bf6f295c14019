#include <ipc/state.h>
#include <kernel_state.h>
#include <memory/alloc.h>
#include <memory/space.h>
#include <process/exit.h>
#include <process/signal.h>
#include <process/task.h>
#include <process/user.h>
#include <string.h>
#include <syscall/handlers.gen.h>

#define PID_MAX 0x3fffffffu

static void task_destroy(struct kernel *kernel, struct object *object)
{
    struct task *task = task_of(object);
    task_clear(task); /* nothing left to do unless it was never published */
    list_remove(&task->link);
    kernel->counts.tasks--;
    kernel_free(object->account, task, sizeof *task);
}

static const struct object_ops task_ops = {.destroy = task_destroy};

static uint32_t new_pid(struct kernel *kernel)
{
    do
        kernel->next_pid = kernel->next_pid % PID_MAX + 1;
    while (task_find(kernel, kernel->next_pid) != NULL);
    return kernel->next_pid;
}

int task_create(struct kernel *kernel, struct task *parent, struct job *job,
                struct account *account, struct task **out)
{
    int status = VB_OK;
    struct task *task = kernel_alloc(account, sizeof *task, &status);
    if (task == NULL)
        return status;
    object_init(kernel, &task->object, VB_OBJECT_TASK, &task_ops, account);
    task->kernel = kernel;
    task->account = account;
    task->parent = parent;
    task->job = job;
    object_retain(&job->object);
    list_init(&task->link);
    list_init(&task->children);
    list_init(&task->sibling);
    list_init(&task->job_link);
    list_init(&task->threads);
    list_init(&task->waiters);
    list_init(&task->watchers);
    task->fuel = UINT64_MAX;
    task->pause_at = UINT64_MAX;
    task->priority = VB_PRIORITY_DEFAULT;
    task->start_time = kernel->now;
    kernel->counts.tasks++;
    *out = task;
    return VB_OK;
}

/* By pid: nearly always last. */
static void insert_by_pid(struct kernel *kernel, struct task *task)
{
    struct list *before = &kernel->tasks;
    while (before->prev != &kernel->tasks &&
           LIST_ENTRY(before->prev, struct task, link)->pid > task->pid)
        before = before->prev;
    list_insert_before(before, &task->link);
}

void task_publish(struct task *task)
{
    object_retain(&task->object); /* while it lives */
    task->pid = new_pid(task->kernel);
    insert_by_pid(task->kernel, task);
    if (task->parent != NULL)
        list_append(&task->parent->children, &task->sibling);
    list_append(&task->job->tasks, &task->job_link);
    task->account->tasks++;
    task->published = true;
}

static void program_clear(struct task *task)
{
    space_destroy(task->account, task->space); /* its contexts went with the threads */
    task->space = NULL;
    program_release(task->kernel, &task->program);
    kernel_free(task->account, task->start_block, task->start_size);
    task->start_block = NULL;
    task->start_size = 0;
}

/* Everything but the structure. Handles go before what they may refer to. */
void task_clear(struct task *task)
{
    struct kernel *kernel = task->kernel;
    LIST_FOR_EACH (node, &task->threads)
        thread_end(LIST_ENTRY(node, struct thread, task_link), task->exit_kind, task->exit_code);
    handle_table_clear(task);
    right_close(kernel, &task->fault);
    signals_clear(task);
    program_clear(task);
    object_release(kernel, task->namespace);
    task->namespace = NULL;
    list_remove(&task->job_link);
    if (task->job != NULL)
        object_release(kernel, &task->job->object);
    task->job = NULL;
}

struct task *task_next(struct kernel *kernel, uint32_t pid)
{
    LIST_FOR_EACH (node, &kernel->tasks) {
        struct task *task = LIST_ENTRY(node, struct task, link);
        if (task->pid > pid)
            return task;
    }
    return NULL;
}

struct task *task_find(struct kernel *kernel, uint32_t pid)
{
    /* Most questions are about the youngest, and whether a new pid is free. */
    for (struct list *node = kernel->tasks.prev; node != &kernel->tasks; node = node->prev) {
        struct task *task = LIST_ENTRY(node, struct task, link);
        if (task->pid <= pid)
            return task->pid == pid ? task : NULL;
    }
    return NULL;
}

static uint32_t state_of(const struct task *task)
{
    if (task->ended)
        return VB_TASK_ENDED;
    if (task->stopped)
        return VB_TASK_STOPPED;
    for (const struct list *node = task->threads.next; node != &task->threads; node = node->next) {
        uint8_t state = LIST_ENTRY(node, struct thread, task_link)->state;
        if (state == THREAD_READY || state == THREAD_RUNNING)
            return VB_TASK_RUNNING;
    }
    return VB_TASK_WAITING;
}

/* Threads share the task's memories, so one thread's figure is the task's. */
static uint64_t memory_of(const struct task *task)
{
    if (list_empty(&task->threads))
        return 0;
    return task->kernel->cpu->memory_use(
        LIST_ENTRY(task->threads.next, struct thread, task_link)->context);
}

void task_info(const struct task *task, struct vb_task_info *out)
{
    *out = (struct vb_task_info){.pid = task->pid,
                                 .parent = task->parent != NULL ? task->parent->pid : 0,
                                 .threads = task->thread_count,
                                 .state = state_of(task),
                                 .reductions = task->reductions,
                                 .memory = memory_of(task),
                                 .start_time = task->start_time,
                                 .priority = task->priority,
                                 .job = task->job != NULL ? task->job->number : 0};
    memcpy(out->name, task->name, sizeof out->name);
}

/* ---- system calls -----------------------------------------------------------------------------
 */

int64_t sys_getpid(struct thread *self)
{
    return self->task->pid;
}

int64_t sys_task_info(struct thread *self, struct handle *task, uint64_t info)
{
    struct vb_task_info out;
    task_info(task != NULL ? task_of(task->object) : self->task, &out);
    return user_copy_out(self, info, &out, sizeof out);
}

int64_t sys_start_block(struct thread *self, uint64_t offset, struct user_buffer buffer)
{
    const struct task *task = self->task;
    if (offset > task->start_size)
        return VB_ERR_RANGE;
    size_t size = (size_t)MIN(buffer.size, task->start_size - offset);
    int status = user_copy_out(self, buffer.address, task->start_block + offset, size);
    return status != VB_OK ? status : (int64_t)size;
}
