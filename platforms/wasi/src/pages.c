/*
 * Pages: a first-fit list of free ranges of one arena that is taken from the C library's heap at
 * the start. The module's memory has its full size from the beginning and does not grow: it costs
 * nothing until it is used, and Node 20 may die in its garbage collector when a memory grows. A
 * free range holds its own entry.
 */
#include <hal/hal.h>
#include <stdlib.h>
#include <string.h>

#define ARENA_BYTES    ((size_t)896 << 20) /* of 1 GiB: the rest is for the engine */
#define SMALLEST_ARENA ((size_t)16 << 20)

struct range {
    struct range *next; /* by address */
    size_t size;        /* bytes */
};

static struct range *ranges;
static size_t free_pages;

static char *end_of(const struct range *range)
{
    return (char *)range + range->size;
}

/* Insert [base, base + size) and join it with its neighbours. */
static void insert(void *base, size_t size)
{
    struct range *range = base, **link = &ranges, *before = NULL;
    while (*link && *link < range) {
        before = *link;
        link = &before->next;
    }
    *range = (struct range){.next = *link, .size = size};
    *link = range;
    free_pages += size / HAL_PAGE_SIZE;
    if (range->next && end_of(range) == (char *)range->next) {
        range->size += range->next->size;
        range->next = range->next->next;
    }
    if (before && end_of(before) == (char *)range) {
        before->size += range->size;
        before->next = range->next;
    }
}

/* Take `size` bytes from the front of a free range. */
static void *take(struct range **link, size_t size)
{
    struct range *range = *link;
    if (range->size == size) {
        *link = range->next;
    } else {
        struct range *rest = (struct range *)((char *)range + size);
        *rest = (struct range){.next = range->next, .size = range->size - size};
        *link = rest;
    }
    free_pages -= size / HAL_PAGE_SIZE;
    return memset(range, 0, size);
}

static struct range **find(size_t size)
{
    struct range **link = &ranges;
    while (*link && (*link)->size < size) {
        link = &(*link)->next;
    }
    return link;
}

/* The arena becomes the first free range; a smaller one where the host gives less. */
static void start(void)
{
    static bool started;
    void *arena = NULL;
    for (size_t size = ARENA_BYTES; !started && !arena && size >= SMALLEST_ARENA; size /= 2) {
        arena = aligned_alloc(HAL_PAGE_SIZE, size);
        if (arena) {
            insert(arena, size);
        }
    }
    started = true;
}

void *hal_pages_get(size_t count)
{
    start();
    if (count > UINT32_MAX / HAL_PAGE_SIZE) {
        return NULL;
    }
    struct range **link = find(count * HAL_PAGE_SIZE);
    return *link ? take(link, count * HAL_PAGE_SIZE) : NULL;
}

void hal_pages_release(void *base, size_t count)
{
    insert(base, count * HAL_PAGE_SIZE);
}

/* In place when what follows is free. */
int hal_pages_extend(void *base, size_t old_count, size_t new_count)
{
    char *end = (char *)base + old_count * HAL_PAGE_SIZE;
    size_t more = (new_count - old_count) * HAL_PAGE_SIZE;
    struct range **link = &ranges;
    while (*link && (char *)*link < end) {
        link = &(*link)->next;
    }
    if ((char *)*link != end || (*link)->size < more) {
        return VB_ERR_NOT_SUPPORTED;
    }
    take(link, more);
    return VB_OK;
}

size_t hal_pages_available(void)
{
    start();
    return free_pages;
}
