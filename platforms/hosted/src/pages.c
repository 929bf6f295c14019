/* Pages: one anonymous mapping for each range. */
#include <hal/hal.h>
#include <sys/mman.h>
#include <unistd.h>

static size_t held; /* pages */

static void *map(void *hint, size_t count)
{
    if (count > SIZE_MAX / HAL_PAGE_SIZE) {
        return MAP_FAILED;
    }
    return mmap(hint, count * HAL_PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
                -1, 0);
}

void *hal_pages_get(size_t count)
{
    void *base = map(NULL, count);
    if (base == MAP_FAILED) {
        return NULL;
    }
    held += count;
    return base;
}

void hal_pages_release(void *base, size_t count)
{
    munmap(base, count * HAL_PAGE_SIZE);
    held -= count;
}

int hal_pages_extend(void *base, size_t old_count, size_t new_count)
{
    /* Without MAP_FIXED the address is only a wish: what is already there stays. */
    char *end = (char *)base + old_count * HAL_PAGE_SIZE;
    void *more = map(end, new_count - old_count);
    if (more == MAP_FAILED) {
        return VB_ERR_NO_MEMORY;
    }
    if (more != end) {
        munmap(more, (new_count - old_count) * HAL_PAGE_SIZE);
        return VB_ERR_NOT_SUPPORTED;
    }
    held += new_count - old_count;
    return VB_OK;
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
