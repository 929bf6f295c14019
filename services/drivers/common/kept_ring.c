/* See kept_ring.h. The memory object: the state, padded, and the bytes. */
#include "kept_ring.h"
#include <sdk/channel.h>
#include <sdk/log.h>
#include <string.h>
#include <vibee/syscalls.h>

enum { BYTES = 256 };
_Static_assert(sizeof(struct kept_ring_state) <= BYTES, "the state lies before the bytes");

#define EMPTY UINT64_MAX /* no register of 8 bits has this value */

/* One write: with it the bytes are in the queue, and no longer fetched and not put. */
static int64_t commit(struct kept_ring *ring, struct kept_ring_state state)
{
    int64_t count;

    memset(state.fetched, 0xff, sizeof state.fetched);
    count = vb_memory_write(ring->memory, 0, VB_ADDRESS(&state), sizeof state);

    if (count < 0)
        return count;
    ring->state = state;
    ring->fetches = 0;
    return VB_OK;
}

int64_t kept_ring_open(struct kept_ring *ring, const char *name, uint64_t size)
{
    int64_t memory;

    *ring = (struct kept_ring){.memory = sdk_kept(name), .size = size};
    if (ring->memory != 0 && vb_memory_size(ring->memory) == (int64_t)(BYTES + size)) {
        ring->found = true;
        (void)vb_memory_read(ring->memory, 0, VB_ADDRESS(&ring->state), sizeof ring->state);
        return VB_OK;
    }
    memory = vb_memory_alloc(BYTES + size);
    if (memory < 0)
        return memory;
    ring->memory = (uint64_t)memory;
    ring->state.head = ring->state.tail = (uint64_t)vb_clock(VB_CLOCK_MONOTONIC);
    memory = commit(ring, ring->state);
    if (memory < 0)
        return memory;
    if (sdk_keep(name, ring->memory) < 0)
        sdk_log(VB_LOG_WARNING, "driver: %s will not survive a restart", name);
    return VB_OK;
}

/* The bytes from a position on that lie in one piece. */
static uint64_t piece(const struct kept_ring *ring, uint64_t position, uint64_t size)
{
    uint64_t left = ring->size - position % ring->size;

    return size < left ? size : left;
}

static uint64_t place(const struct kept_ring *ring, uint64_t position)
{
    return BYTES + position % ring->size;
}

int64_t kept_ring_put(struct kept_ring *ring, const void *bytes, size_t size)
{
    struct kept_ring_state state = ring->state;
    const unsigned char *at = bytes;
    uint64_t part;
    int64_t count;

    for (; size > 0; size -= part, at += part, state.head += part) {
        part = piece(ring, state.head, size);
        count = vb_memory_write(ring->memory, place(ring, state.head), VB_ADDRESS(at), part);
        if (count < 0)
            return count;
    }
    return commit(ring, state);
}

int64_t kept_ring_put_window(struct kept_ring *ring, uint64_t reply, uint64_t size, uint64_t number)
{
    struct kept_ring_state state = ring->state;
    uint64_t part, done;
    int64_t count;

    state.number = number;
    for (done = 0; done < size; done += part, state.head += part) {
        part = piece(ring, state.head, size - done);
        count = vb_window_memory(reply, 0, done, ring->memory, place(ring, state.head), part, 0);
        if (count != (int64_t)part)
            return count < 0 ? count : VB_ERR_INVALID;
    }
    count = commit(ring, state);
    return count < 0 ? count : (int64_t)size;
}

/* Into the client's window 0 from the tail on; nothing is taken. */
static int64_t show(const struct kept_ring *ring, uint64_t reply, uint64_t size)
{
    uint64_t part, done, position = ring->state.tail, left = kept_ring_used(ring);
    int64_t count;

    if (size > left)
        size = left;
    for (done = 0; done < size; done += (uint64_t)count, position += (uint64_t)count) {
        part = piece(ring, position, size - done);
        count = vb_window_memory(reply, 0, done, ring->memory, place(ring, position), part, 1);
        if (count < 0)
            return count;
        if (count == 0)
            break;
    }
    return (int64_t)done;
}

int64_t kept_ring_read(struct kept_ring *ring, uint64_t reply,
                       const struct vb_file_request *request, uint64_t *position)
{
    uint64_t had = request->offset - ring->state.tail;

    if (had > 0 && had <= kept_ring_used(ring))
        kept_ring_drop(ring, had);
    *position = ring->state.tail;
    return kept_ring_used(ring) > 0 ? show(ring, reply, request->size) : VB_ERR_AGAIN;
}

void kept_ring_set(struct kept_ring *ring, const void *extra, size_t size)
{
    memcpy(ring->state.extra, extra, size < KEPT_RING_EXTRA ? size : KEPT_RING_EXTRA);
}

void kept_ring_get(const struct kept_ring *ring, void *extra, size_t size)
{
    memcpy(extra, ring->state.extra, size < KEPT_RING_EXTRA ? size : KEPT_RING_EXTRA);
}

size_t kept_ring_peek(const struct kept_ring *ring, uint64_t offset, void *bytes, size_t size)
{
    uint64_t used = kept_ring_used(ring), position = ring->state.tail + offset, part, done;
    unsigned char *to = bytes;

    if (offset >= used)
        return 0;
    if (size > used - offset)
        size = (size_t)(used - offset);
    for (done = 0; done < size; done += part, position += part) {
        part = piece(ring, position, size - done);
        if (vb_memory_read(ring->memory, place(ring, position), VB_ADDRESS(to + done), part) !=
            (int64_t)part)
            return (size_t)done;
    }
    return size;
}

void kept_ring_drop(struct kept_ring *ring, uint64_t size)
{
    /* What is fetched and not put stays so. */
    ring->state.tail += size;
    (void)vb_memory_write(ring->memory, 0, VB_ADDRESS(&ring->state),
                          offsetof(struct kept_ring_state, fetched));
}

int64_t kept_ring_fetch(struct kept_ring *ring, uint64_t region, uint64_t offset)
{
    int64_t byte;

    if (ring->fetches == KEPT_RING_FETCHES)
        return VB_ERR_AGAIN;
    byte = vb_region_fetch(region, offset, 1, ring->memory,
                           offsetof(struct kept_ring_state, fetched) +
                               ring->fetches * sizeof ring->state.fetched[0]);
    if (byte >= 0)
        ring->fetches++;
    return byte;
}

size_t kept_ring_fetched(const struct kept_ring *ring, unsigned char bytes[KEPT_RING_FETCHES])
{
    size_t count = 0;

    while (count < KEPT_RING_FETCHES && ring->state.fetched[count] != EMPTY) {
        bytes[count] = (unsigned char)ring->state.fetched[count];
        count++;
    }
    return count;
}

int64_t kept_ring_post(struct kept_ring *ring, uint64_t region, uint64_t offset, uint8_t byte)
{
    uint64_t tail = ring->state.tail + 1;
    int64_t status = vb_region_post(region, offset, 1, byte, ring->memory,
                                    offsetof(struct kept_ring_state, tail), tail);

    if (status >= 0)
        ring->state.tail = tail;
    return status;
}
