/* What remapping units look up (the specification, Translation Structure Formats): a root table by
 * bus, context tables by device and function, and for each domain a tree of page tables. */
#include "vtd.h"

#include <string.h>

#define READ_WRITE   3u
#define CONTEXT_ON   1u
#define CONTEXT_MUTE 2u /* do not report faults; counts whether it is on or not */
#define CACHE_LINE   64u

static struct {
    uint64_t *table; /* NULL: not open */
    uint32_t requester;
} domains[VTD_DOMAINS_ALL];
static uint64_t *root_table;
static unsigned levels;
static bool coherent;

/* What was written is in memory, where units that do not look into caches find it. */
static void flush(const void *start, size_t size)
{
    const char *at = start;
    for (size_t done = 0; !coherent && done < size; done += CACHE_LINE) {
        __asm__ volatile("clflush (%0)" : : "r"(at + done) : "memory");
    }
    __asm__ volatile("mfence" : : : "memory");
}

static void put(uint64_t *entry, uint64_t value)
{
    *(volatile uint64_t *)entry = value;
    flush(entry, sizeof *entry);
}

static uint64_t *new_table(void)
{
    uint64_t *table = hal_pages_get(1);
    if (table) {
        flush(table, PAGE);
    }
    return table;
}

void vtd_invalidate(uint32_t domain)
{
    for (size_t i = 0; i < vtd_unit_count; i++) {
        vtd_unit_invalidate(&vtd_units[i], domain);
    }
}

bool vtd_tables_start(unsigned depth, bool snooped, uint64_t *root, uint64_t *empty)
{
    levels = depth;
    coherent = snooped;
    for (uint32_t i = 0; i < VTD_DOMAINS_ALL; i++) {
        domains[i].table = NULL;
    }
    root_table = new_table();
    uint64_t *none = new_table();
    if (!root_table || !none) {
        return false;
    }
    *root = virtual_to_physical(root_table);
    *empty = virtual_to_physical(none);
    return true;
}

/* ---- contexts ---------------------------------------------------------------------- */

/* A requester's entry of two words; its table is made. NULL: no memory. */
static uint64_t *context_of(uint32_t requester)
{
    uint64_t *entry = &root_table[2 * (size_t)(requester >> 8)];
    if (!(*entry & CONTEXT_ON)) {
        uint64_t *table = new_table();
        if (!table) {
            return NULL;
        }
        put(entry, virtual_to_physical(table) | CONTEXT_ON);
    }
    uint64_t *table = physical_to_virtual(*entry & ADDRESS);
    return &table[2 * (size_t)(requester & 0xff)];
}

uint32_t vtd_domain_of(uint32_t requester)
{
    uint32_t domain = 0;
    while (domain < VTD_DOMAINS_ALL &&
           !(domains[domain].table && domains[domain].requester == requester)) {
        domain++;
    }
    return domain;
}

/* Their identity for the hardware; 0 is what it remembers of entries that are not there. */
static uint32_t identity(uint32_t domain)
{
    return domain + 1;
}

int vtd_domain_open(uint32_t domain, uint32_t requester)
{
    uint64_t *entry = context_of(requester), *table = entry ? new_table() : NULL;
    if (!table) {
        return VB_ERR_NO_MEMORY;
    }
    uint32_t before = vtd_domain_of(requester);
    if (before < VTD_DOMAINS_ALL) {
        vtd_domain_close(before);
    }
    domains[domain].table = table;
    domains[domain].requester = requester;
    int status = vtd_reserved_map(domain, requester);
    put(entry + 1, (uint64_t)identity(domain) << 8 | (levels - 2));
    put(entry, virtual_to_physical(table) | CONTEXT_ON);
    vtd_invalidate(identity(domain));
    if (status != VB_OK) {
        vtd_domain_close(domain);
    }
    return status;
}

void vtd_mute(uint32_t requester)
{
    uint64_t *entry = context_of(requester);
    if (entry) {
        put(entry, *entry | CONTEXT_MUTE);
        vtd_invalidate(0);
    }
}

/* ---- pages ------------------------------------------------------------------------------ */

/* The entry of a page; NULL: no memory for a table on the way to it. */
static uint64_t *page_entry(uint64_t *table, uint64_t address)
{
    for (unsigned at = levels - 1; at > 0; at--) {
        uint64_t *entry = &table[paging_index(address, at)];
        if (*entry == 0) {
            uint64_t *next = new_table();
            if (!next) {
                return NULL;
            }
            put(entry, virtual_to_physical(next) | READ_WRITE);
        }
        table = physical_to_virtual(*entry & ADDRESS);
    }
    return &table[paging_index(address, 0)];
}

int vtd_domain_map(uint32_t domain, uint64_t physical, uint64_t count)
{
    uint64_t *table = domains[domain].table;
    unsigned width = 12 + 9 * levels;
    for (size_t i = 0; i < vtd_unit_count; i++) {
        width = MIN(width, (unsigned)(vtd_units[i].capability >> 16 & 0x3f) + 1);
    }
    if (physical + count * PAGE > 1ull << width) {
        return VB_ERR_LIMIT;
    }
    for (uint64_t i = 0; i < count; i++) { /* tables first: then nothing can fail */
        if (!page_entry(table, physical + i * PAGE)) {
            return VB_ERR_NO_MEMORY;
        }
    }
    for (uint64_t i = 0; i < count; i++) {
        uint64_t address = physical + i * PAGE;
        put(page_entry(table, address), address | READ_WRITE);
    }
    vtd_invalidate(identity(domain));
    return VB_OK;
}

static void release(uint64_t *table, unsigned level)
{
    for (size_t i = 0; level > 0 && i < PAGE / sizeof *table; i++) {
        if (table[i] != 0) {
            release(physical_to_virtual(table[i] & ADDRESS), level - 1);
        }
    }
    hal_pages_release(table, 1);
}

void vtd_domain_close(uint32_t domain)
{
    uint64_t *entry = context_of(domains[domain].requester); /* is there: it was made to open it */
    put(entry, 0);
    put(entry + 1, 0);
    vtd_invalidate(identity(domain));
    release(domains[domain].table, levels - 1);
    domains[domain].table = NULL;
}
