/* The device's side of a virtqueue, as a good device does it. */
#ifndef DRIVERS_TESTS_FAKE_VIRTIO_H
#define DRIVERS_TESTS_FAKE_VIRTIO_H

#include "../queue.h"
#include "fake_memory.h"

struct fake_queue {
    const struct virtqueue *queue;
    uint16_t taken; /* of the available ring */
};

static inline uint64_t fake_used(const struct fake_queue *fake)
{
    return fake->queue->memory->address + fake->queue->used;
}

/* The next available head; -1: none. */
static inline int fake_next(struct fake_queue *fake)
{
    uint64_t ring = fake->queue->memory->address + fake->queue->available;
    if (fake_get(ring + 2, 2) == fake->taken)
        return -1;
    return (int)fake_get(ring + 4 + 2 * (uint64_t)(fake->taken++ % fake->queue->size), 2);
}

struct fake_piece {
    uint64_t address;
    uint32_t size;
    uint16_t flags, next;
};

static inline struct fake_piece fake_piece(const struct fake_queue *fake, unsigned index)
{
    uint64_t at = fake->queue->memory->address + fake->queue->descriptors + 16 * (uint64_t)index;
    return (struct fake_piece){fake_get(at, 8), (uint32_t)fake_get(at + 8, 4),
                               (uint16_t)fake_get(at + 12, 2), (uint16_t)fake_get(at + 14, 2)};
}

static inline void fake_use(const struct fake_queue *fake, uint32_t head, uint32_t written)
{
    uint64_t ring = fake_used(fake);
    uint16_t index = (uint16_t)fake_get(ring + 2, 2);
    uint64_t entry = ring + 4 + 8 * (uint64_t)(index % fake->queue->size);
    fake_put(entry, 4, head);
    fake_put(entry + 4, 4, written);
    fake_put(ring + 2, 2, (uint16_t)(index + 1));
}

#endif
