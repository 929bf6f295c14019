/* Physical memory: the free ranges of what the firmware left, at their addresses in the kernel's
 * half. */
#include "uefi.h"

#include <base/ranges.h>
#include <string.h>

static struct ranges ranges;

void pages_add(uint64_t physical, uint64_t count)
{
    ranges_add(&ranges, physical_to_virtual(physical), count * HAL_PAGE_SIZE);
}

void *hal_pages_get(size_t count)
{
    if (count > SIZE_MAX / HAL_PAGE_SIZE) {
        return NULL;
    }
    void *base = ranges_take(&ranges, count * HAL_PAGE_SIZE);
    return base ? memset(base, 0, count * HAL_PAGE_SIZE) : NULL;
}

void *pages_take_block(size_t count)
{
    return ranges_take_aligned(&ranges, count * HAL_PAGE_SIZE);
}

void hal_pages_release(void *base, size_t count)
{
    ranges_add(&ranges, base, count * HAL_PAGE_SIZE);
}

int hal_pages_extend(void *base, size_t old_count, size_t new_count)
{
    char *end = (char *)base + old_count * HAL_PAGE_SIZE;
    size_t more = (new_count - old_count) * HAL_PAGE_SIZE;
    int taken = ranges_take_at(&ranges, end, more);
    if (taken < 1) { /* too short; or what is behind it belongs to somebody */
        return taken == 0 ? VB_ERR_NO_MEMORY : VB_ERR_NOT_SUPPORTED;
    }
    memset(end, 0, more);
    return VB_OK;
}

size_t hal_pages_available(void)
{
    return ranges.free / HAL_PAGE_SIZE;
}
