/* Spaces: a root of page tables for each process, whose lower half has its linear memories. */
#include "space.h"
#include "frames.h"
#include "lazy.h"
#include "processor.h"

#include <string.h>

struct hal_space *space_entered;

static void flush(const struct hal_space *space)
{
    if (space == space_entered) {
        write_cr3(space->root);
    }
}

/* ---- spaces -----------------------------------------------------------------------------------
 */

/* Of a space: its description, the root, and what its memories' directories are in, of which the
 * last memory needs a second one. */
size_t hal_space_cost(size_t pages)
{
    const size_t entries = PAGE / sizeof(uint64_t);
    size_t tables = (pages + entries - 1) / entries;
    return pages == 0 ? 4 : tables + (tables + entries - 1) / entries;
}

int hal_space_create(struct hal_space **out)
{
    struct hal_space *space = space_windows_start() && lazy_start() ? hal_pages_get(1) : NULL;
    uint64_t *table = space ? hal_pages_get(1) : NULL;
    if (!table) {
        if (space) {
            hal_pages_release(space, 1);
        }
        return VB_ERR_NO_MEMORY;
    }
    const uint64_t *kernel = physical_to_virtual(paging_root());
    memcpy(table + 256, kernel + 256, 256 * sizeof *table);
    space->root = virtual_to_physical(table);
    *out = space;
    return VB_OK;
}

/* A table of the lower half and those below it. */
static void release_table(uint64_t physical, unsigned level)
{
    uint64_t *table = physical_to_virtual(physical);
    size_t count = level == 3 ? 256 : 512;
    for (size_t i = 0; level > 0 && i < count; i++) {
        if (table[i] & PRESENT) {
            release_table(table[i] & ADDRESS, level - 1);
        }
    }
    hal_pages_release(table, 1);
}

void hal_space_destroy(struct hal_space *space)
{
    release_table(space->root, 3);
    hal_pages_release(space, 1);
}

void hal_space_enter(struct hal_space *space)
{
    space_entered = space;
    write_cr3(space ? space->root : paging_root());
}

/* ---- memories ---------------------------------------------------------------------------------
 */

static uint64_t base_of(size_t index)
{
    return (index + 1) * SPACE_STRIDE;
}

static size_t index_of(const uint8_t *base)
{
    return (size_t)((uintptr_t)base / SPACE_STRIDE - 1);
}

/* Make the tables for pages of a memory now, so that no fault needs memory for one. */
static bool make_tables(const struct hal_space *space, uint64_t base, size_t pages)
{
    for (uint64_t at = 0; at < pages * PAGE; at += LARGE_PAGE) {
        if (!paging_entry(space->root, base + at, 0)) {
            return false;
        }
    }
    return true;
}

static int set_aside(const struct hal_space *space, uint64_t base, size_t old_pages,
                     size_t new_pages)
{
    if (new_pages > HAL_SPACE_PAGES_MAX) {
        return VB_ERR_LIMIT;
    }
    if (!frames_commit(new_pages - old_pages)) {
        return VB_ERR_NO_MEMORY;
    }
    if (!make_tables(space, base, new_pages)) {
        frames_uncommit(new_pages - old_pages);
        return VB_ERR_NO_MEMORY;
    }
    return VB_OK;
}

int hal_space_map(struct hal_space *space, size_t pages, uint8_t **base)
{
    size_t index = 0;
    while (index < SPACE_MEMORIES && space->memories[index].used) {
        index++;
    }
    if (index == SPACE_MEMORIES) {
        return VB_ERR_LIMIT;
    }
    int status = set_aside(space, base_of(index), 0, pages);
    if (status == VB_OK) {
        space->memories[index].used = true;
        space->memories[index].pages = pages;
        *base = (uint8_t *)base_of(index);
    }
    return status;
}

int hal_space_extend(struct hal_space *space, uint8_t *base, size_t old_pages, size_t new_pages)
{
    int status = set_aside(space, (uint64_t)base, old_pages, new_pages);
    if (status == VB_OK) {
        space->memories[index_of(base)].pages = new_pages;
    }
    return status;
}

void hal_space_unmap(struct hal_space *space, uint8_t *base, size_t pages)
{
    for (size_t i = 0; i < pages; i++) {
        page_drop(space_entry(space, (uint64_t)base + i * PAGE));
    }
    flush(space);
    frames_uncommit(pages);
    space->memories[index_of(base)].used = false;
    space->memories[index_of(base)].pages = 0;
}

int hal_space_clone(struct hal_space *from, const uint8_t *base, size_t pages, struct hal_space *to,
                    uint8_t **out)
{
    int status = hal_space_map(to, pages, out);
    if (status != VB_OK) {
        return status;
    }
    for (size_t i = 0; i < pages; i++) {
        *space_entry(to, (uint64_t)*out + i * PAGE) =
            page_share(space_entry(from, (uint64_t)base + i * PAGE));
    }
    flush(from);
    return VB_OK;
}
