/*
 * devmgr, the device manager: finds the devices, matches each with a driver (etc/devices.toml), has
 * init start and supervise the drivers, and hands out what they need and the way to them.
 *
 * It remembers nothing that it cannot find again: killed, it enumerates anew, asks init to start
 * what runs already, and gets the same channels back.
 */
#ifndef DEVMGR_DEVMGR_H
#define DEVMGR_DEVMGR_H

#include "rules.h"
#include <sdk/channel.h>
#include <vibee/devmgr.h>

enum { DEVICES_MAX = 64, CLASSES = VB_DEVMGR_FOLDER + 1 };

/* Badges of its channel. A driver's is its device's id, which is 2^32 and up. */
enum { BADGE_SERVICES = 1, BADGE_LOOK = 2 };

struct device {
    struct vb_devmgr_entry entry;
    uint64_t handle; /* of a paravirtual device; else 0 */
    uint64_t driver; /* sender to its driver, 0: none */
};

struct devmgr {
    uint64_t receiver, sender, init;
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

/* ---- claim.c: VB_DEVMGR_CLAIM ---- */

void claim(struct devmgr *devmgr, struct device *device, uint32_t interrupts, uint64_t reply);

/* ---- watch.c: who is told when devices appear ---- */

/* Go on with those that init kept, and tell them. */
void watch_load(struct devmgr *devmgr);
/* Take the pulse that came; VB_OK and negative vb_status. */
int64_t watch_add(struct devmgr *devmgr, uint32_t class, struct sdk_received *received);

#endif
