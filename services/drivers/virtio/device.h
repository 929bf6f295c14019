/*
 * A virtio device of version 1 on PCI (virtio 1.2, 4.1): where its structures are, and how it is
 * started. Devices with the legacy interface only are refused.
 *
 *   status = virtio_open(&device, &claimed);
 *   status = virtio_negotiate(&device, wanted, &features);
 *   status = virtio_queue(&device, 0, &queue, &memory, offset, size);   for each queue
 *   virtio_start(&device);
 *   virtqueue_add(...); virtio_notify(&device, 0);
 */
#ifndef VIRTIO_DEVICE_H
#define VIRTIO_DEVICE_H

#include "queue.h"
#include <vibee/devmgr.h>

enum { VIRTIO_QUEUES_MAX = 4 };

/* Bits of features (6, 5.x.3). */
#define VIRTIO_VERSION_1       (UINT64_C(1) << 32)
#define VIRTIO_ACCESS_PLATFORM (UINT64_C(1) << 33)

/* A structure in a region of the claimed device. */
struct virtio_place {
    uint32_t region; /* index */
    uint32_t size;
    uint64_t offset;
};

struct virtio_device {
    uint64_t regions[VB_DEVMGR_REGIONS_MAX];
    struct virtio_place common, notify, configuration; /* configuration.size 0: none */
    uint32_t notify_multiplier;
    uint64_t notify_at[VIRTIO_QUEUES_MAX]; /* offsets in notify's region */
};

/* Find the capabilities (4.1.4) in the configuration space and their place in the regions. Pure.
 * VB_ERR_NOT_SUPPORTED: a structure is missing, or lies in no region. */
int virtio_find(const struct vb_devmgr_resources *resources, struct virtio_device *device);
/* Reset the device and say that there is a driver. `regions` are the claimed handles. VB_ERR_IO: it
 * does not come out of its reset. */
int virtio_open(struct virtio_device *device, const struct vb_devmgr_resources *resources,
                const uint64_t *regions);
/* Accept what is offered of `wanted`, and always version 1. */
int virtio_negotiate(struct virtio_device *device, uint64_t wanted, uint64_t *features);
/* Set queue `index` up with at most `size` (a power of two) descriptors; its interrupt is entry 0.
 * Memory at `offset` has room for virtqueue_bytes(size) and is zeroed. */
int virtio_queue(struct virtio_device *device, uint16_t index, struct virtqueue *queue,
                 const struct sdk_dma *memory, uint64_t offset, uint16_t size);
/* Everything is set up: the device may work. */
int virtio_start(struct virtio_device *device);
void virtio_notify(const struct virtio_device *device, uint16_t index);
/* The device-specific configuration; 0 where it has no such field. */
uint32_t virtio_read32(const struct virtio_device *device, uint32_t offset);
uint64_t virtio_read64(const struct virtio_device *device, uint32_t offset);

#endif
