/* Base address registers (PCI Local Bus Specification 3.0, 6.2.5.1). */
#include "pci.h"

enum { BAR = 0x10, BAR_PORTS = 1, BAR_TYPE = 6, BAR_64 = 4, BAR_PREFETCHABLE = 8 };

#define PAGE UINT64_C(4096)

static uint32_t read(const struct pci_access *access, uint32_t function, uint32_t index)
{
    return access->read(access->context, function, BAR + 4 * index, 4);
}

static void write(const struct pci_access *access, uint32_t function, uint32_t index,
                  uint32_t value)
{
    access->write(access->context, function, BAR + 4 * index, 4, value);
}

/* The bits that stay 0 when ones are written are the size. */
static uint32_t probe(const struct pci_access *access, uint32_t function, uint32_t index)
{
    uint32_t before = read(access, function, index), mask;

    write(access, function, index, UINT32_MAX);
    mask = read(access, function, index);
    write(access, function, index, before);
    return mask;
}

/* A size is a power of two, and the base a multiple of it. */
static void set(struct pci_bar *bar, uint64_t base, uint64_t mask)
{
    uint64_t size = mask & (~mask + 1);

    if (base == 0 || size == 0 || (base & (size - 1)) != 0 || base + (size - 1) < base)
        return;
    bar->base = base;
    bar->size = size;
}

/* Returns how many registers it takes. */
static uint32_t read_bar(const struct pci_access *access, uint32_t function, uint32_t index,
                         struct pci_bar *bar)
{
    uint32_t low = read(access, function, index), mask = probe(access, function, index);
    uint64_t base, wide;

    *bar =
        (struct pci_bar){.ports = (low & BAR_PORTS) != 0,
                         .prefetchable = (low & BAR_PORTS) == 0 && (low & BAR_PREFETCHABLE) != 0};
    if (bar->ports) {
        set(bar, low & 0xfffc, mask & 0xfffc);
        return 1;
    }
    if ((low & BAR_TYPE) != BAR_64 || index + 1 == PCI_BARS) {
        /* Ones above the mask, so that only its lowest bit counts. */
        set(bar, low & ~UINT32_C(15), mask & ~UINT32_C(15));
        return 1;
    }
    base = (uint64_t)read(access, function, index + 1) << 32 | (low & ~UINT32_C(15));
    wide = (uint64_t)probe(access, function, index + 1) << 32 | (mask & ~UINT32_C(15));
    set(bar, base, wide);
    return 2;
}

void pci_read_bars(const struct pci_access *access, uint32_t function,
                   struct pci_bar bars[PCI_BARS])
{
    uint32_t command = access->read(access->context, function, PCI_COMMAND, 2), i, taken;

    for (i = 0; i < PCI_BARS; i++)
        bars[i] = (struct pci_bar){0};
    access->write(access->context, function, PCI_COMMAND, 2,
                  command & ~(uint32_t)(PCI_COMMAND_PORTS | PCI_COMMAND_MEMORY));
    for (i = 0; i < PCI_BARS; i += taken)
        taken = read_bar(access, function, i, &bars[i]);
    access->write(access->context, function, PCI_COMMAND, 2, command);
}

static void add(struct pci_region regions[PCI_REGIONS], uint32_t *count, const struct pci_bar *bar,
                uint32_t number, uint64_t offset, uint64_t size)
{
    if (size == 0 || *count == PCI_REGIONS)
        return;
    regions[(*count)++] = (struct pci_region){.base = bar->base + offset,
                                              .size = size,
                                              .offset = offset,
                                              .bar = number,
                                              .ports = bar->ports};
}

uint32_t pci_regions(const struct pci_bar bars[PCI_BARS], const struct pci_msix *msix,
                     struct pci_region regions[PCI_REGIONS])
{
    uint32_t i, count = 0;

    for (i = 0; i < PCI_BARS; i++) {
        const struct pci_bar *bar = &bars[i];
        uint64_t end;

        if (bar->size == 0)
            continue;
        if (msix == NULL || msix->bar != i) {
            add(regions, &count, bar, i, 0, bar->size);
            continue;
        }
        end = msix->page + msix->size;
        add(regions, &count, bar, i, 0, msix->page);
        if (end < bar->size)
            add(regions, &count, bar, i, end, bar->size - end);
    }
    return count;
}
