/* Devices at fixed places: the 16550 at COM1, the i8042, the firmware's framebuffer. */
#include "devmgr.h"
#include <sdk/hardware.h>
#include <stdio.h>
#include <vibee/syscalls.h>

enum { COM1 = 0x3f8, COM1_SIZE = 8, COM1_LINE = 4, SCRATCH = 7 };
enum { I8042_DATA = 0x60, I8042_COMMAND = 0x64, KEYBOARD_LINE = 1, AUXILIARY_LINE = 12 };

static void add(struct devmgr *devmgr, uint32_t kind, const char *name, const char *description)
{
    struct device *device = device_add(devmgr);

    if (device == NULL)
        return;
    device->entry.bus = VB_DEVMGR_LEGACY;
    device->entry.kind = kind;
    device->entry.address = kind;
    snprintf(device->entry.name, sizeof device->entry.name, "%s", name);
    snprintf(device->entry.description, sizeof device->entry.description, "%s", description);
}

/* A 16550 has a byte that keeps what is written; refused: the platform uses the port itself. */
static bool has_serial(const struct machine *machine)
{
    int64_t ports =
        sdk_region_create(machine->device, VB_REGION_PORTS, VB_REGION_UNCACHED, COM1, COM1_SIZE);
    bool there = false;

    if (ports < 0)
        return false;
    if (sdk_region_write8((uint64_t)ports, SCRATCH, 0x5a) >= 0 &&
        sdk_region_read8((uint64_t)ports, SCRATCH) == 0x5a)
        there = sdk_region_write8((uint64_t)ports, SCRATCH, 0xa5) >= 0 &&
                sdk_region_read8((uint64_t)ports, SCRATCH) == 0xa5;
    (void)vb_handle_close((uint64_t)ports);
    return there;
}

void legacy_enumerate(struct devmgr *devmgr, bool keyboard_controller)
{
    const struct vb_framebuffer *screen = &devmgr->machine.framebuffer;
    char text[64];

    if (has_serial(&devmgr->machine))
        add(devmgr, VB_DEVMGR_SERIAL, "serial", "16550 at port 0x3f8");
    if (screen->size > 0) {
        snprintf(text, sizeof text, "%u x %u pixels", screen->width, screen->height);
        add(devmgr, VB_DEVMGR_FRAMEBUFFER, "framebuffer", text);
    }
    if (keyboard_controller)
        add(devmgr, VB_DEVMGR_PS2, "ps2", "i8042 at port 0x60");
}

static int64_t add_ports(struct claim *claim, uint64_t base, uint64_t size)
{
    return claim_region(
        claim,
        &(struct pci_region){
            .base = base, .size = size, .bar = claim->resources.region_count, .ports = true},
        VB_REGION_UNCACHED);
}

/* The lines of a device, as many as are wanted. */
static int64_t add_lines(struct claim *claim, uint32_t first, uint32_t second)
{
    struct vb_interrupt_info info;
    int64_t status = VB_OK;

    if (claim->interrupts > 0)
        status = claim_interrupt(claim, VB_INTERRUPT_ISA, first, &info);
    if (status >= 0 && claim->interrupts > 1 && second != 0)
        status = claim_interrupt(claim, VB_INTERRUPT_ISA, second, &info);
    return status;
}

/* Asked for when the early console writes to the screen no more; the driver can do without. */
static void add_messages(struct claim *claim)
{
    int64_t memory = machine_messages(claim->devmgr);

    if (memory < 0)
        return;
    claim->messages = (uint64_t)memory;
    claim->resources.memory_count = 1;
}

static int64_t add_screen(struct claim *claim)
{
    const struct vb_framebuffer *screen = &claim->devmgr->machine.framebuffer;
    int64_t status;

    claim->resources.width = screen->width;
    claim->resources.height = screen->height;
    claim->resources.pitch = screen->pitch;
    claim->resources.format = screen->format;
    status =
        claim_region(claim, &(struct pci_region){.base = screen->address, .size = screen->size},
                     VB_REGION_WRITE_COMBINING);
    if (status >= 0)
        add_messages(claim);
    return status;
}

int64_t claim_legacy(struct claim *claim)
{
    int64_t status;

    switch (claim->device->entry.kind) {
    case VB_DEVMGR_SERIAL:
        status = add_ports(claim, COM1, COM1_SIZE);
        return status < 0 ? status : add_lines(claim, COM1_LINE, 0);
    case VB_DEVMGR_PS2:
        status = add_ports(claim, I8042_DATA, 1);
        if (status >= 0)
            status = add_ports(claim, I8042_COMMAND, 1);
        return status < 0 ? status : add_lines(claim, KEYBOARD_LINE, AUXILIARY_LINE);
    case VB_DEVMGR_FRAMEBUFFER:
        return add_screen(claim);
    default:
        return VB_ERR_NOT_SUPPORTED;
    }
}
