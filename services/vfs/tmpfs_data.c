/* Contents: where they are, planned writes, sizes, times. */
#include "tmpfs_internal.h"
#include <string.h>

void tmpfs_stat(struct tmpfs *fs, uint32_t number, struct vb_file_stat *stat)
{
    const struct inode *inode = inode_of(fs, number);

    *stat = (struct vb_file_stat){0};
    if (inode == NULL)
        return;
    stat->type = inode->record.type;
    stat->flags = inode->record.type == VB_TYPE_REGULAR ? VB_STAT_SEEKABLE | VB_STAT_EXECUTABLE : 0;
    stat->inode = number;
    stat->size = inode->record.size;
    stat->links = inode->record.links;
    stat->access_time = inode->record.access_time;
    stat->modification_time = inode->record.modification_time;
    stat->change_time = inode->record.change_time;
}

uint64_t tmpfs_version(struct tmpfs *fs, uint32_t number)
{
    const struct inode *inode = inode_of(fs, number);

    return inode == NULL ? 0 : inode->record.version;
}

static void touch(struct inode *inode, int64_t now)
{
    inode->record.modification_time = inode->record.change_time = now;
    inode->record.version++;
}

/* Bytes from the end of the file to `end`, as far as they lie in its last block, become zero. */
static int zero_tail(struct tmpfs *fs, const struct inode *inode, uint64_t end)
{
    uint64_t size = inode->record.size, within = size % TMPFS_BLOCK;
    uint64_t block_end = size - within + TMPFS_BLOCK;
    uint32_t block;

    if (within == 0 || end <= size)
        return VB_OK;
    block = map_get(fs, inode, (uint32_t)(size / TMPFS_BLOCK));
    if (block == 0)
        return VB_OK;
    return store_zero(fs, (uint64_t)block * TMPFS_BLOCK + within,
                      (end < block_end ? end : block_end) - size);
}

int tmpfs_set_size(struct tmpfs *fs, uint32_t number, uint64_t size, int64_t now)
{
    struct inode *inode = inode_of(fs, number);
    int status;

    if (inode == NULL)
        return VB_ERR_NOT_FOUND;
    if (inode->record.type == VB_TYPE_DIRECTORY)
        return VB_ERR_IS_DIRECTORY;
    if (size > TMPFS_SIZE_MAX)
        return VB_ERR_FILE_TOO_BIG;
    touch(inode, now);
    if (size < inode->record.size) {
        inode->record.size = size;
        return map_cut(fs, inode, (uint32_t)((size + TMPFS_BLOCK - 1) / TMPFS_BLOCK));
    }
    status = zero_tail(fs, inode, size);
    if (status < 0)
        return status;
    inode->record.size = size;
    return inode_commit(fs, inode);
}

int tmpfs_set_times(struct tmpfs *fs, uint32_t number, int64_t access, int64_t modification,
                    int64_t now)
{
    struct inode *inode = inode_of(fs, number);

    if (inode == NULL)
        return VB_ERR_NOT_FOUND;
    if (access != -1)
        inode->record.access_time = access;
    if (modification != -1)
        inode->record.modification_time = modification;
    inode->record.change_time = now;
    return inode_commit(fs, inode);
}

int64_t tmpfs_run(struct tmpfs *fs, uint32_t number, uint64_t offset, uint64_t size,
                  uint64_t *arena)
{
    const struct inode *inode = inode_of(fs, number);
    uint32_t file_block = (uint32_t)(offset / TMPFS_BLOCK), block, next;
    uint64_t run;

    *arena = 0;
    if (inode == NULL || offset >= inode->record.size)
        return 0;
    if (size > inode->record.size - offset)
        size = inode->record.size - offset;
    block = map_get(fs, inode, file_block);
    run = TMPFS_BLOCK - offset % TMPFS_BLOCK;
    while (run < size) {
        next = map_get(fs, inode, ++file_block);
        if (block == 0 ? next != 0 : next != block + (offset % TMPFS_BLOCK + run) / TMPFS_BLOCK)
            break;
        run += TMPFS_BLOCK;
    }
    if (block != 0)
        *arena = (uint64_t)block * TMPFS_BLOCK + offset % TMPFS_BLOCK;
    return (int64_t)(run < size ? run : size);
}

/* The bytes of the plan's fresh blocks that the write does not cover become zero. */
static int zero_edges(struct tmpfs *fs, const struct tmpfs_plan *plan)
{
    uint64_t head = plan->offset % TMPFS_BLOCK;
    uint64_t tail = (plan->offset + plan->size) % TMPFS_BLOCK;
    uint32_t last = plan->count - 1;
    int status = VB_OK;

    if (plan->fresh[0] && head > 0)
        status = store_zero(fs, (uint64_t)plan->blocks[0] * TMPFS_BLOCK, head);
    if (status == VB_OK && plan->fresh[last] && tail > 0)
        status =
            store_zero(fs, (uint64_t)plan->blocks[last] * TMPFS_BLOCK + tail, TMPFS_BLOCK - tail);
    return status;
}

static void take_blocks(struct tmpfs *fs, const struct inode *inode, struct tmpfs_plan *plan)
{
    uint32_t i, hint = 0;

    if (plan->first > 0)
        hint = map_get(fs, inode, plan->first - 1);
    for (i = 0; i < plan->count; i++) {
        if (plan->blocks[i] == 0) {
            plan->blocks[i] = block_take(fs, hint == 0 ? UINT32_MAX : hint + 1);
            plan->fresh[i] = true;
        }
        hint = plan->blocks[i];
    }
}

static void give_back(struct tmpfs *fs, const struct tmpfs_plan *plan, uint32_t from)
{
    for (uint32_t i = from; i < plan->count; i++)
        if (plan->fresh[i])
            block_free(fs, plan->blocks[i]);
}

int tmpfs_plan(struct tmpfs *fs, uint32_t number, uint64_t offset, uint64_t size,
               struct tmpfs_plan *plan)
{
    const struct inode *inode = inode_of(fs, number);
    uint32_t i, missing = 0;
    int status;

    if (inode == NULL)
        return VB_ERR_NOT_FOUND;
    if (size > TMPFS_TRANSFER_MAX)
        size = TMPFS_TRANSFER_MAX;
    if (offset >= TMPFS_SIZE_MAX || size > TMPFS_SIZE_MAX - offset)
        return VB_ERR_FILE_TOO_BIG;
    plan->inode = number;
    plan->offset = offset;
    plan->size = size;
    plan->first = (uint32_t)(offset / TMPFS_BLOCK);
    plan->count = size == 0 ? 0 : (uint32_t)((offset + size - 1) / TMPFS_BLOCK) - plan->first + 1;
    if (size == 0)
        return VB_OK;
    for (i = 0; i < plan->count; i++) {
        plan->blocks[i] = map_get(fs, inode, plan->first + i);
        plan->fresh[i] = false;
        missing += plan->blocks[i] == 0;
    }
    status = missing == 0 ? VB_OK : blocks_reserve(fs, missing + MAP_RESERVE);
    if (status < 0)
        return status;
    take_blocks(fs, inode, plan);
    status = zero_edges(fs, plan);
    if (status == VB_OK)
        status = zero_tail(fs, inode, offset);
    if (status < 0)
        give_back(fs, plan, 0);
    return status;
}

uint64_t tmpfs_plan_run(const struct tmpfs_plan *plan, uint64_t done, uint64_t *arena)
{
    uint64_t at = plan->offset + done, run = TMPFS_BLOCK - at % TMPFS_BLOCK;
    uint32_t i = (uint32_t)(at / TMPFS_BLOCK) - plan->first;

    if (done >= plan->size)
        return 0;
    *arena = (uint64_t)plan->blocks[i] * TMPFS_BLOCK + at % TMPFS_BLOCK;
    for (; i + 1 < plan->count && plan->blocks[i + 1] == plan->blocks[i] + 1; i++)
        run += TMPFS_BLOCK;
    return run < plan->size - done ? run : plan->size - done;
}

int tmpfs_plan_commit(struct tmpfs *fs, const struct tmpfs_plan *plan, uint64_t done, int64_t now)
{
    struct inode *inode = inode_of(fs, plan->inode);
    uint32_t blocks[TMPFS_PLAN_BLOCKS];
    uint32_t i, used = 0;
    int status = VB_OK;

    if (plan->size == 0)
        return VB_OK;
    if (done > 0)
        used = (uint32_t)((plan->offset + done - 1) / TMPFS_BLOCK) - plan->first + 1;
    give_back(fs, plan, used);
    if (done == 0)
        return VB_OK;
    /* A short copy into a fresh block inside the file: what follows it was never written. */
    if (done < plan->size && plan->fresh[used - 1] && (plan->offset + done) % TMPFS_BLOCK != 0)
        status = store_zero(fs,
                            (uint64_t)plan->blocks[used - 1] * TMPFS_BLOCK +
                                (plan->offset + done) % TMPFS_BLOCK,
                            TMPFS_BLOCK - (plan->offset + done) % TMPFS_BLOCK);
    for (i = 0; i < used; i++)
        blocks[i] = plan->fresh[i] ? plan->blocks[i] : 0;
    if (status == VB_OK)
        status = map_set(fs, inode, plan->first, blocks, used);
    if (status < 0)
        return status;
    touch(inode, now);
    if (plan->offset + done > inode->record.size)
        inode->record.size = plan->offset + done;
    return inode_commit(fs, inode);
}
