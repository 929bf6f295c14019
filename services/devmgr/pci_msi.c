/* Message-signalled interrupts (PCI Local Bus Specification 3.0, 6.8). */
#include "pci.h"

enum { CONTROL = 2, MSI_ENABLE = 1, MSI_MESSAGES = 0x70, MSI_64 = 0x80 };
enum { MSIX_ENABLE = 0x8000, MSIX_MASKED = 0x4000, MSIX_COUNT = 0x7ff };
enum { MSIX_TABLE = 4, MSIX_BAR = 7 };
enum { ENTRY = 16, ENTRY_LOW = 0, ENTRY_HIGH = 4, ENTRY_DATA = 8, ENTRY_CONTROL = 12 };

#define PAGE UINT64_C(4096)

static uint32_t read(const struct pci_access *access, const struct pci_function *function,
                     uint32_t offset, uint32_t width)
{
    return access->read(access->context, function->address, offset, width);
}

static void write(const struct pci_access *access, const struct pci_function *function,
                  uint32_t offset, uint32_t width, uint32_t value)
{
    access->write(access->context, function->address, offset, width, value);
}

bool pci_read_msix(const struct pci_access *access, const struct pci_function *function,
                   const struct pci_bar bars[PCI_BARS], struct pci_msix *msix)
{
    uint32_t table, count;
    uint64_t end, offset;

    if (function->msix == 0)
        return false;
    count = (read(access, function, function->msix + CONTROL, 2) & MSIX_COUNT) + 1;
    table = read(access, function, function->msix + MSIX_TABLE, 4);
    offset = table & ~(uint32_t)MSIX_BAR;
    end = offset + (uint64_t)count * ENTRY;
    *msix = (struct pci_msix){.count = count, .bar = table & MSIX_BAR, .offset = offset};
    if (msix->bar >= PCI_BARS || bars[msix->bar].ports || end > bars[msix->bar].size)
        return false;
    msix->page = offset & ~(PAGE - 1);
    end = (end + PAGE - 1) & ~(PAGE - 1);
    /* A BAR that is smaller than a page is the table's alone. */
    end = end > bars[msix->bar].size ? bars[msix->bar].size : end;
    msix->size = end - msix->page;
    return true;
}

bool pci_enable_msi(const struct pci_access *access, const struct pci_function *function,
                    uint64_t address, uint32_t data)
{
    uint32_t at = function->msi, control = read(access, function, at + CONTROL, 2);
    bool wide = (control & MSI_64) != 0;

    if (!wide && address >> 32 != 0)
        return false;
    write(access, function, at + 4, 4, (uint32_t)address);
    if (wide)
        write(access, function, at + 8, 4, (uint32_t)(address >> 32));
    write(access, function, at + (wide ? 12 : 8), 2, data & 0xffff);
    write(access, function, at + CONTROL, 2, (control & ~(uint32_t)MSI_MESSAGES) | MSI_ENABLE);
    return true;
}

void pci_enable_msix(const struct pci_access *access, const struct pci_function *function,
                     const struct pci_msix *msix, pci_table_write *table, void *context,
                     const struct pci_message *messages, uint32_t count)
{
    uint32_t control = read(access, function, function->msix + CONTROL, 2), i, entry;

    write(access, function, function->msix + CONTROL, 2, control | MSIX_ENABLE | MSIX_MASKED);
    for (i = 0; i < msix->count; i++) {
        entry = i * ENTRY;
        if (i < count) {
            table(context, entry + ENTRY_LOW, (uint32_t)messages[i].address);
            table(context, entry + ENTRY_HIGH, (uint32_t)(messages[i].address >> 32));
            table(context, entry + ENTRY_DATA, messages[i].data);
        }
        table(context, entry + ENTRY_CONTROL, i < count ? 0 : 1);
    }
    write(access, function, function->msix + CONTROL, 2,
          (control | MSIX_ENABLE) & ~(uint32_t)MSIX_MASKED);
}

void pci_disable_messages(const struct pci_access *access, const struct pci_function *function)
{
    uint32_t control;

    if (function->msi != 0) {
        control = read(access, function, function->msi + CONTROL, 2);
        write(access, function, function->msi + CONTROL, 2, control & ~(uint32_t)MSI_ENABLE);
    }
    if (function->msix != 0) {
        control = read(access, function, function->msix + CONTROL, 2);
        write(access, function, function->msix + CONTROL, 2, control & ~(uint32_t)MSIX_ENABLE);
    }
}
