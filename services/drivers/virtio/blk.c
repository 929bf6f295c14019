/* A virtio block device (virtio 1.2, 5.2) as a disk. */
#include "../block/server.h"
#include "blk_requests.h"
#include "device.h"
#include <sdk/log.h>
#include <stdio.h>

enum { SLOTS = 16 };
_Static_assert(SLOTS * 3 <= BLK_QUEUE_SIZE && SLOTS <= BLOCK_SLOTS_MAX, "every slot has room");

#define FEATURE_SIZE_MAX  (UINT64_C(1) << 1)
#define FEATURE_READ_ONLY (UINT64_C(1) << 5)
#define FEATURE_FLUSH     (UINT64_C(1) << 9)
enum { CONFIG_CAPACITY = 0, CONFIG_SIZE_MAX = 8 };

static struct blk blk;
static struct virtio_device device;
static struct block_server server;
static uint64_t features;

static int submit(struct block_server *of, uint32_t slot, const struct block_request *request)
{
    int status;

    /* 5.2.6.2: without a cache to flush, what was written is durable. */
    if (request->operation == VB_BLOCK_FLUSH && (features & FEATURE_FLUSH) == 0) {
        block_done(of, slot, VB_OK);
        return VB_OK;
    }
    status = blk_submit(&blk, slot, request);
    if (status == VB_OK)
        virtio_notify(&device, 0);
    return status;
}

static int interrupt(struct block_server *of)
{
    uint32_t slot;
    int status, found;

    while ((found = blk_take(&blk, &slot, &status)) == 1)
        block_done(of, slot, status);
    return found;
}

static void describe(struct vb_block_info *info)
{
    uint32_t largest = BLOCK_TRANSFER_MAX;

    info->sectors = virtio_read64(&device, CONFIG_CAPACITY);
    info->sector_size = BLOCK_SECTOR;
    if ((features & FEATURE_SIZE_MAX) != 0)
        largest = virtio_read32(&device, CONFIG_SIZE_MAX);
    if (largest > BLOCK_TRANSFER_MAX)
        largest = BLOCK_TRANSFER_MAX;
    info->max_transfer = largest / BLOCK_SECTOR * BLOCK_SECTOR;
    info->flags = (features & FEATURE_READ_ONLY) != 0 ? VB_BLOCK_READ_ONLY : 0;
    snprintf(info->name, sizeof info->name, "virtio disk");
}

static int start(void)
{
    int status = virtio_open(&device, &server.claimed.resources, server.claimed.regions);

    if (status == VB_OK)
        status = virtio_negotiate(&device, FEATURE_SIZE_MAX | FEATURE_READ_ONLY | FEATURE_FLUSH,
                                  &features);
    if (status < 0)
        return status;
    /* 2.2.2: the configuration may be read once the features are agreed on. */
    describe(&server.requests.units[0]);
    if (server.requests.units[0].max_transfer == 0)
        return VB_ERR_NOT_SUPPORTED;
    /* From here on the device does not reach memory of the driver before: it has been reset. */
    blk.control = block_memory(&server, blk_control_bytes(SLOTS));
    server.data = block_memory(&server, (uint64_t)SLOTS * BLOCK_TRANSFER_MAX);
    blk.data = &server.data;
    blk.slot_bytes = BLOCK_TRANSFER_MAX;
    blk.headers = virtqueue_bytes(BLK_QUEUE_SIZE);
    status = virtio_queue(&device, 0, &blk.queue, &blk.control, 0, BLK_QUEUE_SIZE);
    return status < 0 ? status : virtio_start(&device);
}

int main(void)
{
    static const struct block_driver operations = {submit, interrupt};
    int status;

    server.operations = &operations;
    server.requests.unit_count = 1;
    block_open(&server);
    status = start();
    if (status < 0)
        sdk_die("%s: cannot start the device: %s", server.driver.name, sdk_status_text(status));
    /* A small queue takes fewer requests at a time. */
    server.requests.slot_count = blk.queue.size / 3 < SLOTS ? blk.queue.size / 3 : SLOTS;
    if (server.requests.slot_count == 0)
        sdk_die("%s: expected a queue of 3 descriptors, found %u", server.driver.name,
                (unsigned)blk.queue.size);
    sdk_log(VB_LOG_INFO, "%s: %llu sectors", server.driver.name,
            (unsigned long long)server.requests.units[0].sectors);
    block_serve(&server);
}
