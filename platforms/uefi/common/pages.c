/*
 * Physical memory: free ranges in a list by address, each described at its own start, first fit.
 * The kernel asks for few large ranges, so the list is short and a search is cheap; ranges that
 * meet are joined.
 */
#include "uefi.h"

#include <string.h>

struct range {
    struct range *next; /* at a higher address */
    size_t count;       /* pages, this one included */
};

static struct range *first;
static size_t available;

static struct range *end_of(struct range *range)
{
    return (struct range *)((char *)range + range->count * HAL_PAGE_SIZE);
}

static void put(void *base, size_t count)
{
    struct range *before = NULL, *range = base;
    struct range **link = &first;
    while (*link && *link < range) {
        before = *link;
        link = &before->next;
    }
    *range = (struct range){.next = *link, .count = count};
    *link = range;
    available += count;
    if (range->next && range->next == end_of(range)) {
        range->count += range->next->count;
        range->next = range->next->next;
    }
    if (before && range == end_of(before)) {
        before->count += range->count;
        before->next = range->next;
    }
}

/* Take the first `count` pages of the range that the link points to. */
static void *take(struct range **link, size_t count)
{
    struct range *range = *link, *next = range->next;
    if (range->count > count) {
        struct range *rest = (struct range *)((char *)range + count * HAL_PAGE_SIZE);
        *rest = (struct range){.next = next, .count = range->count - count};
        next = rest;
    }
    *link = next;
    available -= count;
    return memset(range, 0, count * HAL_PAGE_SIZE);
}

void pages_add(uint64_t physical, uint64_t count)
{
    put(physical_to_virtual(physical), count);
}

void *hal_pages_get(size_t count)
{
    for (struct range **link = &first; *link; link = &(*link)->next) {
        if ((*link)->count >= count) {
            return take(link, count);
        }
    }
    return NULL;
}

/* The last aligned block of a range, NULL: it has none. */
static char *block_in(struct range *range, size_t size)
{
    uintptr_t end = (uintptr_t)end_of(range), at = ALIGN_DOWN(end - size, size);
    return end >= size && at >= (uintptr_t)range ? (char *)at : NULL;
}

void *pages_take_block(size_t count)
{
    size_t size = count * HAL_PAGE_SIZE;
    struct range **found = NULL;
    for (struct range **link = &first; *link; link = &(*link)->next) {
        found = block_in(*link, size) ? link : found;
    }
    if (!found) {
        return NULL;
    }
    struct range *range = *found;
    char *block = block_in(range, size), *end = (char *)end_of(range);
    size_t before = (size_t)(block - (char *)range) / HAL_PAGE_SIZE;
    available -= range->count;
    range->count = before;
    if (before == 0) {
        *found = range->next;
    }
    available += before;
    if (block + size < end) {
        put(block + size, (size_t)(end - block - size) / HAL_PAGE_SIZE);
    }
    return block;
}

void hal_pages_release(void *base, size_t count)
{
    put(base, count);
}

int hal_pages_extend(void *base, size_t old_count, size_t new_count)
{
    struct range *wanted = (struct range *)((char *)base + old_count * HAL_PAGE_SIZE);
    size_t more = new_count - old_count;
    for (struct range **link = &first; *link && *link <= wanted; link = &(*link)->next) {
        if (*link == wanted) {
            if (wanted->count < more) {
                return VB_ERR_NO_MEMORY;
            }
            take(link, more);
            return VB_OK;
        }
    }
    return VB_ERR_NOT_SUPPORTED; /* what is behind it belongs to somebody */
}

size_t hal_pages_available(void)
{
    return available;
}
