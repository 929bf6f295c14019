/*
 * DMA without an IOMMU: a device reaches all memory, at its physical address, and its driver is
 * trusted with that. What is promised all the same: when the driver is gone the device is stopped,
 * through its configuration space, before its pages are used again.
 */
#include "uefi.h"

#include <hal/hardware.h>

#define DOMAINS    64u
#define COMMAND    2u /* the register, as a 16-bit word of configuration space */
#define BUS_MASTER 4u

static struct {
    bool used;
    uint32_t requester;
    volatile uint16_t *configuration;
} domains[DOMAINS];

volatile void *pci_configuration(uint32_t requester)
{
    size_t size, cursor = 0;
    struct acpi_mcfg_entry entry;
    const void *table = table_find("MCFG", 0, &size);
    while (table && acpi_next_mcfg(table, size, &cursor, &entry) == 1) {
        uint32_t bus = requester >> 8;
        if (entry.segment != 0 || bus < entry.first_bus || bus > entry.last_bus) {
            continue;
        }
        volatile uint16_t *space = physical_map(entry.base + ((uint64_t)requester << 12),
                                                HAL_PAGE_SIZE, VB_REGION_UNCACHED);
        return space && space[0] != UINT16_MAX ? space : NULL;
    }
    return NULL;
}

int hal_dma_open(uint32_t requester, uint32_t *domain)
{
    uint32_t free = DOMAINS;
    for (uint32_t i = 0; i < DOMAINS; i++) {
        if (domains[i].used && domains[i].requester == requester) {
            return VB_ERR_BUSY;
        }
        free = !domains[i].used && free == DOMAINS ? i : free;
    }
    volatile uint16_t *space = requester <= UINT16_MAX ? pci_configuration(requester) : NULL;
    if (!space) {
        return VB_ERR_NOT_FOUND;
    }
    if (free == DOMAINS) {
        return VB_ERR_LIMIT;
    }
    domains[free].used = true;
    domains[free].requester = requester;
    domains[free].configuration = space;
    *domain = free;
    return VB_OK;
}

int hal_dma_map(uint32_t domain, void *base, size_t count, uint64_t *address)
{
    (void)domain;
    (void)count;
    *address = virtual_to_physical(base);
    return VB_OK;
}

void hal_dma_close(uint32_t domain)
{
    volatile uint16_t *space = domains[domain].configuration;
    space[COMMAND] = (uint16_t)(space[COMMAND] & ~BUS_MASTER);
    (void)space[COMMAND]; /* a read waits for the write, and for what the device had sent before */
    domains[domain].used = false;
}

bool hal_dma_isolated(void)
{
    return false;
}
