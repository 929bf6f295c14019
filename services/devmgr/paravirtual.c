/* The devices that the platform offers by itself: init hands all of them to devmgr. */
#include "devmgr.h"
#include <sdk/start.h>
#include <stdio.h>
#include <string.h>
#include <vibee/syscalls.h>

static const char prefix[] = "device.";

static void add(struct devmgr *devmgr, uint64_t handle, uint32_t number,
                const struct vb_device_info *info)
{
    struct device *device = device_add(devmgr);
    struct vb_devmgr_entry *entry;

    if (device == NULL)
        return;
    entry = &device->entry;
    device->handle = handle;
    entry->bus = VB_DEVMGR_PARAVIRTUAL;
    entry->kind = info->kind;
    entry->address = number;
    snprintf(entry->name, sizeof entry->name, "device.%u", number);
    snprintf(entry->description, sizeof entry->description, "%s", info->name);
    /* The session and vfs have the handles of folders. */
    if (info->kind == VB_DEVICE_FOLDER) {
        entry->class = VB_DEVMGR_FOLDER;
        entry->state = VB_DEVMGR_HANDED_ON;
    }
}

void paravirtual_enumerate(struct devmgr *devmgr)
{
    const struct vb_start_handle *given;
    struct vb_device_info info;
    uint32_t number = 0;

    for (uint32_t i = 0; (given = sdk_start_entry(i)) != NULL; i++) {
        if (given->kind != VB_START_NAMED || given->handle == 0 ||
            strncmp(sdk_start_string(given->name), prefix, sizeof prefix - 1) != 0)
            continue;
        if (vb_device_info(given->handle, VB_ADDRESS(&info)) != VB_OK)
            continue;
        info.name[sizeof info.name - 1] = 0;
        if (info.kind == VB_DEVICE_MACHINE) {
            devmgr->machine.device = given->handle;
            devmgr->machine.isolated = (info.flags & VB_MACHINE_DMA_ISOLATED) != 0;
        } else {
            add(devmgr, given->handle, number++, &info);
        }
    }
}
