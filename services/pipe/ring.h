/*
 * The arithmetic of a ring of bytes: head and tail count all bytes ever written and read, so that
 * head - tail is what is in it. No memory is touched here.
 */
#ifndef PIPE_RING_H
#define PIPE_RING_H

#include <stdint.h>

enum { RING_SIZE = 65536 };

/* One run of bytes in the ring. */
struct ring_span {
    uint64_t offset; /* from the ring's start */
    uint64_t size;
};

static inline uint64_t ring_used(uint64_t head, uint64_t tail)
{
    return head - tail;
}

static inline uint64_t ring_room(uint64_t head, uint64_t tail)
{
    return RING_SIZE - (head - tail);
}

/* The runs that count bytes from position on take: one, or two when they pass the ring's end. */
static inline unsigned ring_spans(uint64_t position, uint64_t count, struct ring_span spans[2])
{
    uint64_t offset = position % RING_SIZE;
    uint64_t first = RING_SIZE - offset < count ? RING_SIZE - offset : count;

    spans[0] = (struct ring_span){offset, first};
    spans[1] = (struct ring_span){0, count - first};
    return count == 0 ? 0 : first < count ? 2 : 1;
}

/* How many bytes of a write can go in now; 0: it waits. Up to atomic bytes stay together. */
static inline uint64_t ring_accepts(uint64_t room, uint64_t size, uint64_t atomic)
{
    if (size <= atomic)
        return room >= size ? size : 0;
    return room < size ? room : size;
}

#endif
