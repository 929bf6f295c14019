/* Jobs: groups of tasks and jobs, the unit of job control. */
#ifndef KERNEL_PROCESS_JOB_H
#define KERNEL_PROCESS_JOB_H

#include <base/list.h>
#include <object.h>

struct job {
    struct object object; /* VB_OBJECT_JOB; lives while it has handles, tasks or jobs below it */
    struct job *parent;   /* retained; NULL: the root job */
    struct list children, sibling;
    struct list tasks; /* job_link */
    uint32_t number;
};

MUST_CHECK int job_create(struct kernel *kernel, struct account *account, struct job *parent,
                          struct job **out);

/* Is `other` the job or one below it? */
bool job_contains(const struct job *job, const struct job *other);

static inline struct job *job_of(struct object *object)
{
    return CONTAINER_OF(object, struct job, object);
}

#endif
