/*
 * Pages: free ranges, and beyond them the module's memory, which grows when no range is large
 * enough, up to the limit that the host has set.
 */
#include "web.h"

#include <base/ranges.h>
#include <string.h>

#define WASM_PAGE  ((size_t)65536)
#define GROW_BYTES ((size_t)8 << 20) /* at least, as growing is work for the host */

extern char __heap_base[]; /* the linker's: where nothing lies any more */

static struct ranges ranges;
static size_t end, limit; /* of the memory: now, and how far it may grow */

/* What the memory has from the beginning. */
static void start(void)
{
    if (end != 0) {
        return;
    }
    size_t first = ALIGN_UP((size_t)__heap_base, (size_t)HAL_PAGE_SIZE);
    end = (size_t)__builtin_wasm_memory_size(0) * WASM_PAGE;
    ranges_add(&ranges, (void *)first, end - first);
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
    ranges_add(&ranges, (void *)end, bytes);
    end += bytes;
    return true;
}

void *hal_pages_get(size_t count)
{
    start();
    if (count > SIZE_MAX / 2 / HAL_PAGE_SIZE) {
        return NULL;
    }
    size_t size = count * HAL_PAGE_SIZE;
    void *base = ranges_take(&ranges, size);
    if (!base && grow(size)) {
        base = ranges_take(&ranges, size);
    }
    return base ? memset(base, 0, size) : NULL;
}

void hal_pages_release(void *base, size_t count)
{
    ranges_add(&ranges, base, count * HAL_PAGE_SIZE);
}

/* In place when what follows is free, or is the end of the memory. */
int hal_pages_extend(void *base, size_t old_count, size_t new_count)
{
    char *after = (char *)base + old_count * HAL_PAGE_SIZE;
    size_t more = (new_count - old_count) * HAL_PAGE_SIZE;
    if ((size_t)after == end && !grow(more)) {
        return VB_ERR_NO_MEMORY;
    }
    if (ranges_take_at(&ranges, after, more) != 1) {
        return VB_ERR_NOT_SUPPORTED;
    }
    memset(after, 0, more);
    return VB_OK;
}

size_t hal_pages_available(void)
{
    start();
    return ranges.free / HAL_PAGE_SIZE + (limit > end ? limit - end : 0) / HAL_PAGE_SIZE;
}
