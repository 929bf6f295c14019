/*
 * Pages: a first-fit list of free ranges, and beyond them the module's memory, which grows when no
 * range is large enough, up to the limit that the host has set. A free range holds its own entry.
 */
#include "web.h"

#include <string.h>

#define WASM_PAGE  ((size_t)65536)
#define GROW_BYTES ((size_t)8 << 20) /* at least, as growing is work for the host */

extern char __heap_base[]; /* the linker's: where nothing lies any more */

struct range {
    struct range *next; /* by address */
    size_t size;        /* bytes */
};

static struct range *ranges;
static size_t free_pages;
static size_t end, limit; /* of the memory: now, and how far it may grow */

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

/* What the memory has from the beginning. */
static void start(void)
{
    if (end != 0) {
        return;
    }
    size_t first = ALIGN_UP((size_t)__heap_base, (size_t)HAL_PAGE_SIZE);
    end = (size_t)__builtin_wasm_memory_size(0) * WASM_PAGE;
    insert((void *)first, end - first);
}

void web_limit(double bytes)
{
    start();
    limit = bytes > 0 && bytes < (double)SIZE_MAX ? (size_t)bytes & ~(WASM_PAGE - 1) : 0;
}

static bool grow(size_t size)
{
    size_t room = limit > end ? limit - end : 0;
    size_t bytes = MAX(ALIGN_UP(size, WASM_PAGE), MIN(GROW_BYTES, room));
    if (bytes > room || __builtin_wasm_memory_grow(0, bytes / WASM_PAGE) == SIZE_MAX) {
        return false;
    }
    insert((void *)end, bytes);
    end += bytes;
    return true;
}

static struct range **find(size_t size)
{
    struct range **link = &ranges;
    while (*link && (*link)->size < size) {
        link = &(*link)->next;
    }
    return link;
}

void *hal_pages_get(size_t count)
{
    start();
    if (count > SIZE_MAX / 2 / HAL_PAGE_SIZE) {
        return NULL;
    }
    size_t size = count * HAL_PAGE_SIZE;
    struct range **link = find(size);
    if (!*link && grow(size)) {
        link = find(size);
    }
    return *link ? take(link, size) : NULL;
}

void hal_pages_release(void *base, size_t count)
{
    insert(base, count * HAL_PAGE_SIZE);
}

/* In place when what follows is free, or is the end of the memory. */
int hal_pages_extend(void *base, size_t old_count, size_t new_count)
{
    char *after = (char *)base + old_count * HAL_PAGE_SIZE;
    size_t more = (new_count - old_count) * HAL_PAGE_SIZE;
    if ((size_t)after == end && !grow(more)) {
        return VB_ERR_NO_MEMORY;
    }
    struct range **link = &ranges;
    while (*link && (char *)*link < after) {
        link = &(*link)->next;
    }
    if ((char *)*link != after || (*link)->size < more) {
        return VB_ERR_NOT_SUPPORTED;
    }
    take(link, more);
    return VB_OK;
}

size_t hal_pages_available(void)
{
    start();
    return free_pages + (limit > end ? limit - end : 0) / HAL_PAGE_SIZE;
}
