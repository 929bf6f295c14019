/* See jobs.h. */
#include "jobs.h"
#include <stddef.h>

struct job *job_add(struct jobs *jobs, const struct job *like)
{
    struct job *free_job = NULL;
    uint32_t of_disk = 0;

    for (int i = 0; i < JOBS_MAX; i++) {
        if (jobs->jobs[i].state == JOB_FREE)
            free_job = &jobs->jobs[i];
        else if (jobs->jobs[i].disk == like->disk)
            of_disk++;
    }
    if (free_job == NULL || of_disk >= JOBS_OF_A_DISK)
        return NULL;
    *free_job = *like;
    free_job->order = ++jobs->next_order;
    free_job->state = JOB_WAITING;
    return free_job;
}

bool job_follows(const struct jobs *jobs, const struct job *job)
{
    if (!job->current)
        return false;
    for (int i = 0; i < JOBS_MAX; i++) {
        const struct job *other = &jobs->jobs[i];
        if (other->state != JOB_FREE && other->current && other->badge == job->badge &&
            other->order < job->order)
            return true;
    }
    return false;
}

static bool touch(const struct job *a, const struct job *b)
{
    return a->disk == b->disk && (a->writes || b->writes) && a->sector < b->sector + b->count &&
           b->sector < a->sector + a->count;
}

bool job_may_run(const struct jobs *jobs, const struct job *job)
{
    for (int i = 0; i < JOBS_MAX; i++) {
        const struct job *other = &jobs->jobs[i];
        if (other == job || other->state == JOB_FREE || !other->placed || !touch(job, other))
            continue;
        if (other->state != JOB_WAITING || other->order < job->order)
            return false;
    }
    return true;
}

struct job *job_after(struct jobs *jobs, uint64_t order, enum job_state state)
{
    struct job *first = NULL;

    for (int i = 0; i < JOBS_MAX; i++) {
        struct job *job = &jobs->jobs[i];
        if (job->state == state && job->order > order &&
            (first == NULL || job->order < first->order))
            first = job;
    }
    return first;
}
