/* Pages from the C library, with a limit, injected failures and a record of what is held. */
#include "internal.h"

#include <hal_fake/space.h>
#include <stdlib.h>
#include <string.h>

struct range {
    char *base;
    size_t count;
    size_t capacity;
};

static struct range ranges[HAL_FAKE_RANGES];
static size_t range_count;
static size_t held;
static size_t limit = SIZE_MAX;
static size_t requests;
static size_t failure = SIZE_MAX; /* number of the request that fails */
static bool extend_allowed = true;

void fake_pages_reset(void)
{
    if (held != 0) {
        fake_fail("pages are still held at the end of a test");
    }
    limit = SIZE_MAX;
    requests = 0;
    failure = SIZE_MAX;
    extend_allowed = true;
}

void hal_fake_limit_pages(size_t pages)
{
    limit = pages;
}

void hal_fake_fail_pages_after(size_t successes)
{
    failure = requests + successes;
}

void hal_fake_allow_extend(bool allow)
{
    extend_allowed = allow;
}

size_t hal_fake_pages_held(void)
{
    return held;
}

size_t hal_fake_ranges_held(void)
{
    return range_count;
}

bool fake_pages_held(const void *base, size_t count)
{
    for (size_t i = 0; i < range_count; i++) {
        const char *first = ranges[i].base, *end = first + ranges[i].count * HAL_PAGE_SIZE;
        if ((const char *)base >= first && (const char *)base + count * HAL_PAGE_SIZE <= end) {
            return true;
        }
    }
    return false;
}

size_t hal_fake_page_requests(void)
{
    return requests;
}

static struct range *find(const void *base, size_t count)
{
    for (size_t i = 0; i < range_count; i++) {
        if (ranges[i].base == base && ranges[i].count == count) {
            return &ranges[i];
        }
    }
    fake_fail("a range of pages was named that hal_pages_get() did not give");
}

/* Count a request and say whether `more` pages may be given. */
static bool may_give(size_t more)
{
    return requests++ != failure && more <= limit && held <= limit - more;
}

void *hal_pages_get(size_t count)
{
    if (count == 0) {
        fake_fail("hal_pages_get(0)");
    }
    if (!may_give(count) || range_count == HAL_FAKE_RANGES ||
        count > SIZE_MAX / HAL_PAGE_SIZE / 2) {
        return NULL;
    }
    size_t capacity = 1;
    while (capacity < count) {
        capacity *= 2;
    }
    char *base = aligned_alloc(HAL_PAGE_SIZE, capacity * HAL_PAGE_SIZE);
    if (!base) {
        return NULL;
    }
    memset(base, 0, count * HAL_PAGE_SIZE);
    ranges[range_count++] = (struct range){.base = base, .count = count, .capacity = capacity};
    held += count;
    return base;
}

void hal_pages_release(void *base, size_t count)
{
    struct range *range = find(base, count);
    fake_dma_check_released(base, count);
    free(range->base);
    *range = ranges[--range_count];
    held -= count;
}

int hal_pages_extend(void *base, size_t old_count, size_t new_count)
{
    struct range *range = find(base, old_count);
    if (new_count <= old_count) {
        fake_fail("hal_pages_extend() to no more than there is");
    }
    if (!may_give(new_count - old_count)) {
        return VB_ERR_NO_MEMORY;
    }
    if (!extend_allowed || new_count > range->capacity) {
        return VB_ERR_NOT_SUPPORTED;
    }
    memset(range->base + old_count * HAL_PAGE_SIZE, 0, (new_count - old_count) * HAL_PAGE_SIZE);
    range->count = new_count;
    held += new_count - old_count;
    return VB_OK;
}

/* ---- pages of spaces: space.c has them, what is counted is counted here ------------------------
 */

bool hal_fake_space_wanted(void)
{
    const char *wanted = getenv("HAL_FAKE_SPACES");
    return wanted != NULL && strcmp(wanted, "1") == 0;
}

bool hal_fake_space_take(size_t pages)
{
    bool may = may_give(pages);
    held += may ? pages : 0;
    return may;
}

void hal_fake_space_give(size_t pages)
{
    held -= pages;
}

size_t hal_pages_available(void)
{
    if (limit == SIZE_MAX) {
        return SIZE_MAX;
    }
    return held < limit ? limit - held : 0;
}
