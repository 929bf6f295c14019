/*
 * A split virtqueue (virtio 1.2, 2.7) in memory that the device reaches, driver's side.
 *
 * The device is not trusted. The driver keeps its own copy of which descriptors are in use and
 * never reads the descriptor table or the available ring back; from the used ring it takes one
 * entry at a time and refuses what it did not give out: then the queue is broken for good, and its
 * driver should end (the next incarnation resets the device).
 *
 * No event suppression: the device interrupts for each buffer, and is always notified.
 */
#ifndef VIRTIO_QUEUE_H
#define VIRTIO_QUEUE_H

#include <sdk/hardware.h>
#include <stdbool.h>
#include <stdint.h>

enum { VIRTQUEUE_MAX = 64 /* descriptors; a power of two */ };

struct virtqueue {
    const struct sdk_dma *memory;
    uint64_t descriptors, available, used; /* offsets in memory */
    uint16_t size;                         /* a power of two, at most VIRTQUEUE_MAX */
    uint16_t free_count, free_head;        /* descriptors that are not in a chain */
    uint16_t available_index, used_index;  /* count for ever, modulo 2^16 */
    uint16_t in_flight;                    /* chains that the device has */
    bool broken;
    uint16_t next[VIRTQUEUE_MAX];   /* of a chain, or of the free list */
    uint16_t length[VIRTQUEUE_MAX]; /* descriptors of the chain that begins here; 0: none does */
    uint64_t room[VIRTQUEUE_MAX];   /* bytes that the device may write to that chain */
};

/* A piece of a buffer, by the address that the device knows. Pieces to read come first. */
struct virtqueue_piece {
    uint64_t address;
    uint32_t size;
    bool writable; /* by the device */
};

/* Bytes of memory that a queue takes, a multiple of 16. */
uint64_t virtqueue_bytes(uint16_t size);
/* Lay a queue out in zeroed memory at an offset that is a multiple of 16. */
void virtqueue_open(struct virtqueue *queue, const struct sdk_dma *memory, uint64_t offset,
                    uint16_t size);
/* Give the device a buffer. Returns its head, which virtqueue_take() names again; VB_ERR_AGAIN:
 * not enough descriptors are free; VB_ERR_INVALID: no pieces. */
int virtqueue_add(struct virtqueue *queue, const struct virtqueue_piece *pieces, unsigned count);
/* The next buffer that the device has used: 1 with its head and how many bytes were written to it
 * from its beginning, at most what was allowed; 0: none. VB_ERR_IO: the device broke the rules. */
int virtqueue_take(struct virtqueue *queue, uint16_t *head, uint32_t *written);

/*
 * What a driver that died left: of a queue of this size at this place, whose device has been reset
 * since. How many buffers were used after the first `taken` (modulo 2^16); and the buffer, with the
 * bytes written to it, that was used when `at` had been. VB_ERR_IO: more than the queue has.
 */
int virtqueue_left(const struct sdk_dma *memory, uint64_t offset, uint16_t size, uint16_t taken);
void virtqueue_left_entry(const struct sdk_dma *memory, uint64_t offset, uint16_t size, uint16_t at,
                          uint32_t *id, uint32_t *written);

#endif
