/* Starting a device: virtio 1.2, 3.1.1 and 4.1.4.3. See device.h. */
#include "device.h"

enum { /* the common configuration structure */
       FEATURE_SELECT = 0,
       FEATURES = 4,
       DRIVER_FEATURE_SELECT = 8,
       DRIVER_FEATURES = 12,
       CONFIGURATION_VECTOR = 16,
       QUEUE_COUNT = 18,
       STATUS = 20,
       GENERATION = 21,
       QUEUE_SELECT = 22,
       QUEUE_SIZE = 24,
       QUEUE_VECTOR = 26,
       QUEUE_ENABLE = 28,
       QUEUE_NOTIFY = 30,
       QUEUE_DESCRIPTORS = 32,
       QUEUE_DRIVER = 40,
       QUEUE_DEVICE = 48,
};

enum { ACKNOWLEDGE = 1, DRIVER = 2, DRIVER_OK = 4, FEATURES_OK = 8, NEEDS_RESET = 64 };
enum { NO_VECTOR = 0xffff, RESET_TRIES = 100000 };

static uint64_t common_region(const struct virtio_device *device)
{
    return device->regions[device->common.region];
}

static void write_common(const struct virtio_device *device, uint32_t at, uint32_t width,
                         uint64_t value)
{
    uint64_t region = common_region(device), offset = device->common.offset + at;

    if (width == 1) {
        (void)sdk_region_write8(region, offset, (uint8_t)value);
    } else if (width == 2) {
        (void)sdk_region_write16(region, offset, (uint16_t)value);
    } else {
        (void)sdk_region_write32(region, offset, (uint32_t)value);
        if (width == 8) /* 4.1.3.1: 64-bit fields are accessed as two halves */
            (void)sdk_region_write32(region, offset + 4, (uint32_t)(value >> 32));
    }
}

static uint16_t read_common16(const struct virtio_device *device, uint32_t at)
{
    return sdk_region_read16(common_region(device), device->common.offset + at);
}

static uint8_t read_status(const struct virtio_device *device)
{
    return sdk_region_read8(common_region(device), device->common.offset + STATUS);
}

static void add_status(const struct virtio_device *device, uint8_t bit)
{
    write_common(device, STATUS, 1, read_status(device) | bit);
}

int virtio_open(struct virtio_device *device, const struct vb_devmgr_resources *resources,
                const uint64_t *regions)
{
    int status = virtio_find(resources, device), tries = 0;

    if (status < 0)
        return status;
    for (int i = 0; i < VB_DEVMGR_REGIONS_MAX; i++)
        device->regions[i] = regions[i];
    /* What was written into memory before is over once the status reads 0. */
    write_common(device, STATUS, 1, 0);
    while (read_status(device) != 0)
        if (++tries == RESET_TRIES)
            return VB_ERR_IO;
    add_status(device, ACKNOWLEDGE);
    add_status(device, DRIVER);
    write_common(device, CONFIGURATION_VECTOR, 2, NO_VECTOR);
    return VB_OK;
}

int virtio_negotiate(struct virtio_device *device, uint64_t wanted, uint64_t *features)
{
    uint64_t offered = 0, accepted;

    for (uint32_t half = 0; half < 2; half++) {
        write_common(device, FEATURE_SELECT, 4, half);
        offered |=
            (uint64_t)sdk_region_read32(common_region(device), device->common.offset + FEATURES)
            << (32 * half);
    }
    if ((offered & VIRTIO_VERSION_1) == 0)
        return VB_ERR_NOT_SUPPORTED;
    accepted = offered & (wanted | VIRTIO_VERSION_1 | VIRTIO_ACCESS_PLATFORM);
    for (uint32_t half = 0; half < 2; half++) {
        write_common(device, DRIVER_FEATURE_SELECT, 4, half);
        write_common(device, DRIVER_FEATURES, 4, accepted >> (32 * half) & UINT32_MAX);
    }
    add_status(device, FEATURES_OK);
    if ((read_status(device) & FEATURES_OK) == 0)
        return VB_ERR_NOT_SUPPORTED;
    *features = accepted;
    return VB_OK;
}

/* Where writing notifies the device of this queue. */
static int place_notification(struct virtio_device *device, uint16_t index)
{
    uint64_t at = (uint64_t)read_common16(device, QUEUE_NOTIFY) * device->notify_multiplier;

    if (at + 2 > device->notify.size || at % 2 != 0)
        return VB_ERR_IO;
    device->notify_at[index] = device->notify.offset + at;
    return VB_OK;
}

int virtio_queue(struct virtio_device *device, uint16_t index, struct virtqueue *queue,
                 const struct sdk_dma *memory, uint64_t offset, uint16_t size)
{
    uint16_t largest;

    if (index >= VIRTIO_QUEUES_MAX || index >= read_common16(device, QUEUE_COUNT))
        return VB_ERR_NOT_SUPPORTED;
    write_common(device, QUEUE_SELECT, 2, index);
    largest = read_common16(device, QUEUE_SIZE);
    if (largest == 0 || (largest & (largest - 1)) != 0)
        return VB_ERR_IO;
    size = largest < size ? largest : size;
    if (size > VIRTQUEUE_MAX || place_notification(device, index) < 0)
        return VB_ERR_IO;
    virtqueue_open(queue, memory, offset, size);
    write_common(device, QUEUE_SIZE, 2, size);
    write_common(device, QUEUE_VECTOR, 2, 0);
    if (read_common16(device, QUEUE_VECTOR) != 0)
        return VB_ERR_IO;
    write_common(device, QUEUE_DESCRIPTORS, 8, memory->address + queue->descriptors);
    write_common(device, QUEUE_DRIVER, 8, memory->address + queue->available);
    write_common(device, QUEUE_DEVICE, 8, memory->address + queue->used);
    write_common(device, QUEUE_ENABLE, 2, 1);
    return VB_OK;
}

int virtio_start(struct virtio_device *device)
{
    add_status(device, DRIVER_OK);
    return (read_status(device) & (DRIVER_OK | NEEDS_RESET)) == DRIVER_OK ? VB_OK : VB_ERR_IO;
}

void virtio_notify(const struct virtio_device *device, uint16_t index)
{
    (void)sdk_region_write16(device->regions[device->notify.region], device->notify_at[index],
                             index);
}

uint32_t virtio_read32(const struct virtio_device *device, uint32_t offset)
{
    const struct virtio_place *place = &device->configuration;

    if (place->size < 4 || offset > place->size - 4)
        return 0;
    return sdk_region_read32(device->regions[place->region], place->offset + offset);
}

/* 2.5.1: both halves belong together when the generation has not changed. */
uint64_t virtio_read64(const struct virtio_device *device, uint32_t offset)
{
    uint64_t region = common_region(device), at = device->common.offset + GENERATION, value = 0;

    for (int tries = 0; tries < 16; tries++) {
        uint8_t before = sdk_region_read8(region, at);
        value = virtio_read32(device, offset);
        value |= (uint64_t)virtio_read32(device, offset + 4) << 32;
        if (sdk_region_read8(region, at) == before)
            break;
    }
    return value;
}
