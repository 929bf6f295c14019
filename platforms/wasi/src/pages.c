/*
 * Pages: free ranges of one arena that is taken from the C library's heap at the start. The
 * module's memory has its full size from the beginning and does not grow: it costs nothing until it
 * is used, and Node 20 may die in its garbage collector when a memory grows.
 */
#include <base/ranges.h>
#include <hal/hal.h>
#include <stdlib.h>
#include <string.h>

#define ARENA_BYTES    ((size_t)896 << 20) /* of 1 GiB: the rest is for the engine */
#define SMALLEST_ARENA ((size_t)16 << 20)

static struct ranges ranges;

/* The arena becomes the first free range; a smaller one where the host gives less. */
static void start(void)
{
    static bool started;
    void *arena = NULL;
    for (size_t size = ARENA_BYTES; !started && !arena && size >= SMALLEST_ARENA; size /= 2) {
        arena = aligned_alloc(HAL_PAGE_SIZE, size);
        if (arena) {
            ranges_add(&ranges, arena, size);
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
    void *base = ranges_take(&ranges, count * HAL_PAGE_SIZE);
    return base ? memset(base, 0, count * HAL_PAGE_SIZE) : NULL;
}

void hal_pages_release(void *base, size_t count)
{
    ranges_add(&ranges, base, count * HAL_PAGE_SIZE);
}

/* In place when what follows is free. */
int hal_pages_extend(void *base, size_t old_count, size_t new_count)
{
    char *end = (char *)base + old_count * HAL_PAGE_SIZE;
    size_t more = (new_count - old_count) * HAL_PAGE_SIZE;
    if (ranges_take_at(&ranges, end, more) != 1) {
        return VB_ERR_NOT_SUPPORTED;
    }
    memset(end, 0, more);
    return VB_OK;
}

size_t hal_pages_available(void)
{
    start();
    return ranges.free / HAL_PAGE_SIZE;
}
