/*
 * Pages: one anonymous mapping for each range. Hosts place mappings next to each other, which would
 * leave no room to extend one; so a long range, which is likely to be a linear memory that will
 * grow, reserves address space behind it. The reserve is not memory: it costs an entry in the
 * host's list of mappings and nothing else.
 */
#include <hal/hal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define LONG_RANGE     64u /* pages from which a range reserves */
#define RESERVED_PAGES ((size_t)(4ull << 30) / HAL_PAGE_SIZE) /* as much as 32 bits can address */

static size_t held; /* pages */

/* The ranges that have a reserve, in no order: a few hundred at most, looked for when one grows or
 * goes. */
static void **reserving;
static size_t reserving_count, reserving_capacity;

static void *map(void *hint, size_t count, int protection)
{
    if (count > SIZE_MAX / HAL_PAGE_SIZE) {
        return NULL;
    }
    void *base = mmap(hint, count * HAL_PAGE_SIZE, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return base == MAP_FAILED ? NULL : base;
}

static bool make_accessible(void *base, size_t count)
{
    return mprotect(base, count * HAL_PAGE_SIZE, PROT_READ | PROT_WRITE) == 0;
}

static bool remember(void *base)
{
    if (reserving_count == reserving_capacity) {
        size_t capacity = MAX(reserving_capacity * 2, (size_t)64);
        void **larger = realloc(reserving, capacity * sizeof *reserving);
        if (!larger) {
            return false;
        }
        reserving = larger;
        reserving_capacity = capacity;
    }
    reserving[reserving_count++] = base;
    return true;
}

/* Where the range is in the list, reserving_count when it has no reserve. */
static size_t find(const void *base)
{
    size_t i = 0;
    while (i < reserving_count && reserving[i] != base) {
        i++;
    }
    return i;
}

/* A range at the start of a reserve; NULL when there is no address space for one. */
static void *get_with_reserve(size_t count)
{
    void *base = map(NULL, RESERVED_PAGES, PROT_NONE);
    if (!base) {
        return NULL;
    }
    if (!make_accessible(base, count) || !remember(base)) {
        munmap(base, RESERVED_PAGES * HAL_PAGE_SIZE);
        return NULL;
    }
    return base;
}

void *hal_pages_get(size_t count)
{
    void *base = NULL;
    /* On a host with 32-bit addresses the reserve would be the whole address space. */
    if (SIZE_MAX > UINT32_MAX && count >= LONG_RANGE && count <= RESERVED_PAGES) {
        base = get_with_reserve(count);
    }
    if (!base) {
        base = map(NULL, count, PROT_READ | PROT_WRITE);
    }
    held += base ? count : 0;
    return base;
}

void hal_pages_release(void *base, size_t count)
{
    size_t i = find(base);
    bool reserve = i < reserving_count;
    if (reserve) {
        reserving[i] = reserving[--reserving_count];
    }
    munmap(base, (reserve ? RESERVED_PAGES : count) * HAL_PAGE_SIZE);
    held -= count;
}

/* Map behind a range that has no reserve, if that place happens to be free: without MAP_FIXED the
 * address is only a wish, and what is there already stays. */
static int extend_by_luck(char *end, size_t more)
{
    void *found = map(end, more, PROT_READ | PROT_WRITE);
    if (!found) {
        return VB_ERR_NO_MEMORY;
    }
    if (found != end) {
        munmap(found, more * HAL_PAGE_SIZE);
        return VB_ERR_NOT_SUPPORTED;
    }
    return VB_OK;
}

int hal_pages_extend(void *base, size_t old_count, size_t new_count)
{
    char *end = (char *)base + old_count * HAL_PAGE_SIZE;
    size_t more = new_count - old_count;
    int status;
    if (find(base) == reserving_count) {
        status = extend_by_luck(end, more);
    } else if (new_count > RESERVED_PAGES) {
        status = VB_ERR_NOT_SUPPORTED;
    } else {
        status = make_accessible(end, more) ? VB_OK : VB_ERR_NO_MEMORY;
    }
    held += status == VB_OK ? more : 0;
    return status;
}

size_t hal_pages_available(void)
{
#ifdef _SC_PHYS_PAGES
    long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
    if (pages > 0 && size > 0) {
        size_t physical = (size_t)pages * (size_t)size / HAL_PAGE_SIZE;
        return physical > held ? physical - held : 0;
    }
#endif
    return SIZE_MAX;
}
