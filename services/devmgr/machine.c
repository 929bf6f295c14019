/*
 * The machine: its ACPI tables, and the PCI functions behind the configuration space that MCFG
 * names (PCI Firmware Specification 3.3, 4.1.2; segment 0).
 */
#include "devmgr.h"
#include <base/acpi.h>
#include <sdk/hardware.h>
#include <sdk/log.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vibee/syscalls.h>

enum { BUS_SHIFT = 20, BUS_SIZE = 1 << BUS_SHIFT, TABLE_MAX = 1 << 20 };

/* ---- configuration space ---- */

/* The region of a function's bus and the offset in it; 0: it cannot be reached. */
static uint64_t reach(struct machine *machine, uint32_t function, uint32_t *offset)
{
    uint32_t bus = function >> 8;
    int64_t region;

    if (bus < machine->first_bus || bus > machine->last_bus)
        return 0;
    if (machine->buses[bus] == 0) {
        region = sdk_region_create(machine->device, VB_REGION_MEMORY, VB_REGION_UNCACHED,
                                   machine->ecam + ((uint64_t)bus << BUS_SHIFT), BUS_SIZE);
        machine->buses[bus] = region < 0 ? 0 : (uint64_t)region;
    }
    *offset += (function & 0xff) << 12;
    return machine->buses[bus];
}

static uint32_t read_configuration(void *context, uint32_t function, uint32_t offset,
                                   uint32_t width)
{
    uint64_t region = reach(context, function, &offset);

    if (region == 0)
        return UINT32_MAX;
    return width == 1   ? sdk_region_read8(region, offset)
           : width == 2 ? sdk_region_read16(region, offset)
                        : sdk_region_read32(region, offset);
}

static void write_configuration(void *context, uint32_t function, uint32_t offset, uint32_t width,
                                uint32_t value)
{
    uint64_t region = reach(context, function, &offset);

    if (region == 0)
        return;
    if (width == 1)
        (void)sdk_region_write8(region, offset, (uint8_t)value);
    else if (width == 2)
        (void)sdk_region_write16(region, offset, (uint16_t)value);
    else
        (void)sdk_region_write32(region, offset, value);
}

struct pci_access machine_access(struct devmgr *devmgr)
{
    return (struct pci_access){read_configuration, write_configuration, &devmgr->machine};
}

/* ---- tables ---- */

/* One request; the machine answers at once, the kernel passes it on when it looks next. What an
 * earlier incarnation left is passed over. */
static int64_t request(const struct machine *machine, struct vb_device_request *request,
                       void *output)
{
    enum { TRIES = 1000, PAUSE_NS = 1000000 };
    struct vb_device_completion completion;
    uint64_t start = (uint64_t)vb_clock(VB_CLOCK_MONOTONIC);
    int64_t status;

    request->tag = start;
    status = vb_device_submit(machine->device, VB_ADDRESS(request));
    for (uint64_t tries = 1; status >= 0 && tries <= TRIES; tries++) {
        status = vb_device_complete(machine->device, VB_ADDRESS(&completion), VB_ADDRESS(output),
                                    request->output_size);
        if (status >= 0 && completion.tag == request->tag)
            return completion.result;
        if (status == VB_ERR_AGAIN)
            status = vb_sleep(start + tries * PAUSE_NS);
    }
    return status < 0 ? status : VB_ERR_TIMED_OUT;
}

/* The first table of a name; the caller frees it. NULL: there is none. */
static void *read_table(const struct machine *machine, const char *signature, size_t *size)
{
    static char part[VB_DEVICE_TRANSFER_MAX / 4];
    struct vb_device_request wanted = {.operation = VB_MACHINE_TABLE,
                                       .input = VB_ADDRESS(signature),
                                       .input_size = 4,
                                       .output_size = sizeof part};
    char *table = NULL;
    int64_t whole = 1;

    for (wanted.offset = 0; wanted.offset < (uint64_t)whole; wanted.offset += sizeof part) {
        whole = request(machine, &wanted, part);
        if (whole > TABLE_MAX || whole <= 0)
            break;
        if (table == NULL)
            table = malloc((size_t)whole);
        if (table == NULL)
            return NULL;
        *size = (size_t)whole;
        memcpy(table + wanted.offset, part,
               *size - wanted.offset < sizeof part ? *size - wanted.offset : sizeof part);
    }
    return table;
}

/* ---- PCI ---- */

static void add_function(void *context, const struct pci_function *function)
{
    struct devmgr *devmgr = context;
    struct device *device;
    struct vb_devmgr_entry *entry;

    if (function->bridge || (device = device_add(devmgr)) == NULL)
        return;
    device->function = *function;
    entry = &device->entry;
    entry->bus = VB_DEVMGR_PCI;
    entry->kind = function->class;
    entry->vendor = function->vendor;
    entry->product = function->product;
    entry->address = function->address;
    snprintf(entry->name, sizeof entry->name, "pci@%02x:%02x.%x", function->address >> 8,
             function->address >> 3 & 0x1f, function->address & 7);
    snprintf(entry->description, sizeof entry->description, "%04x:%04x class %06x",
             function->vendor, function->product, function->class);
    if (function->msi == 0 && function->msix == 0 &&
        rules_find(&devmgr->rules, entry->bus, entry->kind, entry->vendor << 16 | entry->product)) {
        entry->state = VB_DEVMGR_UNSUPPORTED;
        sdk_log(VB_LOG_WARNING, "devmgr: %s: %s has neither MSI nor MSI-X", entry->name,
                entry->description);
    }
}

static void find_functions(struct devmgr *devmgr)
{
    struct machine *machine = &devmgr->machine;
    struct pci_access access = machine_access(devmgr);
    struct acpi_mcfg_entry entry;
    size_t size, cursor = 0;
    void *table = read_table(machine, "MCFG", &size);
    bool any = false;

    while (table != NULL && !any && acpi_next_mcfg(table, size, &cursor, &entry) == 1)
        any = entry.segment == 0;
    free(table);
    if (!any) {
        sdk_log(VB_LOG_WARNING, "devmgr: no PCIe configuration space (ACPI table MCFG)");
        return;
    }
    machine->ecam = entry.base;
    machine->first_bus = entry.first_bus;
    machine->last_bus = entry.last_bus;
    pci_enumerate(&access, entry.first_bus, entry.last_bus, add_function, devmgr);
}

void machine_enumerate(struct devmgr *devmgr)
{
    struct machine *machine = &devmgr->machine;
    struct vb_device_request wanted = {.operation = VB_MACHINE_FRAMEBUFFER,
                                       .output_size = sizeof machine->framebuffer};
    struct acpi_fadt fadt;
    bool keyboard = false;
    size_t size;
    void *table;

    if (machine->device == 0)
        return;
    table = read_table(machine, "FACP", &size);
    if (table != NULL && acpi_parse_fadt(table, size, &fadt) == VB_OK)
        keyboard = acpi_may_have_8042(&fadt);
    free(table);
    if (request(machine, &wanted, &machine->framebuffer) < 0)
        machine->framebuffer = (struct vb_framebuffer){0};
    legacy_enumerate(devmgr, keyboard);
    find_functions(devmgr);
}

int64_t machine_messages(const struct devmgr *devmgr)
{
    static char text[VB_MACHINE_MESSAGES_MAX];
    struct vb_device_request wanted = {.operation = VB_MACHINE_MESSAGES,
                                       .output_size = sizeof text};
    int64_t size = request(&devmgr->machine, &wanted, text), memory, status;

    if (size <= 0 || size > (int64_t)sizeof text)
        return size < 0 ? size : VB_ERR_NOT_FOUND;
    memory = vb_memory_alloc((uint64_t)size);
    if (memory < 0)
        return memory;
    status = vb_memory_write((uint64_t)memory, 0, VB_ADDRESS(text), (uint64_t)size);
    if (status >= 0)
        return memory;
    (void)vb_handle_close((uint64_t)memory);
    return status;
}
