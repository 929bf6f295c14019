#include <kernel_state.h>
#include <memory/alloc.h>
#include <process/task.h>
#include <syscall/handlers.gen.h>

static void job_destroy(struct kernel *kernel, struct object *object)
{
    struct job *job = job_of(object), *parent = job->parent;
    list_remove(&job->sibling);
    kernel_free(object->account, job, sizeof *job);
    if (parent != NULL)
        object_release(kernel, &parent->object);
}

static const struct object_ops job_ops = {.destroy = job_destroy};

int job_create(struct kernel *kernel, struct account *account, struct job *parent, struct job **out)
{
    int status = VB_OK;
    struct job *job = kernel_alloc(account, sizeof *job, &status);
    if (job == NULL)
        return status;
    object_init(kernel, &job->object, VB_OBJECT_JOB, &job_ops, account);
    list_init(&job->children);
    list_init(&job->sibling);
    list_init(&job->tasks);
    job->number = kernel->next_job++;
    job->parent = parent;
    if (parent != NULL) {
        object_retain(&parent->object);
        list_append(&parent->children, &job->sibling);
    }
    *out = job;
    return VB_OK;
}

bool job_contains(const struct job *job, const struct job *other)
{
    while (other != NULL && other != job)
        other = other->parent;
    return other != NULL;
}

int64_t sys_job_create(struct thread *self, struct handle *parent)
{
    struct task *task = self->task;
    struct job *job;
    int status = job_create(task->kernel, task->account,
                            parent != NULL ? job_of(parent->object) : task->job, &job);
    if (status != VB_OK)
        return status;
    int64_t value = handle_insert(task, &job->object, JOB_RIGHTS_ALL, 0);
    object_release(task->kernel, &job->object);
    return value;
}
