/*
 * Pages: a first-fit list of free ranges over the module's own memory, which grows at the end and
 * never shrinks. The C library's heap grows the same memory for itself: a range is then not next to
 * the one before, and the list allows for that. A free range holds its own entry.
 */
#include <hal/hal.h>
#include <string.h>

#define WASM_PAGE  65536u
#define WASM_PAGES 65536u      /* 4 GiB */
#define GROW_BYTES (16u << 20) /* for some hosts each growth is a collection of garbage */

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

/* Grow the memory by `size` bytes or a little more. */
static bool grow(size_t size)
{
    size_t count = (size + WASM_PAGE - 1) / WASM_PAGE;
    if (count > WASM_PAGES - __builtin_wasm_memory_size(0)) {
        return false;
    }
    size_t before = __builtin_wasm_memory_grow(0, count);
    if (before == SIZE_MAX) {
        return false;
    }
    insert((void *)(before * WASM_PAGE), count * WASM_PAGE);
    return true;
}

void *hal_pages_get(size_t count)
{
    if (count > UINT32_MAX / HAL_PAGE_SIZE) {
        return NULL;
    }
    size_t size = count * HAL_PAGE_SIZE;
    struct range **link = find(size);
    if (!*link) {
        if (!grow(MAX(size, (size_t)GROW_BYTES)) && !grow(size)) {
            return NULL;
        }
        link = find(size);
    }
    return *link ? take(link, size) : NULL;
}

void hal_pages_release(void *base, size_t count)
{
    insert(base, count * HAL_PAGE_SIZE);
}

/* In place when what follows is free, or when the range ends where the memory does. */
int hal_pages_extend(void *base, size_t old_count, size_t new_count)
{
    char *end = (char *)base + old_count * HAL_PAGE_SIZE;
    size_t more = (new_count - old_count) * HAL_PAGE_SIZE;
    for (int attempt = 0; attempt < 2; attempt++) {
        struct range **link = &ranges;
        while (*link && (char *)*link < end) {
            link = &(*link)->next;
        }
        bool next = *link && (char *)*link == end;
        if (next && (*link)->size >= more) {
            take(link, more);
            return VB_OK;
        }
        size_t there = next ? (*link)->size : 0;
        bool last = (size_t)end + there == (size_t)__builtin_wasm_memory_size(0) * WASM_PAGE;
        if (!last || !grow(more - there)) {
            return VB_ERR_NOT_SUPPORTED;
        }
    }
    return VB_ERR_NOT_SUPPORTED;
}

size_t hal_pages_available(void)
{
    size_t left = WASM_PAGES - __builtin_wasm_memory_size(0);
    return free_pages + left * (WASM_PAGE / HAL_PAGE_SIZE);
}
