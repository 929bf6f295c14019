/*
 * A queue of bytes that outlives its driver: in a memory object that init keeps.
 *
 * Bytes are written first, then one write of the state makes them part of the queue, so that a kill
 * between any two system calls leaves it whole. One writer and one reader, both the driver.
 *
 * Positions count bytes and never come back, not even when the queue is made anew: a client that
 * says up to where it has everything (kept_ring_read) is never taken for another one.
 */
#ifndef DRIVERS_KEPT_RING_H
#define DRIVERS_KEPT_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <vibee/file.h>

enum { KEPT_RING_EXTRA = 32 };

struct kept_ring_state {
    uint64_t head, tail;                  /* positions: bytes put and taken */
    unsigned char extra[KEPT_RING_EXTRA]; /* the owner's; see kept_ring_set */
};

struct kept_ring {
    uint64_t memory;
    uint64_t size; /* bytes of room, a power of two */
    bool found;    /* it was there: an earlier incarnation kept it */
    struct kept_ring_state state;
};

/* What an earlier incarnation kept under the name, or a new one of this size. A negative vb_status.
 */
int64_t kept_ring_open(struct kept_ring *ring, const char *name, uint64_t size);

static inline uint64_t kept_ring_used(const struct kept_ring *ring)
{
    return ring->state.head - ring->state.tail;
}

static inline uint64_t kept_ring_room(const struct kept_ring *ring)
{
    return ring->size - kept_ring_used(ring);
}

/* Put all the bytes; there must be room. */
int64_t kept_ring_put(struct kept_ring *ring, const void *bytes, size_t size);

/* Put all of a client's window 0, whose call this is; there must be room. */
int64_t kept_ring_put_window(struct kept_ring *ring, uint64_t reply, uint64_t size);

/*
 * Serve a READ (spec/driver.vibee) into the client's window 0: take what lies before the position
 * that it has everything up to (request->offset), then show what follows, at most request->size
 * bytes. They stay until the next READ says that they came. The count, with the position of the
 * first byte in *position; VB_ERR_AGAIN: there is nothing new.
 */
int64_t kept_ring_read(struct kept_ring *ring, uint64_t reply,
                       const struct vb_file_request *request, uint64_t *position);

/* Read without taking, beginning so many bytes behind the tail: the count, at most size. */
size_t kept_ring_peek(const struct kept_ring *ring, uint64_t offset, void *bytes, size_t size);

/* Remember something beside the bytes: it is kept with the next put, in the same write. */
void kept_ring_set(struct kept_ring *ring, const void *extra, size_t size);
void kept_ring_get(const struct kept_ring *ring, void *extra, size_t size);

/* Take so many. */
void kept_ring_drop(struct kept_ring *ring, uint64_t size);

#endif
