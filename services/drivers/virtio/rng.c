/* A virtio entropy device (virtio 1.2, 5.4) as a source of random bytes. */
#include "device.h"
#include <sdk/driver.h>
#include <sdk/log.h>
#include <vibee/syscalls.h>

enum { QUEUE_SIZE = 8, READ_MAX = 4096, WAITING_MAX = 32 };
#define INTERRUPT (UINT64_C(1) << 40)

struct waiting {
    uint64_t reply;
    uint32_t size;
};

static struct sdk_driver driver;
static struct sdk_claimed claimed;
static struct virtio_device device;
static struct virtqueue queue;
static struct sdk_dma memory; /* the queue, then READ_MAX bytes */
static struct waiting waiting[WAITING_MAX];
static uint32_t first, count; /* of a ring; the first one's request is with the device */

/* Ask the device for what the first in the ring wants. */
static void ask(void)
{
    struct virtqueue_piece piece = {memory.address + virtqueue_bytes(QUEUE_SIZE),
                                    waiting[first].size, true};

    if (virtqueue_add(&queue, &piece, 1) < 0)
        sdk_die("%s: the queue is full; starting over", driver.name);
    virtio_notify(&device, 0);
}

/* Bytes have come: never handed out twice, as the first in the ring gets all of them. */
static void answer(uint32_t written)
{
    struct waiting *to = &waiting[first];
    int64_t result = VB_ERR_IO;

    if (written > 0)
        result = vb_window_memory(to->reply, 0, 0, memory.memory, virtqueue_bytes(QUEUE_SIZE),
                                  written, 1);
    sdk_reply(to->reply, result);
    first = (first + 1) % WAITING_MAX;
    if (--count > 0)
        ask();
}

static void interrupt(void)
{
    uint16_t head;
    uint32_t written;
    int found;

    while ((found = virtqueue_take(&queue, &head, &written)) == 1)
        answer(written);
    if (found < 0)
        sdk_die("%s: the device broke its rules; starting over", driver.name);
}

static void serve_read(struct sdk_received *received)
{
    uint64_t reply = received->message.reply;
    struct vb_file_request request;

    if (!sdk_driver_request(received, &request))
        return;
    if (received->message.id != VB_ENTROPY_READ) {
        sdk_reply(reply, VB_ERR_NOT_SUPPORTED);
    } else if (request.size == 0 || received->message.window_count != 1) {
        sdk_reply(reply, VB_ERR_INVALID);
    } else if (count == WAITING_MAX) {
        sdk_reply(reply, VB_ERR_LIMIT);
    } else {
        waiting[(first + count) % WAITING_MAX] =
            (struct waiting){reply, request.size < READ_MAX ? (uint32_t)request.size : READ_MAX};
        if (count++ == 0)
            ask();
    }
}

static void handle(void *context, struct sdk_received *received)
{
    (void)context;
    if (received->message.kind == VB_MESSAGE_CALL)
        serve_read(received);
    else if (received->message.kind == VB_MESSAGE_PULSE && received->message.badge == INTERRUPT)
        interrupt();
    sdk_drop_handles(received);
}

static int64_t start(void)
{
    uint64_t features;
    int64_t status = sdk_driver_claim(&driver, 1, &claimed);

    if (status >= 0 && (claimed.resources.interrupt_count != 1 || claimed.dma == 0))
        status = VB_ERR_NOT_SUPPORTED;
    if (status >= 0)
        status = sdk_interrupt_watch(claimed.interrupts[0], driver.receiver, INTERRUPT);
    if (status >= 0)
        status = virtio_open(&device, &claimed.resources, claimed.regions);
    if (status >= 0)
        status = virtio_negotiate(&device, 0, &features);
    if (status >= 0)
        status = sdk_dma_alloc(claimed.dma, virtqueue_bytes(QUEUE_SIZE) + READ_MAX, &memory);
    if (status >= 0)
        status = virtio_queue(&device, 0, &queue, &memory, 0, QUEUE_SIZE);
    return status < 0 ? status : virtio_start(&device);
}

int main(void)
{
    int64_t status;

    sdk_driver_open(&driver);
    status = start();
    if (status < 0)
        sdk_die("%s: cannot start the device: %s", driver.name, sdk_status_text(status));
    sdk_driver_ready(&driver);
    sdk_serve(driver.receiver, handle, NULL);
}
