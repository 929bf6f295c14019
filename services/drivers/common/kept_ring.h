/*
 * A queue of bytes that outlives its driver: in a memory object that init keeps.
 *
 * Bytes are written first, then one write of the state makes them part of the queue, so that a kill
 * between any two system calls leaves it whole. One writer and one reader, both the driver.
 */
#ifndef DRIVERS_KEPT_RING_H
#define DRIVERS_KEPT_RING_H

#include <stddef.h>
#include <stdint.h>

struct kept_ring_state {
    uint64_t head, tail; /* bytes put and taken since the beginning */
};

struct kept_ring {
    uint64_t memory;
    uint64_t size; /* bytes of room, a power of two */
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

/* Into a client's window 0, at most so many; they are taken. The count. */
int64_t kept_ring_take_window(struct kept_ring *ring, uint64_t reply, uint64_t size);

/* Read without taking, beginning so many bytes behind the tail: the count, at most size. */
size_t kept_ring_peek(const struct kept_ring *ring, uint64_t offset, void *bytes, size_t size);

/* Take so many. */
void kept_ring_drop(struct kept_ring *ring, uint64_t size);

#endif
