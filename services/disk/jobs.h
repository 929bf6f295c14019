/*
 * Reads, writes and syncs between their clients and the threads that carry them out: which may go
 * on beside each other. Pure.
 *
 * Those of different disks never wait for one another. On one disk two wait when they touch the
 * same sectors and one of them writes, in the order in which they came: a piece of a sector is
 * read, changed and written, and nothing may come between. Those at the current offset of one open
 * description wait for one another, because each begins where the one before ended.
 */
#ifndef DISK_JOBS_H
#define DISK_JOBS_H

#include <stdbool.h>
#include <stdint.h>

enum {
    JOBS_MAX = 256,
    JOBS_OF_A_DISK = 64, /* more are answered VB_ERR_BUSY, so that one disk cannot take all */
};

enum job_state { JOB_FREE, JOB_WAITING, JOB_RUNNING, JOB_DONE };

struct job {
    volatile enum job_state state; /* RUNNING becomes DONE in another thread */
    uint32_t disk;
    uint32_t operation; /* vb_block_operation: READ, WRITE or FLUSH */
    bool writes;
    bool placed;            /* offset, sector and count are known */
    uint64_t order;         /* ascends */
    uint64_t badge;         /* of the description */
    bool current;           /* at its current offset */
    uint64_t sector, count; /* what it touches; count 0: nothing */
    uint64_t offset, size;  /* bytes: what was asked; once it is placed what will be moved */
    uint32_t skip;          /* bytes of the first sector that lie before it */
    uint64_t reply;
    int64_t result;
};

struct jobs {
    struct job jobs[JOBS_MAX];
    uint64_t next_order;
};

/* A waiting one, made like this; NULL: there is no room. */
struct job *job_add(struct jobs *jobs, const struct job *like);
/* Whether one of the same description's current offset came before and is not over. */
bool job_follows(const struct jobs *jobs, const struct job *job);
/* Whether a waiting one, which is placed, may be carried out now. */
bool job_may_run(const struct jobs *jobs, const struct job *job);
/* The first in order after this number that is in the state; NULL: there is none. */
struct job *job_after(struct jobs *jobs, uint64_t order, enum job_state state);

#endif
