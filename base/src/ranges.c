#include <base/macros.h>
#include <base/ranges.h>
#include <stdint.h>

static char *end_of(const struct range *range)
{
    return (char *)range + range->size;
}

/* Make `after` a part of `range` when they meet. */
static void join(struct range *range, const struct range *after)
{
    if (after && end_of(range) == (const char *)after) {
        range->size += after->size;
        range->next = after->next;
    }
}

void ranges_add(struct ranges *ranges, void *base, size_t size)
{
    struct range *range = base, *before = NULL, **link = &ranges->first;
    while (*link && *link < range) {
        before = *link;
        link = &before->next;
    }
    *range = (struct range){.next = *link, .size = size};
    *link = range;
    ranges->free += size;
    join(range, range->next);
    if (before) {
        join(before, range);
    }
}

static void *take_front(struct ranges *ranges, struct range **link, size_t size)
{
    struct range *range = *link, *rest = range->next;
    if (range->size > size) {
        rest = (struct range *)((char *)range + size);
        *rest = (struct range){.next = range->next, .size = range->size - size};
    }
    *link = rest;
    ranges->free -= size;
    return range;
}

void *ranges_take(struct ranges *ranges, size_t size)
{
    struct range **link = &ranges->first;
    while (*link && (*link)->size < size) {
        link = &(*link)->next;
    }
    return *link ? take_front(ranges, link, size) : NULL;
}

int ranges_take_at(struct ranges *ranges, void *at, size_t size)
{
    struct range **link = &ranges->first;
    while (*link && (void *)*link < at) {
        link = &(*link)->next;
    }
    if ((void *)*link != at || !at) {
        return -1;
    }
    if ((*link)->size < size) {
        return 0;
    }
    take_front(ranges, link, size);
    return 1;
}

/* The last aligned block of a range, NULL: it has none. */
static char *block_in(struct range *range, size_t size)
{
    uintptr_t end = (uintptr_t)end_of(range);
    if (end < size) {
        return NULL;
    }
    uintptr_t at = ALIGN_DOWN(end - size, (uintptr_t)size);
    return at >= (uintptr_t)range ? (char *)range + (at - (uintptr_t)range) : NULL;
}

void *ranges_take_aligned(struct ranges *ranges, size_t size)
{
    struct range **found = NULL;
    for (struct range **link = &ranges->first; *link; link = &(*link)->next) {
        found = block_in(*link, size) ? link : found;
    }
    if (!found) {
        return NULL;
    }
    struct range *range = *found;
    char *block = block_in(range, size), *end = end_of(range);
    ranges->free -= (size_t)(end - block);
    range->size = (size_t)(block - (char *)range);
    if (range->size == 0) {
        *found = range->next;
    }
    if (block + size < end) {
        ranges_add(ranges, block + size, (size_t)(end - block) - size);
    }
    return block;
}
