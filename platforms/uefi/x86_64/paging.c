/*
 * The kernel's page tables. The lower half of the address space is for the spaces of processes
 * (space.c), each of which has a root of its own; nothing is at address zero. The upper half:
 *
 *   DIRECT     all ordinary memory at its physical address, not executable, but for the pages that
 *              spaces have (frames.c)
 *   UNCACHED, COMBINING, CACHED   device registers, framebuffers and tables, at their physical
 *              address, mapped when first asked for and never unmapped
 *   LAZY       lazy pages (lazy.c)
 *   the image  text readable and executable, constants readable, data not executable; the page
 *              below the stack is missing
 *
 * Tables come from hal_pages_get(); those for the start, when there are no pages yet, from the
 * largest free range of memory.
 */
#include "paging.h"
#include "processor.h"

#include <efi.h>
#include <string.h>

#define MSR_EFER    0xc0000080u
#define MSR_PAT     0x277u
#define PAT_COMBINE 0x0007040600070106ull /* entry 1: write-combining */

extern const uint8_t image_start[], image_text_end[], image_rodata_end[], image_end[];
extern const uint8_t stack_guard[];

static uint64_t root;              /* physical */
static uint64_t direct;            /* what is added to a physical address: 0 until the switch */
static uint64_t early, early_left; /* tables before there are pages: next address, bytes */

void *physical_to_virtual(uint64_t physical)
{
    return (void *)(physical + direct);
}

uint64_t virtual_to_physical(const void *address)
{
    return (uint64_t)address - direct;
}

/* ---- entries -------------------------------------------------------------------------------- */

static uint64_t new_table(void)
{
    if (early_left >= PAGE) {
        uint64_t table = early;
        early += PAGE;
        early_left -= PAGE;
        memset(physical_to_virtual(table), 0, PAGE);
        return table;
    }
    void *table = direct ? hal_pages_get(1) : NULL;
    return table ? virtual_to_physical(table) : 0;
}

uint64_t paging_root(void)
{
    return root;
}

uint64_t *paging_entry(uint64_t from, uint64_t address, unsigned level)
{
    uint64_t *table = physical_to_virtual(from);
    for (unsigned at = 3; at > level; at--) {
        uint64_t *entry = &table[paging_index(address, at)];
        if (!(*entry & PRESENT)) {
            uint64_t next = new_table();
            if (next == 0) {
                return NULL;
            }
            *entry = next | PRESENT | WRITABLE;
        }
        table = physical_to_virtual(*entry & ADDRESS);
    }
    return &table[paging_index(address, level)];
}

static uint64_t *entry_at(uint64_t address, unsigned level)
{
    return paging_entry(root, address, level);
}

void paging_forget_all(void)
{
    uint64_t cr4 = read_cr4(), global_entries = 1ull << 7;
    write_cr4(cr4 & ~global_entries);
    write_cr4(cr4);
}

static bool map_page(uint64_t address, uint64_t physical, uint64_t flags)
{
    uint64_t *entry = entry_at(address, 0);
    if (entry && !(*entry & PRESENT)) {
        *entry = physical | flags | PRESENT | GLOBAL;
    }
    return entry != NULL;
}

/* Map with large pages where they fit. What is mapped already stays. */
static bool map(uint64_t address, uint64_t physical, uint64_t size, uint64_t flags)
{
    while (size > 0) {
        uint64_t step = PAGE;
        uint64_t *entry = entry_at(address, 1);
        if (!entry) {
            return false;
        }
        bool large = (*entry & PRESENT) && (*entry & LARGE);
        if (large) {
            step = LARGE_PAGE - address % LARGE_PAGE;
        } else if (!(*entry & PRESENT) && physical % LARGE_PAGE == 0 && size >= LARGE_PAGE) {
            step = LARGE_PAGE;
            *entry = physical | flags | PRESENT | GLOBAL | LARGE;
        } else if (!map_page(address, physical, flags)) {
            return false;
        }
        step = MIN(step, size);
        address += step;
        physical += step;
        size -= step;
    }
    return true;
}

/* ---- the memory map ------------------------------------------------------------------------- */

static const EFI_MEMORY_DESCRIPTOR *range_at(uint64_t offset)
{
    return physical_to_virtual(boot.map + offset);
}

static bool is_memory(const EFI_MEMORY_DESCRIPTOR *range)
{
    switch (range->Type) {
    case EfiLoaderCode:
    case EfiLoaderData:
    case EfiBootServicesCode:
    case EfiBootServicesData:
    case EfiRuntimeServicesCode:
    case EfiRuntimeServicesData:
    case EfiConventionalMemory:
    case EfiACPIReclaimMemory:
    case EfiACPIMemoryNVS:
        return range->PhysicalStart < REACH;
    default:
        return false;
    }
}

static bool is_free(const EFI_MEMORY_DESCRIPTOR *range)
{
    return is_memory(range) &&
           (range->Type == EfiConventionalMemory || range->Type == EfiBootServicesCode ||
            range->Type == EfiBootServicesData || range->Type == EfiLoaderCode);
}

bool memory_in(uint64_t physical, uint64_t size)
{
    for (uint64_t at = 0; at < boot.map_size; at += boot.map_entry_size) {
        const EFI_MEMORY_DESCRIPTOR *range = range_at(at);
        uint64_t end = range->PhysicalStart + range->NumberOfPages * PAGE;
        bool table = range->Type == EfiACPIReclaimMemory || range->Type == EfiACPIMemoryNVS;
        if (is_memory(range) && !table && physical < end &&
            range->PhysicalStart < physical + size) {
            return true;
        }
    }
    return false;
}

/* The largest free range pays for the first tables; it is given out later, without them. */
static uint64_t find_early(void)
{
    uint64_t found = 0, largest = 0;
    for (uint64_t at = 0; at < boot.map_size; at += boot.map_entry_size) {
        const EFI_MEMORY_DESCRIPTOR *range = range_at(at);
        if (is_free(range) && range->NumberOfPages > largest) {
            largest = range->NumberOfPages;
            found = range->PhysicalStart;
        }
    }
    early = found;
    early_left = largest * PAGE;
    return found;
}

/* Neighbours in the map are mapped as one, so that large pages fit. */
static bool map_memory(void)
{
    uint64_t start = 0, end = 0;
    bool good = true;
    for (uint64_t at = 0; at <= boot.map_size; at += boot.map_entry_size) {
        const EFI_MEMORY_DESCRIPTOR *range = at < boot.map_size ? range_at(at) : NULL;
        if (range && !is_memory(range)) {
            continue;
        }
        if (range && range->PhysicalStart == end) {
            end += range->NumberOfPages * PAGE;
            continue;
        }
        good = good && map(DIRECT + start, start, end - start, WRITABLE | NO_EXECUTE);
        if (range) {
            start = range->PhysicalStart;
            end = start + range->NumberOfPages * PAGE;
        }
    }
    return good;
}

static bool map_image(const struct boot_info *info)
{
    bool good = true;
    for (const uint8_t *at = image_start; at < image_end; at += PAGE) {
        uint64_t flags = at < image_text_end     ? 0
                         : at < image_rodata_end ? NO_EXECUTE
                                                 : NO_EXECUTE | WRITABLE;
        if (at != stack_guard) {
            good =
                good && map_page((uint64_t)at, info->kernel + (uint64_t)(at - image_start), flags);
        }
    }
    return good;
}

static void give_out_pages(uint64_t early_start)
{
    uint64_t early_end = early, zero_page = PAGE;
    early_left = 0;
    for (uint64_t at = 0; at < boot.map_size; at += boot.map_entry_size) {
        const EFI_MEMORY_DESCRIPTOR *range = range_at(at);
        uint64_t start = range->PhysicalStart, end = start + range->NumberOfPages * PAGE;
        if (!is_free(range)) {
            continue;
        }
        start = start == early_start ? early_end : MAX(start, zero_page);
        if (start < end) {
            pages_add(start, (end - start) / PAGE);
        }
    }
}

void paging_start(const struct boot_info *info)
{
    write_msr(MSR_EFER, read_msr(MSR_EFER) | 1u << 11); /* no-execute bits count */
    write_msr(MSR_PAT, PAT_COMBINE);
    uint64_t early_start = find_early();
    root = new_table();
    if (root == 0 || !map_memory() || !map_image(info)) {
        hal_panic("too little memory for page tables");
    }
    write_cr3(root);
    direct = DIRECT;
    write_cr0(read_cr0() | 1u << 16); /* the kernel may not write what is read-only either */
    write_cr4(read_cr4() | 1u << 7);  /* global entries */
    give_out_pages(early_start);
}

void *physical_map(uint64_t physical, uint64_t size, enum vb_region_caching caching)
{
    static const struct {
        uint64_t window, flags;
    } kinds[] = {[VB_REGION_UNCACHED] = {UNCACHED, WRITABLE | NO_EXECUTE | NOT_CACHED},
                 [VB_REGION_WRITE_COMBINING] = {COMBINING, WRITABLE | NO_EXECUTE | COMBINE},
                 [VB_REGION_CACHED] = {CACHED, WRITABLE | NO_EXECUTE}};
    if (size == 0 || size > REACH || physical > REACH - size) {
        return NULL;
    }
    uint64_t start = ALIGN_DOWN(physical, PAGE), end = ALIGN_UP(physical + size, PAGE);
    uint64_t window = kinds[caching].window;
    bool good = map(window + start, start, end - start, kinds[caching].flags);
    return good ? (void *)(window + physical) : NULL;
}
