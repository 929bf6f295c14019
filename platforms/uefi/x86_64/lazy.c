/*
 * Lazy pages (hal/lazy.h): an area of the kernel's half whose frames come when they are touched.
 *
 * A range begins at a slot of 2 MiB, which is what one page of page tables maps; those are made
 * with the range. An entry that waits for its first access is marked, so that an address of the
 * area that was never given out is still a fault of the kernel. All spaces share the tables, by the
 * one entry of their roots.
 */
#include <hal/lazy.h>

#include "frames.h"
#include "lazy.h"
#include "processor.h"
#include "space.h"

#include <string.h>

#define SLOT_PAGES ((size_t)512)
#define GROUP      512u /* slots whose tables one table holds */
#define GROUPS     512u
#define SLOTS      ((size_t)GROUPS * GROUP)
_Static_assert(SLOT_PAGES *PAGE == LARGE_PAGE, "one page of tables maps a slot");

#define WAITING (1ull << 10) /* of an entry that is not present: promised, never touched */

static uint64_t taken[SLOTS / 64]; /* a bit for each slot */
static uint16_t taken_of[GROUPS];  /* slots in use of each group */

static uint64_t address_of(size_t slot)
{
    return LAZY + slot * LARGE_PAGE;
}

static size_t slots_for(size_t pages)
{
    return (pages + SLOT_PAGES - 1) / SLOT_PAGES;
}

static size_t slot_of(const uint8_t *base)
{
    return ((uint64_t)base - LAZY) / LARGE_PAGE;
}

bool lazy_start(void)
{
    return paging_entry(paging_root(), LAZY, 2) != NULL;
}

/* The entry of a page of a range: its tables are there. */
static uint64_t *entry_at(const uint8_t *base, size_t page)
{
    return paging_entry(paging_root(), (uint64_t)base + page * PAGE, 0);
}

/* ---- slots ------------------------------------------------------------------------------------
 */

static bool is_taken(size_t slot)
{
    return slot >= SLOTS || (taken[slot / 64] >> slot % 64 & 1);
}

/* The first of `count` free slots in a row, SLOTS: there are not so many. */
static size_t find_slots(size_t count)
{
    size_t found = 0;
    for (size_t slot = 0; slot < SLOTS && found < count; slot++) {
        found = is_taken(slot) ? 0 : found + 1;
        if (found == count) {
            return slot + 1 - count;
        }
    }
    return SLOTS;
}

static void slot_give(size_t slot)
{
    uint64_t *entry = paging_entry(paging_root(), address_of(slot), 1);
    hal_pages_release(physical_to_virtual(*entry & ADDRESS), 1);
    *entry = 0;
    taken[slot / 64] &= ~(1ull << slot % 64);
    if (--taken_of[slot / GROUP] == 0) {
        uint64_t *group = paging_entry(paging_root(), address_of(slot), 2);
        hal_pages_release(physical_to_virtual(*group & ADDRESS), 1);
        *group = 0;
    }
}

static bool slot_take(size_t slot)
{
    uint64_t *group = paging_entry(paging_root(), address_of(slot), 2);
    bool made = group && paging_entry(paging_root(), address_of(slot), 0);
    if (!made && group && (*group & PRESENT) && taken_of[slot / GROUP] == 0) {
        hal_pages_release(physical_to_virtual(*group & ADDRESS), 1);
        *group = 0;
    }
    if (made) {
        taken[slot / 64] |= 1ull << slot % 64;
        taken_of[slot / GROUP]++;
    }
    return made;
}

static void slots_give(size_t from, size_t to)
{
    while (to > from) {
        slot_give(--to);
    }
    paging_forget_all();
}

static bool slots_take(size_t from, size_t to)
{
    for (size_t slot = from; slot < to; slot++) {
        if (!slot_take(slot)) {
            slots_give(from, slot);
            return false;
        }
    }
    return true;
}

/* ---- ranges -----------------------------------------------------------------------------------
 */

/* Frames for pages and tables for the slots [from, to), which are free. */
static int set_aside(size_t pages, size_t from, size_t to)
{
    if (!frames_commit(pages)) {
        return VB_ERR_NO_MEMORY;
    }
    if (!slots_take(from, to)) {
        frames_uncommit(pages);
        return VB_ERR_NO_MEMORY;
    }
    return VB_OK;
}

static void promise(const uint8_t *base, size_t from, size_t to)
{
    for (size_t page = from; page < to; page++) {
        *entry_at(base, page) = WAITING;
    }
}

/* A range whose entries are not made yet. */
static int make_range(size_t count, uint8_t **base)
{
    size_t slots = slots_for(count), slot = lazy_start() ? find_slots(slots) : SLOTS;
    int status = slot < SLOTS ? set_aside(count, slot, slot + slots) : VB_ERR_NO_MEMORY;
    if (status == VB_OK) {
        *base = (uint8_t *)address_of(slot);
    }
    return status;
}

int hal_lazy_get(size_t count, uint8_t **base)
{
    int status = make_range(count, base);
    if (status == VB_OK) {
        promise(*base, 0, count);
    }
    return status;
}

int hal_lazy_copy(const uint8_t *from, size_t from_count, size_t count, uint8_t **base)
{
    int status = make_range(count, base);
    if (status != VB_OK) {
        return status;
    }
    for (size_t page = 0; page < from_count; page++) {
        *entry_at(*base, page) = page_share(entry_at(from, page));
    }
    promise(*base, from_count, count);
    paging_forget_all();
    return VB_OK;
}

int hal_lazy_extend(uint8_t *base, size_t old_count, size_t new_count)
{
    size_t from = slot_of(base) + slots_for(old_count), to = slot_of(base) + slots_for(new_count);
    for (size_t slot = from; slot < to; slot++) {
        if (is_taken(slot)) {
            return VB_ERR_NOT_SUPPORTED;
        }
    }
    int status = set_aside(new_count - old_count, from, to);
    if (status == VB_OK) {
        promise(base, old_count, new_count);
    }
    return status;
}

void hal_lazy_release(uint8_t *base, size_t count)
{
    for (size_t page = 0; page < count; page++) {
        page_drop(entry_at(base, page));
    }
    slots_give(slot_of(base), slot_of(base) + slots_for(count));
    frames_uncommit(count);
}

/* ---- faults -----------------------------------------------------------------------------------
 */

bool lazy_fault(uint64_t address, bool write)
{
    if (address < LAZY || address - LAZY >= SLOTS * LARGE_PAGE ||
        !is_taken((address - LAZY) / LARGE_PAGE)) {
        return false;
    }
    uint64_t *entry = paging_entry(paging_root(), address, 0);
    if (!(*entry & WAITING) && !(write && (*entry & PRESENT) && (*entry & SHARED))) {
        return false;
    }
    page_resolve(entry, write);
    paging_forget(address);
    return true;
}
