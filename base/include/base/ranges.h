/*
 * Free ranges of memory: a list by address, first fit. A free range holds its own entry, so nothing
 * else is needed and adding cannot fail; ranges that meet are joined. For those who give out few
 * and large ranges, such as a platform its pages to the kernel: the list is short then.
 * Freestanding, stateless.
 *
 * Sizes are in bytes. Each range and each piece taken is a multiple of some unit of at least
 * sizeof(struct range), aligned to it; the caller keeps to that.
 */
#ifndef BASE_RANGES_H
#define BASE_RANGES_H

#include <stdbool.h>
#include <stddef.h>

struct range {
    struct range *next; /* at a higher address */
    size_t size;        /* this entry included */
};

struct ranges {
    struct range *first;
    size_t free; /* bytes, of all of them */
};

/* Give [base, base + size), which overlaps none of them. */
void ranges_add(struct ranges *ranges, void *base, size_t size);
/* The front of the first range that is long enough, as it was found; NULL: none is. */
void *ranges_take(struct ranges *ranges, size_t size);
/* The front of the range that begins at `at`: 1; 0: that one is shorter; -1: none begins there. */
int ranges_take_at(struct ranges *ranges, void *at, size_t size);
/* The last block of `size` bytes at a multiple of its size, a power of two; NULL: there is none. */
void *ranges_take_aligned(struct ranges *ranges, size_t size);

#endif
