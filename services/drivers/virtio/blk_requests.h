/*
 * Requests of a virtio block device (virtio 1.2, 5.2.6): one for each slot, its header and status
 * byte in memory of its own, its data in the slot.
 */
#ifndef VIRTIO_BLK_REQUESTS_H
#define VIRTIO_BLK_REQUESTS_H

#include "../block/requests.h"
#include "queue.h"

enum { BLK_QUEUE_SIZE = VIRTQUEUE_MAX, BLK_HEADER_ROOM = 32 };

struct blk {
    struct virtqueue queue;
    struct sdk_dma control; /* the queue, then BLK_HEADER_ROOM bytes for each slot */
    const struct sdk_dma *data;
    uint64_t slot_bytes; /* of data */
    uint64_t headers;    /* offset in control */
    uint32_t slot_of[VIRTQUEUE_MAX];
    uint32_t size_of[BLOCK_SLOTS_MAX]; /* bytes that the device should write */
};

/* How much control memory it takes. */
uint64_t blk_control_bytes(uint32_t slots);
/* Give the device the request; VB_ERR_AGAIN cannot be while slots times 3 fit the queue. */
int blk_submit(struct blk *blk, uint32_t slot, const struct block_request *request);
/* The next one that is done: 1 with its slot, and VB_OK or why it failed; 0: none; VB_ERR_IO: the
 * device broke the rules. */
int blk_take(struct blk *blk, uint32_t *slot, int *status);

#endif
