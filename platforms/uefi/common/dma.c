/*
 * DMA: what a device reaches, and when it ends. With an IOMMU that is what was mapped for its
 * driver; without one it reaches all memory, and its driver is trusted with that. In both cases a
 * device whose driver is gone is stopped, through its configuration space, before its pages are
 * used again. Addresses of devices are physical ones.
 */
#include "uefi.h"

#include <hal/hardware.h>

#define COMMAND    2u /* the register, as a 16-bit word of configuration space */
#define BUS_MASTER 4u

static struct {
    bool used;
    uint32_t requester;
} domains[DMA_DOMAINS];
static bool isolated;

void dma_start(void)
{
    const char *problem = iommu_start();
    isolated = problem == NULL;
    if (isolated) {
        console_printf("DMA: translated by %s: a device reaches what its driver was granted\n",
                       iommu_name);
    } else {
        console_printf("DMA: not translated (%s): drivers that master the bus are trusted with "
                       "all memory\n",
                       problem);
    }
}

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

void dma_stop_device(uint32_t requester)
{
    volatile uint16_t *space = pci_configuration(requester);
    if (space) {
        space[COMMAND] = (uint16_t)(space[COMMAND] & ~BUS_MASTER);
        (void)space[COMMAND]; /* a read waits for the write, and for what was sent before */
    }
}

int hal_dma_open(uint32_t requester, uint32_t *domain)
{
    uint32_t free = DMA_DOMAINS;
    for (uint32_t i = 0; i < DMA_DOMAINS; i++) {
        if (domains[i].used && domains[i].requester == requester) {
            return VB_ERR_BUSY;
        }
        free = !domains[i].used && free == DMA_DOMAINS ? i : free;
    }
    if (requester > UINT16_MAX || !pci_configuration(requester)) {
        return VB_ERR_NOT_FOUND;
    }
    if (free == DMA_DOMAINS) {
        return VB_ERR_LIMIT;
    }
    int status = isolated ? iommu_open(free, requester) : VB_OK;
    if (status == VB_OK) {
        domains[free].used = true;
        domains[free].requester = requester;
        *domain = free;
    }
    return status;
}

int hal_dma_map(uint32_t domain, void *base, size_t count, uint64_t *address)
{
    *address = virtual_to_physical(base);
    return isolated ? iommu_map(domain, *address, count) : VB_OK;
}

/* QEMU's disk controllers write what they have begun into memory that they looked up before. */
bool hal_dma_close(uint32_t domain)
{
    dma_stop_device(domains[domain].requester);
    if (isolated) {
        iommu_close(domain);
    }
    domains[domain].used = false;
    return false;
}

bool hal_dma_isolated(void)
{
    return isolated;
}
