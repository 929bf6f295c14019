/*
 * devmgr, the device manager: finds the devices, matches each with a driver (etc/devices.table),
 * has init start and supervise the drivers, and hands out what they need and the way to them.
 *
 * It remembers nothing that it cannot find again: killed, it enumerates anew, asks init to start
 * what runs already, and gets the same channels back.
 */
#ifndef DEVMGR_DEVMGR_H
#define DEVMGR_DEVMGR_H

#include "pci.h"
#include "rules.h"
#include <sdk/channel.h>
#include <vibee/device.h>
#include <vibee/devmgr.h>

enum { DEVICES_MAX = 64, CLASSES = VB_DEVMGR_FOLDER + 1 };

/* Badges of its channel. A driver's is its device's id, which is 2^32 and up. */
enum { BADGE_SERVICES = 1, BADGE_LOOK = 2 };

struct device {
    struct vb_devmgr_entry entry;
    uint64_t handle; /* of a paravirtual device; else 0 */
    uint64_t driver; /* sender to its driver, 0: none */
    struct pci_function function;
};

/* What a platform with hardware has beside. */
struct machine {
    uint64_t device; /* handle, 0: there is none */
    bool isolated;   /* an IOMMU holds devices to their drivers' memory */
    uint64_t ecam;   /* physical address of bus 0's configuration space */
    uint32_t first_bus, last_bus;
    uint64_t buses[256]; /* regions, made when they are needed */
    struct vb_framebuffer framebuffer;
};

struct devmgr {
    uint64_t receiver, sender, init;
    struct machine machine;
    struct rules rules;
    struct device devices[DEVICES_MAX];
    uint32_t count;
    uint64_t watchers[CLASSES]; /* pulses; VB_DEVMGR_NONE: of all classes */
};

/* The same device has the same id after a restart. */
static inline uint64_t device_id(const struct device *device)
{
    return (uint64_t)device->entry.bus << 32 | device->entry.address;
}

/* ---- devices.c: the table ---- */

/* A new entry for the enumerators to fill in; NULL: the table is full, which is logged. */
struct device *device_add(struct devmgr *devmgr);
/* Match all devices, and have init start their drivers. */
void devices_start(struct devmgr *devmgr);
/* Number index of a class (VB_DEVMGR_NONE: of all); NULL: there is none. */
struct device *device_number(struct devmgr *devmgr, uint32_t class, uint32_t index);
struct device *device_named(struct devmgr *devmgr, const char *name);
struct device *device_with_id(struct devmgr *devmgr, uint64_t id);

/* ---- paravirtual.c: what the platform offers by itself ---- */

void paravirtual_enumerate(struct devmgr *devmgr);

/* ---- machine.c, legacy.c: what a machine has that the platform leaves to drivers ---- */

/* PCI functions and legacy devices; nothing where there is no machine. */
void machine_enumerate(struct devmgr *devmgr);
void legacy_enumerate(struct devmgr *devmgr, bool keyboard_controller);
/* Configuration space by the machine's memory-mapped access (ECAM). */
struct pci_access machine_access(struct devmgr *devmgr);
/* What the early console has on the screen, in a new memory object; a negative vb_status. */
int64_t machine_messages(const struct devmgr *devmgr);

/* ---- claim.c: VB_DEVMGR_CLAIM ---- */

/* What a claim has gathered, in the order of the answer's handles at the end. */
struct claim {
    struct devmgr *devmgr;
    const struct device *device;
    uint32_t interrupts; /* most that are wanted */
    struct vb_devmgr_resources resources;
    uint64_t regions[VB_DEVMGR_REGIONS_MAX], lines[VB_DEVMGR_INTERRUPTS_MAX], dma;
    uint64_t seed; /* for a source of entropy: the machine, with VB_RIGHT_SEED and nothing else */
    uint64_t messages; /* for the framebuffer: memory with what the early console showed */
};

void claim(struct devmgr *devmgr, struct device *device, uint32_t interrupts, uint64_t reply);
/* One more object; a negative vb_status. */
int64_t claim_region(struct claim *claim, const struct pci_region *region, uint32_t caching);
int64_t claim_interrupt(struct claim *claim, uint32_t kind, uint32_t number,
                        struct vb_interrupt_info *info);
/* ---- claim_pci.c, legacy.c: what a device of that bus has ---- */
int64_t claim_pci(struct claim *claim);
int64_t claim_legacy(struct claim *claim);

/* ---- watch.c: who is told when devices appear ---- */

/* Go on with those that init kept, and tell them. */
void watch_load(struct devmgr *devmgr);
/* Take the pulse that came; VB_OK and negative vb_status. */
int64_t watch_add(struct devmgr *devmgr, uint32_t class, struct sdk_received *received);

#endif
