/* Which reads, writes and syncs may go on beside each other. */
#include "jobs.h"
#include <check.h>
#include <stdlib.h>

static struct jobs jobs;

static struct job *add(uint32_t disk, bool writes, uint64_t sector, uint64_t count)
{
    return job_add(
        &jobs,
        &(struct job){
            .disk = disk, .writes = writes, .sector = sector, .count = count, .placed = true});
}

static void different_disks_do_not_wait(void)
{
    jobs = (struct jobs){0};
    struct job *a = add(0, true, 5, 10), *b = add(1, true, 5, 10);

    a->state = JOB_RUNNING;
    CHECK(job_may_run(&jobs, b));
}

static void a_full_disk_leaves_room_for_others(void)
{
    jobs = (struct jobs){0};
    for (int i = 0; i < JOBS_OF_A_DISK; i++)
        CHECK(add(3, false, 0, 1) != NULL);
    CHECK(add(3, false, 0, 1) == NULL);
    for (uint32_t disk = 4; disk < 4 + JOBS_MAX / JOBS_OF_A_DISK - 1; disk++)
        for (int i = 0; i < JOBS_OF_A_DISK; i++)
            CHECK(add(disk, false, 0, 1) != NULL);
    CHECK(add(9, false, 0, 1) == NULL);
    job_after(&jobs, 0, JOB_WAITING)->state = JOB_FREE;
    CHECK(add(9, false, 0, 1) != NULL);
}

static void a_write_waits_for_what_it_touches(void)
{
    jobs = (struct jobs){0};
    struct job *read = add(0, false, 10, 5), *also = add(0, false, 12, 5),
               *write = add(0, true, 14, 1), *beside = add(0, true, 17, 4),
               *later = add(0, false, 14, 2), *sync = add(0, false, 0, 0);

    CHECK(job_may_run(&jobs, read));
    CHECK(job_may_run(&jobs, also));
    CHECK(!job_may_run(&jobs, write));
    CHECK(job_may_run(&jobs, beside));
    CHECK(job_may_run(&jobs, sync));
    CHECK(!job_may_run(&jobs, later)); /* the write came first */
    read->state = also->state = JOB_FREE;
    CHECK(job_may_run(&jobs, write));
    write->state = JOB_RUNNING;
    CHECK(!job_may_run(&jobs, later));
    write->state = JOB_DONE;
    CHECK(!job_may_run(&jobs, later)); /* not answered yet */
    write->state = JOB_FREE;
    CHECK(job_may_run(&jobs, later));
}

static void the_current_offset_is_one_after_another(void)
{
    jobs = (struct jobs){0};
    struct job like = {.badge = 7, .current = true};
    struct job *first = job_add(&jobs, &like), *second = job_add(&jobs, &like), *other;

    like.badge = 8;
    other = job_add(&jobs, &like);
    CHECK(!job_follows(&jobs, first));
    CHECK(job_follows(&jobs, second));
    CHECK(!job_follows(&jobs, other));
    first->state = JOB_DONE;
    CHECK(job_follows(&jobs, second));
    first->state = JOB_FREE;
    CHECK(!job_follows(&jobs, second));
}

/* Whatever comes: nothing that runs touches what is written, and everything gets its turn. */
static void random_jobs(void)
{
    srand(1);
    jobs = (struct jobs){0};
    for (int round = 0; round < 20000; round++) {
        struct job *job = &jobs.jobs[rand() % JOBS_MAX];
        if (job->state == JOB_RUNNING)
            job->state = JOB_FREE;
        else if (rand() % 3 == 0)
            (void)add((uint32_t)(rand() % 3), rand() % 2, (uint64_t)(rand() % 40),
                      (uint64_t)(rand() % 8));
        else if (job->state == JOB_WAITING && job_may_run(&jobs, job))
            job->state = JOB_RUNNING;
        job = job_after(&jobs, 0, JOB_RUNNING);
        for (struct job *a = job; a != NULL; a = job_after(&jobs, a->order, JOB_RUNNING))
            for (struct job *b = job; b != NULL; b = job_after(&jobs, b->order, JOB_RUNNING))
                CHECK(a == b || a->disk != b->disk || (!a->writes && !b->writes) ||
                      a->sector >= b->sector + b->count || b->sector >= a->sector + a->count);
    }
    for (int left = 1; left > 0;) {
        left = 0;
        for (int i = 0; i < JOBS_MAX; i++)
            left += jobs.jobs[i].state != JOB_FREE;
        struct job *oldest = job_after(&jobs, 0, JOB_RUNNING);
        if (oldest == NULL && (oldest = job_after(&jobs, 0, JOB_WAITING)) != NULL)
            CHECK(job_may_run(&jobs, oldest));
        if (oldest != NULL)
            oldest->state = JOB_FREE;
    }
}

int main(void)
{
    RUN(different_disks_do_not_wait);
    RUN(a_full_disk_leaves_room_for_others);
    RUN(a_write_waits_for_what_it_touches);
    RUN(the_current_offset_is_one_after_another);
    RUN(random_jobs);
    return check_exit();
}
