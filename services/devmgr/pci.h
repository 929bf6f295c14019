/*
 * PCI functions (PCI Local Bus Specification 3.0, PCI Express Base Specification): finding them,
 * their base address registers (BARs), and their message-signalled interrupts (MSI, MSI-X).
 *
 * Pure: configuration space is reached through struct pci_access, so that all of this runs against
 * a made-up one, too. What a function says is not trusted: every list has an end, every sum is
 * checked.
 */
#ifndef DEVMGR_PCI_H
#define DEVMGR_PCI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PCI_BARS = 6, PCI_CONFIGURATION = 256, PCI_REGIONS = 8 };

/* A function's configuration space: `function` is bus << 8 | device << 3 | number, offset a
 * multiple of width, which is 1, 2 or 4. Reads of what is not there are all ones. */
struct pci_access {
    uint32_t (*read)(void *context, uint32_t function, uint32_t offset, uint32_t width);
    void (*write)(void *context, uint32_t function, uint32_t offset, uint32_t width,
                  uint32_t value);
    void *context;
};

enum { PCI_COMMAND = 4, PCI_COMMAND_PORTS = 1, PCI_COMMAND_MEMORY = 2, PCI_COMMAND_MASTER = 4 };

struct pci_function {
    uint32_t address; /* bus << 8 | device << 3 | number */
    uint32_t vendor, product, class, subsystem_vendor, subsystem;
    uint32_t msi, msix; /* offset of the capability, 0: none */
    bool bridge;        /* to another bus: not for drivers */
};

/* ---- pci_find.c ---- */

/* Call `found` for each function on the buses first to last that bridges lead to from `first`. */
typedef void pci_found(void *context, const struct pci_function *function);
void pci_enumerate(const struct pci_access *access, uint32_t first, uint32_t last, pci_found *found,
                   void *context);

/* ---- pci_bars.c ---- */

struct pci_bar {
    uint64_t base, size; /* size 0: there is none, or the firmware gave it no place */
    bool ports, prefetchable;
};

/* Size them; decoding is off meanwhile, and as it was afterwards. */
void pci_read_bars(const struct pci_access *access, uint32_t function,
                   struct pci_bar bars[PCI_BARS]);

/* Part of a BAR that a driver may have. */
struct pci_region {
    uint64_t base, size, offset; /* offset: of the part in its BAR */
    uint32_t bar;
    bool ports;
};

/* ---- pci_msi.c ---- */

struct pci_msix {
    uint32_t count;      /* entries of the table */
    uint32_t bar;        /* in which it lies */
    uint64_t offset;     /* in the BAR */
    uint64_t page, size; /* of the BAR: the pages that hold it, which no driver gets */
};

/* False: there is none that lies inside its BAR. */
bool pci_read_msix(const struct pci_access *access, const struct pci_function *function,
                   const struct pci_bar bars[PCI_BARS], struct pci_msix *msix);

/* What a driver may have: the BARs without the pages of the MSI-X table. Returns the count. */
uint32_t pci_regions(const struct pci_bar bars[PCI_BARS], const struct pci_msix *msix,
                     struct pci_region regions[PCI_REGIONS]);

/* The one message of MSI. A 32-bit capability takes no address above 4 GiB: false. */
bool pci_enable_msi(const struct pci_access *access, const struct pci_function *function,
                    uint64_t address, uint32_t data);
/* The MSI-X table, through a window on its first byte. */
typedef void pci_table_write(void *context, uint32_t offset, uint32_t value);
struct pci_message {
    uint64_t address;
    uint32_t data;
};
void pci_enable_msix(const struct pci_access *access, const struct pci_function *function,
                     const struct pci_msix *msix, pci_table_write *write, void *context,
                     const struct pci_message *messages, uint32_t count);
/* Neither: what an earlier driver had is off. */
void pci_disable_messages(const struct pci_access *access, const struct pci_function *function);

#endif
