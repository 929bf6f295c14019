/*
 * The pipe service: byte streams with two ends, each end a badge on the service's channel.
 *
 * What is in a pipe survives the service: records and rings are in memory objects that init keeps,
 * 15 pipes in each. A transfer first moves the bytes between the client's window and the ring, then
 * commits by writing the pipe's record, in one system call. A client whose request went unanswered
 * because the service died makes it again with the same number in its request's argument (0: it has
 * none); the record says whether that number was carried out already.
 *
 * Badges: the generation of the slot in the upper half, then slot * 2 + end.
 */
#ifndef PIPE_PIPE_H
#define PIPE_PIPE_H

#include "../common/armed.h"
#include "ring.h"
#include <sdk/channel.h>
#include <stdbool.h>
#include <stddef.h>
#include <vibee/file.h>
#include <vibee/syscalls.h>

enum pipe_end { END_READ = 0, END_WRITE = 1 };

/* A pipe's record as it is kept. */
struct pipe_record {
    uint32_t generation; /* 0: never used */
    uint32_t used;       /* 1: in use */
    uint64_t head, tail; /* see ring.h */
    struct {
        uint32_t flags; /* VB_OPEN_NONBLOCK */
        uint32_t last;  /* argument of the last request carried out */
        uint64_t count; /* its answer */
    } ends[2];
    uint64_t reserved;
};
_Static_assert(sizeof(struct pipe_record) == 64, "a record is committed whole");

/* A request that waits for data or room. */
struct waiter {
    struct waiter *next;
    uint64_t reply;
    uint64_t size;
    uint32_t argument;
};

struct pipe {
    struct pipe_record record;
    uint64_t memory; /* the object it is kept in */
    uint64_t record_offset, ring_offset;
    uint32_t slot;
    bool open[2]; /* some handle to the end exists */
    struct waiter *waiting[2];
    struct armed *armed[2];
};

struct pipe_service {
    uint64_t receiver, sender;
    struct pipe **pipes;
    uint32_t count; /* of slots */
};

/* store.c: slots and what is kept. */
int64_t store_load(struct pipe_service *service); /* what earlier incarnations left */
int64_t store_new(struct pipe_service *service, struct pipe **pipe);
void store_free(struct pipe *pipe); /* nobody has an end of it */
int64_t store_commit(struct pipe *pipe, const struct pipe_record *record);
struct pipe *store_find(struct pipe_service *service, uint64_t badge, enum pipe_end *end);
uint64_t store_badge(const struct pipe *pipe, enum pipe_end end);

/* transfer.c: reads and writes. */
void transfer_start(struct pipe *pipe, enum pipe_end end, uint64_t reply,
                    const struct vb_file_request *request);
void transfer_run(struct pipe *pipe);                     /* whatever can go on now does */
void transfer_drop(struct pipe *pipe, enum pipe_end end); /* nobody is left to answer */

/* ready.c: readiness. */
uint32_t ready_bits(const struct pipe *pipe, enum pipe_end end);
void ready_fire(struct pipe *pipe);

#endif
