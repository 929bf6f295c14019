/* Lazy pages for tests: made and copied at once, which nobody can tell. Behind each range there is
 * room to extend it to twice its first length. */
#include "internal.h"

#include <hal/lazy.h>
#include <hal_fake/space.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

struct range {
    struct range *next;
    uint8_t *base;
    size_t count, room; /* pages */
};

static struct range *ranges;

static struct range **find(const uint8_t *base, size_t count)
{
    struct range **link = &ranges;
    while (*link != NULL && (*link)->base != base) {
        link = &(*link)->next;
    }
    if (*link == NULL || (*link)->count != count) {
        fake_fail("lazy pages were named that hal_lazy_get() did not give");
    }
    return link;
}

int hal_lazy_get(size_t count, uint8_t **base)
{
    if (!hal_fake_space_wanted()) {
        return VB_ERR_NOT_SUPPORTED;
    }
    if (count > SIZE_MAX / HAL_PAGE_SIZE / 2 || !hal_fake_space_take(count)) {
        return VB_ERR_NO_MEMORY;
    }
    struct range *range = malloc(sizeof *range);
    uint8_t *bytes = mmap(NULL, 2 * count * HAL_PAGE_SIZE, PROT_NONE,
                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (range == NULL || bytes == MAP_FAILED ||
        mprotect(bytes, count * HAL_PAGE_SIZE, PROT_READ | PROT_WRITE) != 0) {
        fake_fail("no address space for lazy pages");
    }
    *range = (struct range){.next = ranges, .base = bytes, .count = count, .room = 2 * count};
    ranges = range;
    *base = bytes;
    return VB_OK;
}

static bool lies_in_one(const uint8_t *from, size_t count)
{
    for (const struct range *r = ranges; r != NULL; r = r->next) {
        size_t offset = (size_t)(from - r->base), end = r->count * HAL_PAGE_SIZE;
        if (offset <= end && count * HAL_PAGE_SIZE <= end - offset) {
            return offset % HAL_PAGE_SIZE == 0;
        }
    }
    return false;
}

int hal_lazy_copy(const uint8_t *from, size_t from_count, size_t count, uint8_t **base)
{
    if (from_count > count || !lies_in_one(from, from_count)) {
        fake_fail("a copy was asked for of what are no lazy pages");
    }
    int status = hal_lazy_get(count, base);
    if (status == VB_OK) {
        memcpy(*base, from, from_count * HAL_PAGE_SIZE);
    }
    return status;
}

int hal_lazy_extend(uint8_t *base, size_t old_count, size_t new_count)
{
    struct range *range = *find(base, old_count);
    if (new_count > range->room) {
        return VB_ERR_NOT_SUPPORTED;
    }
    if (!hal_fake_space_take(new_count - old_count)) {
        return VB_ERR_NO_MEMORY;
    }
    if (mprotect(base, new_count * HAL_PAGE_SIZE, PROT_READ | PROT_WRITE) != 0) {
        fake_fail("mprotect() failed");
    }
    range->count = new_count;
    return VB_OK;
}

void hal_lazy_release(uint8_t *base, size_t count)
{
    struct range **link = find(base, count), *range = *link;
    *link = range->next;
    munmap(base, range->room * HAL_PAGE_SIZE);
    hal_fake_space_give(count);
    free(range);
}
