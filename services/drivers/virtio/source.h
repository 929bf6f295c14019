/*
 * A virtio entropy device (virtio 1.2, 5.4) as its driver has it: one queue, one interrupt, one
 * request at a time.
 */
#ifndef VIRTIO_SOURCE_H
#define VIRTIO_SOURCE_H

#include "device.h"
#include <sdk/driver.h>

#define SOURCE_INTERRUPT (UINT64_C(1) << 40) /* code of its pulse */

struct source {
    struct sdk_claimed claimed;
    struct virtio_device device;
    struct virtqueue queue;
    struct sdk_dma memory; /* the queue; what the device wrote is from `bytes` on */
    uint64_t bytes;
};

/* Claim the device and start it; requests will be of `size` bytes at most. A negative vb_status. */
int64_t source_open(struct source *source, const struct sdk_driver *driver, uint32_t size);
/* Ask for bytes; the interrupt comes when there are some. False: there is a request already. */
bool source_ask(struct source *source, uint32_t size);
/* 1: the request is done, and *written bytes have come; 0: not yet; VB_ERR_PROTOCOL. */
int source_take(struct source *source, uint32_t *written);

#endif
