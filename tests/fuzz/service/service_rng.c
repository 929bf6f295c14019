/* virtio's source of entropy: the entropy protocol. The queue is played here: its own code has
 * tests and a target of its own. */
#include "../../../services/drivers/virtio/device.h"
#include "driver.h"
#include "memory.h"

const struct vb_devmgr_resources driver_has = {
    .interrupt_count = 1, .dma_count = 1, .device_count = 1, .name = "virtio-rng@4"};

static bool asked, silent, empty;
static uint32_t wanted;

int virtio_open(struct virtio_device *device, const struct vb_devmgr_resources *resources,
                const uint64_t *regions)
{
    (void)device;
    (void)resources;
    (void)regions;
    return VB_OK;
}

int virtio_negotiate(struct virtio_device *device, uint64_t features, uint64_t *agreed)
{
    (void)device;
    *agreed = features;
    return VB_OK;
}

int virtio_queue(struct virtio_device *device, uint16_t index, struct virtqueue *queue,
                 const struct sdk_dma *memory, uint64_t offset, uint16_t size)
{
    (void)device;
    (void)index;
    (void)queue;
    (void)memory;
    (void)offset;
    (void)size;
    asked = false;
    return VB_OK;
}

int virtio_start(struct virtio_device *device)
{
    (void)device;
    return VB_OK;
}

void virtio_notify(const struct virtio_device *device, uint16_t index)
{
    (void)device;
    (void)index;
    if (!silent)
        driver_interrupt();
}

uint64_t virtqueue_bytes(uint16_t size)
{
    return (uint64_t)size * 32;
}

int virtqueue_add(struct virtqueue *queue, const struct virtqueue_piece *pieces, unsigned count)
{
    (void)queue;
    if (asked || count != 1 || !pieces[0].writable)
        fake_wrong("more than one request is with the device");
    asked = true;
    wanted = pieces[0].size;
    return 0;
}

int virtqueue_take(struct virtqueue *queue, uint16_t *head, uint32_t *written)
{
    (void)queue;
    if (!asked || silent)
        return 0;
    asked = false;
    *head = 0;
    *written = empty ? 0 : wanted;
    return 1;
}

int64_t vb_entropy_add(uint64_t device, uint64_t bytes, uint64_t size)
{
    fake_enter();
    (void)bytes;
    if (size == 0 || size > 256)
        fake_wrong("the kernel gets %u bytes", (unsigned)size);
    return fake_find_type(device, VB_OBJECT_DEVICE) == NULL ? VB_ERR_BAD_TYPE : VB_OK;
}

static void happens(void)
{
    uint8_t choice = fake_byte();

    silent = (choice & 1) != 0;
    empty = (choice & 2) != 0;
    driver_interrupt();
}

static bool finish(void)
{
    bool was = asked;

    silent = false;
    driver_interrupt();
    return was;
}

static void told(uint32_t what, uint64_t number, uint64_t other, const uint8_t *bytes, size_t size)
{
    (void)other;
    (void)bytes;
    (void)size;
    if (what == FAKE_SILENT)
        silent = number != 0;
    else if (what == FAKE_ENDED)
        empty = true;
    else
        fake_wrong("a source of entropy does not know happening %u", what);
}

static void over(void)
{
    asked = silent = empty = false;
    driver_line = 0;
}

static const struct protocol_errors errors[] = ENTROPY_ERRORS;

const struct fake_service fake_service = {.run = service_main,
                                          .given = driver_given,
                                          .finished = driver_finished,
                                          .badges = {1},
                                          .ids = 4,
                                          .dies = true,
                                          .happens = happens,
                                          .finish = finish,
                                          .over = over,
                                          .errors = errors,
                                          .called = driver_called,
                                          .told = told};
