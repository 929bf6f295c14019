/* The vendor capabilities of a virtio device (virtio 1.2, 4.1.4): pure, from bytes that the device
 * chose. */
#include "device.h"

enum { CAPABILITIES = 0x34, STATUS = 6, HAS_CAPABILITIES = 0x10, FIRST = 0x40 };
enum { VENDOR = 9, COMMON = 1, NOTIFY = 2, DEVICE = 4 };
enum { CAPABILITY_SIZE = 16, NOTIFY_SIZE = 20, CAPABILITIES_MAX = 48 };
enum { COMMON_SIZE = 56 };

static uint32_t u32(const uint8_t *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/* The region that holds [offset, offset + size) of a BAR. */
static bool find_place(const struct vb_devmgr_resources *resources, uint8_t bar, uint32_t offset,
                       uint32_t size, struct virtio_place *place)
{
    for (uint32_t i = 0; i < resources->region_count && i < VB_DEVMGR_REGIONS_MAX; i++) {
        uint64_t begin = resources->region_offset[i];
        if (resources->region_bar[i] != bar || resources->region_kind[i] != VB_REGION_MEMORY ||
            offset < begin || offset - begin > resources->region_size[i] ||
            size > resources->region_size[i] - (offset - begin))
            continue;
        *place = (struct virtio_place){i, size, offset - begin};
        return true;
    }
    return false;
}

/* One capability; the first of a kind that can be used is the one (4.1.4.1). */
static void look_at(const struct vb_devmgr_resources *resources, const uint8_t *capability,
                    uint8_t length, struct virtio_device *device)
{
    uint8_t kind = capability[3];
    struct virtio_place place, *to = kind == COMMON   ? &device->common
                                     : kind == NOTIFY ? &device->notify
                                     : kind == DEVICE ? &device->configuration
                                                      : NULL;

    if (to == NULL || to->size != 0 || length < (kind == NOTIFY ? NOTIFY_SIZE : CAPABILITY_SIZE) ||
        !find_place(resources, capability[4], u32(capability + 8), u32(capability + 12), &place))
        return;
    if ((kind == COMMON && place.size < COMMON_SIZE) || place.size < 2 || place.offset % 4 != 0)
        return;
    if (kind == NOTIFY)
        device->notify_multiplier = u32(capability + CAPABILITY_SIZE);
    *to = place;
}

int virtio_find(const struct vb_devmgr_resources *resources, struct virtio_device *device)
{
    const uint8_t *space = resources->configuration;
    uint8_t at = space[CAPABILITIES] & 0xfc;

    *device = (struct virtio_device){0};
    if ((space[STATUS] & HAS_CAPABILITIES) == 0)
        return VB_ERR_NOT_SUPPORTED;
    for (int i = 0; i < CAPABILITIES_MAX && at >= FIRST; i++) {
        if (space[at] == VENDOR && at + space[at + 2] <= 256 && space[at + 2] >= CAPABILITY_SIZE)
            look_at(resources, space + at, space[at + 2], device);
        at = space[at + 1] & 0xfc;
    }
    return device->common.size != 0 && device->notify.size != 0 ? VB_OK : VB_ERR_NOT_SUPPORTED;
}
