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

enum { KEPT_RING_EXTRA = 32, KEPT_RING_FETCHES = 16 };

struct kept_ring_state {
    uint64_t head, tail;                  /* positions: bytes put and taken */
    uint64_t number;                      /* of the WRITE that was put last */
    unsigned char extra[KEPT_RING_EXTRA]; /* the owner's; see kept_ring_set */
    uint64_t fetched[KEPT_RING_FETCHES];  /* read from a register and not put yet, or all ones */
};

struct kept_ring {
    uint64_t memory;
    uint64_t size;    /* bytes of room, a power of two */
    bool found;       /* it was there: an earlier incarnation kept it */
    unsigned fetches; /* since the last put */
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

/* The window with this number was put last: a call with it is that one, whose answer got lost with
 * an incarnation before. */
static inline bool kept_ring_has(const struct kept_ring *ring, uint64_t number)
{
    return number != 0 && number == ring->state.number;
}

/* Put all of a client's window 0, whose call this is; there must be room. The size. */
int64_t kept_ring_put_window(struct kept_ring *ring, uint64_t reply, uint64_t size,
                             uint64_t number);

/*
 * Take a byte from a register of the device whose reading removes it there. It is noted here in the
 * same step, until the next put (which has it, or drops it): the byte, or a negative vb_status.
 */
int64_t kept_ring_fetch(struct kept_ring *ring, uint64_t region, uint64_t offset);

/* What an incarnation before had fetched when it was killed, the oldest first. To be asked before
 * anything else is done with the queue; it stays until the next put. */
size_t kept_ring_fetched(const struct kept_ring *ring, unsigned char bytes[KEPT_RING_FETCHES]);

/* Give the oldest byte, which is known from a peek, to a register of the device, and take it from
 * the queue in the same step. */
int64_t kept_ring_post(struct kept_ring *ring, uint64_t region, uint64_t offset, uint8_t byte);

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

/* Remember something beside the bytes: it is kept with the next put or drop, in the same write. */
void kept_ring_set(struct kept_ring *ring, const void *extra, size_t size);
void kept_ring_get(const struct kept_ring *ring, void *extra, size_t size);

/* Take so many. */
void kept_ring_drop(struct kept_ring *ring, uint64_t size);

#endif
