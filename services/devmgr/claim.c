/* A driver takes its device. */
#include "devmgr.h"
#include <string.h>
#include <vibee/syscalls.h>

void claim(struct devmgr *devmgr, struct device *device, uint32_t interrupts, uint64_t reply)
{
    struct vb_devmgr_resources resources = {.bus = device->entry.bus,
                                            .kind = device->entry.kind,
                                            .vendor = device->entry.vendor,
                                            .product = device->entry.product,
                                            .address = device->entry.address};
    int64_t copy = VB_ERR_NOT_SUPPORTED;
    uint64_t handle;

    (void)devmgr;
    memcpy(resources.name, device->entry.name, sizeof resources.name);
    if (interrupts > VB_DEVMGR_INTERRUPTS_MAX)
        copy = VB_ERR_INVALID;
    else if (device->handle != 0)
        copy = vb_handle_duplicate(device->handle, 0);
    if (copy < 0) {
        sdk_reply(reply, copy);
        return;
    }
    handle = (uint64_t)copy;
    resources.device_count = 1;
    (void)sdk_reply_handles(reply, VB_OK, &resources, sizeof resources, &handle, 1);
}
