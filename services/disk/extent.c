/* See disk.h. */
#include "disk.h"
#include <vibee/syscalls.h>

bool extent_open(uint32_t number, uint32_t partition, struct extent *out)
{
    struct disk *disk = disk_at(number);
    const struct partition *found = NULL;

    if (disk == NULL)
        return false;
    *out = (struct extent){number, disk, 0, disk->info.sectors * disk->info.sector_size};
    if (partition == 0)
        return true;
    found = partition_find(&disk->partitions, partition);
    if (found == NULL)
        return false;
    out->first = found->first * disk->info.sector_size;
    out->size = found->count * disk->info.sector_size;
    return true;
}

int64_t transfer_plan(const struct extent *extent, bool writes, uint64_t offset, uint64_t size,
                      struct transfer *out)
{
    struct disk *disk = extent->disk;
    uint32_t unit = disk->info.sector_size, skip, most;

    if (size == 0)
        return 0;
    if (offset >= extent->size)
        return writes ? VB_ERR_NO_SPACE : 0;
    skip = (uint32_t)((extent->first + offset) % unit);
    most = disk->info.max_transfer < BUFFER_SIZE ? disk->info.max_transfer : BUFFER_SIZE;
    most = most / unit * unit - skip;
    size = size < most ? size : most;
    size = size < extent->size - offset ? size : extent->size - offset;
    *out = (struct transfer){.disk = disk,
                             .writes = writes,
                             .sector = (extent->first + offset) / unit,
                             .skip = skip,
                             .size = (uint32_t)size,
                             .span = (uint32_t)(skip + size + unit - 1) / unit * unit};
    return 1;
}

/* The first and last sector are there already when they are not written as a whole. */
static int64_t fill_ends(const struct transfer *transfer, uint8_t *buffer)
{
    struct disk *disk = transfer->disk;
    uint32_t unit = disk->info.sector_size, last = transfer->span - unit;
    uint32_t end = transfer->skip + transfer->size;
    int64_t status = 0;

    if (transfer->skip != 0 || end < unit)
        status = disk_request(disk, VB_BLOCK_READ, transfer->sector, buffer, unit);
    if (status >= 0 && end % unit != 0 && last > 0)
        status =
            disk_request(disk, VB_BLOCK_READ, transfer->sector + last / unit, buffer + last, unit);
    return status;
}

int64_t transfer_run(const struct transfer *transfer, uint64_t reply, uint8_t *buffer)
{
    uint8_t *data = buffer + transfer->skip;
    int64_t status;

    if (!transfer->writes) {
        status =
            disk_request(transfer->disk, VB_BLOCK_READ, transfer->sector, buffer, transfer->span);
        return status < 0 ? status : vb_window_write(reply, 0, 0, VB_ADDRESS(data), transfer->size);
    }
    status = fill_ends(transfer, buffer);
    if (status >= 0)
        status = vb_window_read(reply, 0, 0, VB_ADDRESS(data), transfer->size);
    if (status >= 0 && status != (int64_t)transfer->size)
        status = VB_ERR_INVALID;
    if (status >= 0)
        status =
            disk_request(transfer->disk, VB_BLOCK_WRITE, transfer->sector, buffer, transfer->span);
    return status < 0 ? status : (int64_t)transfer->size;
}
