/* Generated from spec/devmgr.vibee by tools/generator/generate.py. Do not edit. */
#ifndef VIBEE_DEVMGR_H
#define VIBEE_DEVMGR_H

/* The device manager, scheme "devices": which devices there are, and the way to their drivers. Requests are calls with a vb_file_request and, after it, the text. It knows a caller by the badge: a driver by the start handle "devmgr" that was made for its device, services by the scheme, and who may only look. */

#include <stdint.h>

/* Message ids of requests. */
enum vb_devmgr_operation {
    VB_DEVMGR_CLAIM = 1, /* argument: most interrupts wanted. Data: vb_devmgr_resources; handles: regions, interrupts, DMA, device, memory */
    VB_DEVMGR_LIST = 2, /* flags: vb_devmgr_class, 0 for all; argument: index. Data: vb_devmgr_entry */
    VB_DEVMGR_OPEN = 3, /* flags: vb_devmgr_class; argument: index; or text: name. Handle 0: sender to its driver */
    VB_DEVMGR_WATCH = 4, /* flags: vb_devmgr_class, 0 for all; handle 0: a pulse. It fires bit 0 when a device of the class appears */
};

/* What a device is to its clients; the class's protocol is in spec/driver.vibee. */
enum vb_devmgr_class {
    VB_DEVMGR_NONE = 0, /* no class, or all */
    VB_DEVMGR_TERMINAL = 1,
    VB_DEVMGR_KEYBOARD = 2,
    VB_DEVMGR_SCREEN = 3,
    VB_DEVMGR_BLOCK = 4,
    VB_DEVMGR_ENTROPY = 5,
    VB_DEVMGR_FOLDER = 6, /* a folder of the host: vfs serves it, no driver */
};

/* Where a device was found. */
enum vb_devmgr_bus {
    VB_DEVMGR_PARAVIRTUAL = 1, /* offered by the platform; kind: vb_device_kind */
    VB_DEVMGR_PCI = 2, /* a PCI function; kind: its class code, 24 bits */
    VB_DEVMGR_LEGACY = 3, /* at a fixed place; kind: vb_devmgr_legacy */
};

enum vb_devmgr_legacy {
    VB_DEVMGR_SERIAL = 1, /* a 16550 at port 0x3f8, ISA line 4: region 0 its 8 ports, interrupt 0 */
    VB_DEVMGR_PS2 = 2, /* an i8042: region 0 port 0x60, region 1 port 0x64, interrupt 0 the keyboard's line 1, interrupt 1 the second port's line 12 */
    VB_DEVMGR_FRAMEBUFFER = 3, /* the firmware's framebuffer: region 0; width, height, pitch, format */
};

enum vb_devmgr_state {
    VB_DEVMGR_STARTED = 1, /* its driver was started; init supervises it under the name */
    VB_DEVMGR_NO_DRIVER = 2, /* nothing in etc/devices.toml matches */
    VB_DEVMGR_FAILED = 3, /* its driver could not be started */
    VB_DEVMGR_UNSUPPORTED = 4, /* a PCI function without MSI and MSI-X, or without room for its registers */
    VB_DEVMGR_HANDED_ON = 5, /* a service has it: folders */
};

/* A device as LIST describes it. */
struct vb_devmgr_entry {
    uint32_t bus; /* vb_devmgr_bus */
    uint32_t kind; /* by bus */
    uint32_t class; /* vb_devmgr_class */
    uint32_t state; /* vb_devmgr_state */
    uint32_t vendor; /* PCI vendor */
    uint32_t product; /* PCI device id */
    uint32_t address; /* PCI: bus << 8 | device << 3 | function; else a number */
    uint32_t reserved;
    char name[32]; /* of the device and of its driver's instance, like virtio-blk@00:03.0 */
    char driver[96]; /* path of the driver's program */
    char description[64]; /* for people */
};
_Static_assert(sizeof(struct vb_devmgr_entry) == 224, "vb_devmgr_entry");

#define VB_DEVMGR_REGIONS_MAX 8 /* regions of a device */
#define VB_DEVMGR_INTERRUPTS_MAX 6 /* interrupts of a device */
#define VB_DEVMGR_RULES_MAX 48 /* drivers that etc/devices.toml names */
#define VB_DEVMGR_RULES_MAGIC 0x52444256u /* VBDR, how a vb_devmgr_table begins */

/* How etc/devices.table begins, which tools/image/devices.py makes from etc/devices.toml; the rules follow. */
struct vb_devmgr_table {
    uint32_t magic; /* VB_DEVMGR_RULES_MAGIC */
    uint32_t rule_size; /* bytes of a vb_devmgr_rule */
    uint32_t count;
    uint32_t reserved;
};
_Static_assert(sizeof(struct vb_devmgr_table) == 16, "vb_devmgr_table");

/* Which driver serves a device; the first rule that matches decides. */
struct vb_devmgr_rule {
    uint32_t bus; /* vb_devmgr_bus */
    uint32_t kind; /* by bus; of PCI: the class code or its first bytes */
    uint32_t mask; /* of PCI: which bits of the class code count; 0: the ids do */
    uint32_t ids; /* of PCI: vendor << 16 | device */
    uint32_t class; /* vb_devmgr_class */
    char driver[96]; /* path of the driver's program, NUL-terminated */
};
_Static_assert(sizeof(struct vb_devmgr_rule) == 116, "vb_devmgr_rule");

/* What a claimed device has. Interrupt number i of a PCI function with MSI-X is entry i of its table. The page with that table is in no region: a BAR that has it comes as up to two regions. */
struct vb_devmgr_resources {
    uint32_t bus; /* vb_devmgr_bus */
    uint32_t kind; /* by bus */
    uint32_t vendor; /* PCI vendor */
    uint32_t product; /* PCI device id */
    uint32_t subsystem_vendor;
    uint32_t subsystem;
    uint32_t address; /* PCI: bus << 8 | device << 3 | function */
    uint32_t region_count;
    uint32_t interrupt_count;
    uint32_t dma_count;
    uint32_t device_count;
    uint32_t width; /* of a framebuffer: pixels */
    uint32_t height; /* of a framebuffer: pixels */
    uint32_t pitch; /* of a framebuffer: bytes from one row to the next */
    uint32_t format; /* of a framebuffer: vb_pixel_format */
    uint32_t memory_count;
    uint64_t region_size[8]; /* bytes */
    uint64_t region_offset[8]; /* where in its BAR the region begins */
    uint32_t region_kind[8]; /* vb_region_kind */
    uint32_t region_bar[8]; /* number of its BAR */
    uint8_t configuration[256]; /* PCI: the first 256 bytes of the configuration space after the claim, to find capabilities in */
    char name[32]; /* of the device and of this instance */
};
_Static_assert(sizeof(struct vb_devmgr_resources) == 544, "vb_devmgr_resources");

#endif
