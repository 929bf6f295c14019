/*
 * A PCI function for its driver: registers, messages, DMA. In an order in which the function never
 * reaches memory or raises what nobody has set up.
 */
#include "devmgr.h"
#include <sdk/hardware.h>
#include <vibee/syscalls.h>

static void set_command(const struct pci_access *access, uint32_t function, uint32_t off,
                        uint32_t on)
{
    uint32_t command = access->read(access->context, function, PCI_COMMAND, 2);

    access->write(access->context, function, PCI_COMMAND, 2, (command & ~off) | on);
}

static int64_t add_regions(struct claim *claim, const struct pci_bar bars[PCI_BARS],
                           const struct pci_msix *msix)
{
    struct pci_region regions[PCI_REGIONS];
    uint32_t count = pci_regions(bars, msix, regions), i;
    int64_t status = VB_OK;

    for (i = 0; status >= 0 && i < count; i++)
        status = claim_region(claim, &regions[i], VB_REGION_UNCACHED);
    return status;
}

static void write_table(void *context, uint32_t offset, uint32_t value)
{
    (void)sdk_region_write32(*(const uint64_t *)context, offset, value);
}

/* As many entries as are wanted and can be had, at least one; the others stay masked. */
static int64_t add_msix(struct claim *claim, const struct pci_access *access,
                        const struct pci_bar bars[PCI_BARS], const struct pci_msix *msix)
{
    struct pci_message messages[VB_DEVMGR_INTERRUPTS_MAX];
    struct vb_interrupt_info info;
    uint32_t count = 0;
    int64_t status = VB_OK, window;
    uint64_t table;

    while (count < claim->interrupts && count < msix->count) {
        status = claim_interrupt(claim, VB_INTERRUPT_MESSAGE, 0, &info);
        if (status < 0)
            break;
        messages[count++] = (struct pci_message){.address = info.address, .data = info.data};
    }
    if (count == 0)
        return status;
    window = sdk_region_create(claim->devmgr->machine.device, VB_REGION_MEMORY, VB_REGION_UNCACHED,
                               bars[msix->bar].base + msix->offset, (uint64_t)msix->count * 16);
    if (window < 0)
        return window;
    table = (uint64_t)window;
    pci_enable_msix(access, &claim->device->function, msix, write_table, &table, messages, count);
    (void)vb_handle_close(table);
    return VB_OK;
}

static int64_t add_msi(struct claim *claim, const struct pci_access *access)
{
    struct vb_interrupt_info info;
    int64_t status;

    if (claim->interrupts == 0)
        return VB_OK;
    status = claim_interrupt(claim, VB_INTERRUPT_MESSAGE, 0, &info);
    if (status < 0)
        return status;
    return pci_enable_msi(access, &claim->device->function, info.address, info.data)
               ? VB_OK
               : VB_ERR_NOT_SUPPORTED;
}

static int64_t add_dma(struct claim *claim)
{
    int64_t dma = sdk_dma_create(claim->devmgr->machine.device, claim->device->entry.address);

    if (dma < 0)
        return dma;
    claim->dma = (uint64_t)dma;
    claim->resources.dma_count = 1;
    return VB_OK;
}

int64_t claim_pci(struct claim *claim)
{
    const struct pci_function *function = &claim->device->function;
    struct pci_access access = machine_access(claim->devmgr);
    struct pci_bar bars[PCI_BARS];
    struct pci_msix msix;
    int64_t status;
    bool has_msix;
    uint32_t i;

    claim->resources.subsystem_vendor = function->subsystem_vendor;
    claim->resources.subsystem = function->subsystem;
    /* First: who has it already is not disturbed. */
    status = add_dma(claim);
    if (status < 0)
        return status;
    set_command(&access, function->address, PCI_COMMAND_MASTER, 0);
    pci_disable_messages(&access, function);
    pci_read_bars(&access, function->address, bars);
    set_command(&access, function->address, 0, PCI_COMMAND_MEMORY | PCI_COMMAND_PORTS);
    has_msix = pci_read_msix(&access, function, bars, &msix);
    status = add_regions(claim, bars, has_msix ? &msix : NULL);
    if (status >= 0 && has_msix)
        status = add_msix(claim, &access, bars, &msix);
    else if (status >= 0 && function->msi != 0)
        status = add_msi(claim, &access);
    if (status < 0)
        return status;
    set_command(&access, function->address, 0, PCI_COMMAND_MASTER);
    for (i = 0; i < PCI_CONFIGURATION; i += 4) {
        uint32_t word = access.read(access.context, function->address, i, 4);

        claim->resources.configuration[i] = (uint8_t)word;
        claim->resources.configuration[i + 1] = (uint8_t)(word >> 8);
        claim->resources.configuration[i + 2] = (uint8_t)(word >> 16);
        claim->resources.configuration[i + 3] = (uint8_t)(word >> 24);
    }
    return VB_OK;
}
