/* See kept_ring.h. The memory object: the state, padded, and the bytes. */
#include "kept_ring.h"
#include <sdk/channel.h>
#include <sdk/log.h>
#include <vibee/syscalls.h>

enum { BYTES = 64 };

static int64_t commit(struct kept_ring *ring, struct kept_ring_state state)
{
    int64_t count = vb_memory_write(ring->memory, 0, VB_ADDRESS(&state), sizeof state);

    if (count < 0)
        return count;
    ring->state = state;
    return VB_OK;
}

int64_t kept_ring_open(struct kept_ring *ring, const char *name, uint64_t size)
{
    int64_t memory;

    *ring = (struct kept_ring){.memory = sdk_kept(name), .size = size};
    if (ring->memory != 0 && vb_memory_size(ring->memory) == (int64_t)(BYTES + size)) {
        (void)vb_memory_read(ring->memory, 0, VB_ADDRESS(&ring->state), sizeof ring->state);
        return VB_OK;
    }
    memory = vb_memory_alloc(BYTES + size);
    if (memory < 0)
        return memory;
    ring->memory = (uint64_t)memory;
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

int64_t kept_ring_put_window(struct kept_ring *ring, uint64_t reply, uint64_t size)
{
    struct kept_ring_state state = ring->state;
    uint64_t part, done;
    int64_t count;

    for (done = 0; done < size; done += part, state.head += part) {
        part = piece(ring, state.head, size - done);
        count = vb_window_memory(reply, 0, done, ring->memory, place(ring, state.head), part, 0);
        if (count != (int64_t)part)
            return count < 0 ? count : VB_ERR_INVALID;
    }
    count = commit(ring, state);
    return count < 0 ? count : (int64_t)size;
}

int64_t kept_ring_take_window(struct kept_ring *ring, uint64_t reply, uint64_t size)
{
    struct kept_ring_state state = ring->state;
    uint64_t part, done, left = kept_ring_used(ring);
    int64_t count;

    if (size > left)
        size = left;
    for (done = 0; done < size; done += (uint64_t)count, state.tail += (uint64_t)count) {
        part = piece(ring, state.tail, size - done);
        count = vb_window_memory(reply, 0, done, ring->memory, place(ring, state.tail), part, 1);
        if (count < 0)
            return count;
        if (count == 0)
            break;
    }
    count = commit(ring, state);
    return count < 0 ? count : (int64_t)done;
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
    struct kept_ring_state state = ring->state;

    state.tail += size;
    (void)commit(ring, state);
}
