/*
 * Memory that the firmware uses together with a device, such as a USB controller that plays an old
 * keyboard or a graphics controller's own memory (RMRR; the specification, 8.4). The firmware keeps
 * it out of the memory that it gives us. Such a device reaches it from the start and nothing else;
 * its driver's domain has it too, because the firmware may still use it.
 */
#include "vtd.h"

#define RESERVED_MAX (VTD_DOMAINS_ALL - VTD_DOMAINS)

static struct {
    uint64_t base, pages;
    uint32_t requester;
} reserved[RESERVED_MAX];
static size_t reserved_count;

/* Follow a path through bridges; UINT32_MAX: it leads nowhere. */
static uint32_t requester_of(const struct acpi_scope *scope)
{
    uint32_t bus = scope->bus, requester = 0;
    for (unsigned i = 0; i < scope->count; i++) {
        requester = bus << 8 | (scope->path[i].device & 31u) << 3 | (scope->path[i].function & 7u);
        const volatile uint8_t *space = pci_configuration(requester);
        if (!space) {
            return UINT32_MAX;
        }
        bus = space[0x19]; /* of a bridge: the bus behind it */
    }
    return requester;
}

static void add(uint32_t requester, const struct acpi_dmar_entry *entry)
{
    uint64_t base = ALIGN_DOWN(entry->base, PAGE), end = ALIGN_UP(entry->limit, PAGE);
    if (memory_in(base, end - base)) {
        console_printf("DMA: firmware reserves ordinary memory at %llx: it does not get it\n",
                       (unsigned long long)entry->base);
    } else if (reserved_count < RESERVED_MAX) {
        reserved[reserved_count].base = base;
        reserved[reserved_count].pages = (end - base) / PAGE;
        reserved[reserved_count].requester = requester;
        reserved_count++;
    }
}

static void read_table(const void *table, size_t size)
{
    struct acpi_dmar_entry entry;
    struct acpi_scope scope;
    for (size_t at = 0; acpi_next_dmar(table, size, &at, &entry) == 1;) {
        if (entry.kind != ACPI_DMAR_RESERVED || entry.segment != 0) {
            continue;
        }
        for (size_t in = 0; acpi_next_scope(table, size, &entry, &in, &scope) == 1;) {
            uint32_t requester =
                scope.kind == ACPI_SCOPE_ENDPOINT ? requester_of(&scope) : UINT32_MAX;
            if (requester != UINT32_MAX) {
                add(requester, &entry);
            }
        }
    }
}

int vtd_reserved_map(uint32_t domain, uint32_t requester)
{
    int status = VB_OK;
    for (size_t i = 0; i < reserved_count && status == VB_OK; i++) {
        if (reserved[i].requester == requester) {
            status = vtd_domain_map(domain, reserved[i].base, reserved[i].pages);
        }
    }
    return status;
}

void vtd_reserved_start(void)
{
    size_t size;
    const void *table;
    reserved_count = 0;
    for (uint32_t number = 0; (table = table_find("DMAR", number, &size)); number++) {
        read_table(table, size);
    }
    for (uint32_t i = 0; i < reserved_count; i++) {
        uint32_t requester = reserved[i].requester;
        if (vtd_domain_of(requester) == VTD_DOMAINS_ALL &&
            vtd_domain_open(VTD_DOMAINS + i, requester) != VB_OK) {
            console_printf("DMA: too little memory for what the firmware reserved\n");
        }
    }
}
