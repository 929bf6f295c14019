/* Which functions there are. */
#include "pci.h"

enum {
    VENDOR = 0x00,
    STATUS = 0x06,
    CLASS = 0x08,
    HEADER = 0x0e,
    SECONDARY_BUS = 0x19,
    SUBSYSTEM = 0x2c,
    CAPABILITIES = 0x34,
};
enum { STATUS_CAPABILITIES = 0x10, HEADER_MANY = 0x80, HEADER_TYPE = 0x7f };
enum { TYPE_DEVICE = 0, TYPE_BRIDGE = 1 };
enum { CAPABILITY_MSI = 0x05, CAPABILITY_MSIX = 0x11, CAPABILITIES_MAX = 48 };

struct walk {
    const struct pci_access *access;
    uint32_t last;
    pci_found *found;
    void *context;
    uint32_t seen[256 / 32]; /* buses: bridges that lead in a circle end here */
};

static uint32_t read(const struct pci_access *access, uint32_t function, uint32_t offset,
                     uint32_t width)
{
    return access->read(access->context, function, offset, width);
}

/* The capabilities are a list by offsets into the first 256 bytes; it may be damaged. */
static void find_messages(const struct pci_access *access, struct pci_function *function)
{
    uint32_t at, id, left = CAPABILITIES_MAX;

    if ((read(access, function->address, STATUS, 2) & STATUS_CAPABILITIES) == 0)
        return;
    at = read(access, function->address, CAPABILITIES, 1) & 0xfc;
    while (at >= 0x40 && left-- > 0) {
        id = read(access, function->address, at, 1);
        /* Each takes at most 24 bytes; one that would run out of the space is none. */
        if (id == CAPABILITY_MSI && function->msi == 0 && at <= PCI_CONFIGURATION - 24)
            function->msi = at;
        if (id == CAPABILITY_MSIX && function->msix == 0 && at <= PCI_CONFIGURATION - 12)
            function->msix = at;
        at = read(access, function->address, at + 1, 1) & 0xfc;
    }
}

static void walk_bus(struct walk *walk, uint32_t bus);

/* True when there is one. */
static bool visit(struct walk *walk, uint32_t address)
{
    const struct pci_access *access = walk->access;
    struct pci_function function = {.address = address};
    uint32_t ids = read(access, address, VENDOR, 4), type, word;

    if ((ids & 0xffff) == 0xffff)
        return false;
    type = read(access, address, HEADER, 1) & HEADER_TYPE;
    function.vendor = ids & 0xffff;
    function.product = ids >> 16;
    function.class = read(access, address, CLASS, 4) >> 8;
    function.bridge = type != TYPE_DEVICE;
    if (!function.bridge) {
        word = read(access, address, SUBSYSTEM, 4);
        function.subsystem_vendor = word & 0xffff;
        function.subsystem = word >> 16;
        find_messages(access, &function);
    }
    walk->found(walk->context, &function);
    if (type == TYPE_BRIDGE)
        walk_bus(walk, read(access, address, SECONDARY_BUS, 1) & 0xff);
    return true;
}

/* Recursion ends: each bus is walked once. */
static void walk_bus(struct walk *walk, uint32_t bus)
{
    uint32_t device, number, first;

    if (bus > walk->last || walk->seen[bus / 32] >> bus % 32 & 1)
        return;
    walk->seen[bus / 32] |= UINT32_C(1) << bus % 32;
    for (device = 0; device < 32; device++) {
        first = bus << 8 | device << 3;
        if (!visit(walk, first) || (read(walk->access, first, HEADER, 1) & HEADER_MANY) == 0)
            continue;
        for (number = 1; number < 8; number++)
            (void)visit(walk, first | number);
    }
}

void pci_enumerate(const struct pci_access *access, uint32_t first, uint32_t last, pci_found *found,
                   void *context)
{
    struct walk walk = {
        .access = access, .last = last < 255 ? last : 255, .found = found, .context = context};

    walk_bus(&walk, first);
}
