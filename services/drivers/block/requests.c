/* See requests.h. */
#include "requests.h"

int block_check(const struct vb_block_info *info, uint32_t operation,
                const struct vb_file_request *request)
{
    uint64_t sectors = request->size / info->sector_size;

    if (operation == VB_BLOCK_FLUSH)
        return VB_OK;
    if (operation != VB_BLOCK_READ && operation != VB_BLOCK_WRITE)
        return VB_ERR_NOT_SUPPORTED;
    if (request->size == 0 || request->size > info->max_transfer ||
        request->size % info->sector_size != 0)
        return VB_ERR_INVALID;
    if (request->offset > info->sectors || sectors > info->sectors - request->offset)
        return VB_ERR_RANGE;
    if (operation == VB_BLOCK_WRITE && (info->flags & VB_BLOCK_READ_ONLY) != 0)
        return VB_ERR_READ_ONLY;
    return VB_OK;
}

bool block_wait(struct block_requests *requests, const struct block_request *request)
{
    if (requests->count == BLOCK_WAITING_MAX)
        return false;
    requests->waiting[(requests->first + requests->count++) % BLOCK_WAITING_MAX] = *request;
    return true;
}

int block_next(struct block_requests *requests, uint64_t now)
{
    uint32_t all = (uint32_t)((UINT64_C(1) << requests->slot_count) - 1);
    uint32_t free = all & ~requests->busy;
    int slot;

    if (requests->count == 0 || free == 0)
        return -1;
    slot = __builtin_ctz(free);
    requests->slots[slot] = requests->waiting[requests->first];
    requests->slots[slot].began = now;
    requests->first = (requests->first + 1) % BLOCK_WAITING_MAX;
    requests->count--;
    requests->busy |= 1u << slot;
    return slot;
}

struct block_request block_finish(struct block_requests *requests, uint32_t slot)
{
    requests->busy &= ~(1u << slot);
    return requests->slots[slot];
}

uint64_t block_oldest(const struct block_requests *requests)
{
    uint64_t oldest = VB_FOREVER;

    for (uint32_t i = 0; i < requests->slot_count; i++)
        if ((requests->busy >> i & 1) != 0 && requests->slots[i].began < oldest)
            oldest = requests->slots[i].began;
    return oldest;
}
