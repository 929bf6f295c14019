#include "source.h"

enum { QUEUE_SIZE = 8 };

int64_t source_open(struct source *source, const struct sdk_driver *driver, uint32_t size)
{
    struct sdk_claimed *claimed = &source->claimed;
    uint64_t features;
    int64_t status = sdk_driver_claim(driver, 1, claimed);

    source->bytes = virtqueue_bytes(QUEUE_SIZE);
    if (status >= 0 && (claimed->resources.interrupt_count != 1 || claimed->dma == 0))
        status = VB_ERR_NOT_SUPPORTED;
    if (status >= 0)
        status = sdk_interrupt_watch(claimed->interrupts[0], driver->receiver, SOURCE_INTERRUPT);
    if (status >= 0)
        status = virtio_open(&source->device, &claimed->resources, claimed->regions);
    if (status >= 0)
        status = virtio_negotiate(&source->device, 0, &features);
    if (status >= 0)
        status = sdk_dma_alloc(claimed->dma, source->bytes + size, &source->memory);
    if (status >= 0)
        status = virtio_queue(&source->device, 0, &source->queue, &source->memory, 0, QUEUE_SIZE);
    return status < 0 ? status : virtio_start(&source->device);
}

bool source_ask(struct source *source, uint32_t size)
{
    struct virtqueue_piece piece = {source->memory.address + source->bytes, size, true};

    if (virtqueue_add(&source->queue, &piece, 1) < 0)
        return false;
    virtio_notify(&source->device, 0);
    return true;
}

int source_take(struct source *source, uint32_t *written)
{
    uint16_t head;

    return virtqueue_take(&source->queue, &head, written);
}
