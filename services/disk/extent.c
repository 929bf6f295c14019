/* See disk.h. */
#include "disk.h"
#include <vibee/syscalls.h>

static uint8_t buffer[BUFFER_SIZE];

bool extent_open(uint32_t number, uint32_t partition, struct extent *out)
{
    const struct disk *disk = disk_at(number);
    const struct partition *found = NULL;

    if (disk == NULL)
        return false;
    *out = (struct extent){disk, 0, disk->info.sectors * disk->info.sector_size};
    if (partition == 0)
        return true;
    found = partition_find(&disk->partitions, partition);
    if (found == NULL)
        return false;
    out->first = found->first * disk->info.sector_size;
    out->size = found->count * disk->info.sector_size;
    return true;
}

/* The first and last sector are there already when they are not written as a whole. */
static int64_t fill_ends(const struct disk *disk, uint64_t sector, uint32_t skip, uint32_t size,
                         uint32_t span)
{
    uint32_t unit = disk->info.sector_size, last = span - unit;
    int64_t status = 0;

    if (skip != 0 || skip + size < unit)
        status = disk_request(disk, VB_BLOCK_READ, sector, buffer, unit);
    if (status >= 0 && (skip + size) % unit != 0 && last > 0)
        status = disk_request(disk, VB_BLOCK_READ, sector + last / unit, buffer + last, unit);
    return status;
}

int64_t extent_transfer(const struct extent *extent, uint64_t reply, bool writes, uint64_t offset,
                        uint64_t size)
{
    const struct disk *disk = extent->disk;
    uint32_t unit = disk->info.sector_size, skip, most, span;
    uint64_t sector;
    int64_t status;

    if (size == 0)
        return 0;
    if (offset >= extent->size)
        return writes ? VB_ERR_NO_SPACE : 0;
    sector = (extent->first + offset) / unit;
    skip = (uint32_t)((extent->first + offset) % unit);
    most = disk->info.max_transfer < BUFFER_SIZE ? disk->info.max_transfer : BUFFER_SIZE;
    most = most / unit * unit - skip;
    size = size < most ? size : most;
    size = size < extent->size - offset ? size : extent->size - offset;
    span = (uint32_t)(skip + size + unit - 1) / unit * unit;
    if (!writes) {
        status = disk_request(disk, VB_BLOCK_READ, sector, buffer, span);
        return status < 0 ? status : vb_window_write(reply, 0, 0, VB_ADDRESS(buffer + skip), size);
    }
    status = fill_ends(disk, sector, skip, (uint32_t)size, span);
    if (status >= 0)
        status = vb_window_read(reply, 0, 0, VB_ADDRESS(buffer + skip), size);
    if (status >= 0 && status != (int64_t)size)
        status = VB_ERR_INVALID;
    if (status >= 0)
        status = disk_request(disk, VB_BLOCK_WRITE, sector, buffer, span);
    return status < 0 ? status : (int64_t)size;
}
