/* See blk_requests.h. */
#include "blk_requests.h"

enum { TYPE_IN = 0, TYPE_OUT = 1, TYPE_FLUSH = 4 };
enum { STATUS_OK = 0, STATUS_UNSUPPORTED = 2, STATUS_NONE = 0xff };
enum { HEADER_SIZE = 16, STATUS_AT = 16 };

uint64_t blk_control_bytes(uint32_t slots)
{
    return virtqueue_bytes(BLK_QUEUE_SIZE) + (uint64_t)slots * BLK_HEADER_ROOM;
}

static uint64_t header_at(const struct blk *blk, uint32_t slot)
{
    return blk->headers + (uint64_t)slot * BLK_HEADER_ROOM;
}

int blk_submit(struct blk *blk, uint32_t slot, const struct block_request *request)
{
    uint64_t header = header_at(blk, slot);
    bool reads = request->operation == VB_BLOCK_READ;
    uint32_t type = reads ? TYPE_IN : request->operation == VB_BLOCK_WRITE ? TYPE_OUT : TYPE_FLUSH;
    struct virtqueue_piece pieces[3];
    unsigned count = 0;
    int head;

    (void)sdk_dma_write32(&blk->control, header, type);
    (void)sdk_dma_write32(&blk->control, header + 4, 0);
    (void)sdk_dma_write64(&blk->control, header + 8, type == TYPE_FLUSH ? 0 : request->sector);
    (void)sdk_dma_write32(&blk->control, header + STATUS_AT, STATUS_NONE);
    pieces[count++] = (struct virtqueue_piece){blk->control.address + header, HEADER_SIZE, false};
    if (type != TYPE_FLUSH)
        pieces[count++] = (struct virtqueue_piece){blk->data->address + slot * blk->slot_bytes,
                                                   request->size, reads};
    pieces[count++] = (struct virtqueue_piece){blk->control.address + header + STATUS_AT, 1, true};
    head = virtqueue_add(&blk->queue, pieces, count);
    if (head < 0)
        return head;
    blk->slot_of[head] = slot;
    blk->size_of[slot] = reads ? request->size : 0;
    return VB_OK;
}

int blk_take(struct blk *blk, uint32_t *slot, int *status)
{
    uint16_t head;
    uint32_t written, answer;
    int found = virtqueue_take(&blk->queue, &head, &written);

    if (found <= 0)
        return found;
    *slot = blk->slot_of[head];
    answer = sdk_dma_read32(&blk->control, header_at(blk, *slot) + STATUS_AT) & 0xff;
    /* "Done" without having written all of the data would hand on what was there before. */
    if (answer == STATUS_OK && written >= blk->size_of[*slot])
        *status = VB_OK;
    else
        *status = answer == STATUS_UNSUPPORTED ? VB_ERR_NOT_SUPPORTED : VB_ERR_IO;
    return 1;
}
