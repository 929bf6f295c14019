/*
 * Configuration space of any contents, which also changes while it is read: enumeration ends, and
 * what drivers get lies inside the BARs and outside of the MSI-X table's pages.
 */
#include "../../services/devmgr/pci.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
    const uint8_t *data;
    size_t size, at;
    uint64_t reads;
    uint64_t table_end; /* bytes that may be written of the MSI-X table */
};

static uint32_t next(struct input *input, uint32_t width)
{
    uint32_t value = 0;

    while (width-- > 0) {
        value = value << 8 | (input->size > 0 ? input->data[input->at % input->size] : 0);
        input->at++;
    }
    return value;
}

static uint32_t read_any(void *context, uint32_t function, uint32_t offset, uint32_t width)
{
    struct input *input = context;

    if (offset % width != 0 || offset + width > PCI_CONFIGURATION || function > 0xffff)
        abort();
    /* 256 buses of 256 functions, each with a list of capabilities: more is an endless loop. */
    if (++input->reads > 65536 * 128)
        abort();
    /* Past the input there are no more functions. */
    if (offset == 0 && input->at > input->size)
        return UINT32_MAX;
    return next(input, width);
}

static void write_any(void *context, uint32_t function, uint32_t offset, uint32_t width,
                      uint32_t value)
{
    (void)context;
    (void)value;
    if (offset % width != 0 || offset + width > PCI_CONFIGURATION || function > 0xffff)
        abort();
}

static void write_table(void *context, uint32_t offset, uint32_t value)
{
    const struct input *input = context;

    (void)value;
    if (offset % 4 != 0 || offset + 4 > input->table_end)
        abort();
}

static void check_regions(const struct pci_bar bars[PCI_BARS], const struct pci_msix *msix)
{
    struct pci_region regions[PCI_REGIONS];
    uint32_t count = pci_regions(bars, msix, regions), i;

    for (i = 0; i < count; i++) {
        const struct pci_region *region = &regions[i];
        const struct pci_bar *bar = &bars[region->bar];

        if (region->size == 0 || region->offset > bar->size ||
            region->size > bar->size - region->offset || region->base != bar->base + region->offset)
            abort();
        if (msix != NULL && region->bar == msix->bar && region->offset < msix->page + msix->size &&
            msix->page < region->offset + region->size)
            abort();
    }
}

static void found(void *context, const struct pci_function *function)
{
    static const struct pci_message messages[2] = {{0xfee00000, 1}, {0xfee00000, 2}};
    struct input *input = context;
    const struct pci_access access = {read_any, write_any, context};
    struct pci_bar bars[PCI_BARS];
    struct pci_msix msix;

    pci_read_bars(&access, function->address, bars);
    if (pci_read_msix(&access, function, bars, &msix)) {
        input->table_end = (uint64_t)msix.count * 16;
        if (msix.offset + input->table_end > bars[msix.bar].size)
            abort();
        check_regions(bars, &msix);
        pci_enable_msix(&access, function, &msix, write_table, input, messages, 2);
    } else {
        check_regions(bars, NULL);
    }
    if (function->msi != 0)
        (void)pci_enable_msi(&access, function, 0xfee00000, 1);
    pci_disable_messages(&access, function);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = {.data = data, .size = size};
    const struct pci_access access = {read_any, write_any, &input};

    pci_enumerate(&access, 0, 255, found, &input);
    return 0;
}
