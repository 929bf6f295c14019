/* See disk.h. */
#include "workers.h"
#include <sdk/devices.h>
#include <sdk/log.h>
#include <stdio.h>
#include <string.h>
#include <vibee/syscalls.h>

enum { UNITS_MAX = 8, PAUSE_NS = 50000000 };
#define DEVMGR_PATIENCE_NS UINT64_C(5000000000)

static struct disk disks[DISKS_MAX];

struct disk *disk_at(uint32_t number)
{
    return number < DISKS_MAX && disks[number].device[0] != 0 ? &disks[number] : NULL;
}

static uint64_t now(void)
{
    return (uint64_t)vb_clock(VB_CLOCK_MONOTONIC);
}

/* A call that is made again while the server dies, until the deadline. */
static int64_t call_until(uint64_t sender, struct sdk_call *call, uint64_t patience,
                          uint64_t *repeated)
{
    int64_t status;

    call->deadline = now() + patience;
    for (;;) {
        status = sdk_call(sender, call);
        if (status != VB_ERR_SERVER_DIED || now() + PAUSE_NS >= call->deadline)
            return status;
        if (repeated != NULL)
            ++*repeated;
        (void)vb_sleep(now() + PAUSE_NS);
    }
}

/* What a request came to that was not carried out. */
static int64_t request_failed(struct disk *disk, uint32_t operation, uint64_t sector, uint32_t size,
                              int64_t status)
{
    static const char *const names[] = {
        [VB_BLOCK_READ] = "reading", [VB_BLOCK_WRITE] = "writing", [VB_BLOCK_FLUSH] = "flushing"};

    disk->failed++;
    disk->slow = disk->slow || status == VB_ERR_TIMED_OUT;
    if (status == VB_ERR_PEER_CLOSED && !disk->gone)
        sdk_log(VB_LOG_ERROR, "disk: %s: its driver has been given up", disk->device);
    else if (!disk->gone)
        sdk_log(VB_LOG_ERROR, "disk: %s: %s of %u bytes at sector %llu: %s", disk->device,
                names[operation], size, (unsigned long long)sector,
                status < 0 ? sdk_status_text(status) : "the driver moved less than was asked");
    disk->gone = disk->gone || status == VB_ERR_PEER_CLOSED;
    return status == VB_ERR_READ_ONLY || status == VB_ERR_RANGE ? status : VB_ERR_IO;
}

int64_t disk_request(struct disk *disk, uint32_t operation, uint64_t sector, void *buffer,
                     uint32_t size)
{
    struct vb_file_request request = {.argument = disk->unit, .offset = sector, .size = size};
    struct vb_window window =
        sdk_window(buffer, size, operation == VB_BLOCK_READ ? VB_RIGHT_WRITE : VB_RIGHT_READ);
    struct sdk_call call = {.id = operation,
                            .data = &request,
                            .data_size = sizeof request,
                            .windows = &window,
                            .window_count = size > 0 ? 1 : 0};
    int64_t status;

    disk->requests++;
    disk->under_way++;
    status = disk->gone
                 ? VB_ERR_PEER_CLOSED
                 : call_until(disk->driver, &call, disk->slow ? SLOW_PATIENCE_NS : DISK_PATIENCE_NS,
                              &disk->repeated);

    disk->under_way--;
    if (status != (int64_t)size)
        return request_failed(disk, operation, sector, size, status);
    disk->slow = false;
    return status;
}

static int read_sector(void *context, uint64_t sector, void *buffer)
{
    struct disk *disk = context;
    int64_t count = disk_request(disk, VB_BLOCK_READ, sector, buffer, disk->info.sector_size);

    return count < 0 ? (int)count : 0;
}

static const char *table_text(enum partition_table table)
{
    static const char *const texts[] = {"no partition table", "GPT",
                                        "GPT (the first copy is damaged)", "MBR", "damaged GPT"};
    return texts[table];
}

/* Size and partitions; false: it cannot be used. */
static bool look_at(struct disk *disk)
{
    struct vb_file_request request = {.argument = disk->unit};
    struct sdk_call call = {.id = VB_BLOCK_INFO,
                            .data = &request,
                            .data_size = sizeof request,
                            .answer = &disk->info,
                            .answer_room = sizeof disk->info};
    struct partition_disk source = {.read = read_sector, .context = disk};
    const struct vb_block_info *info = &disk->info;

    if (call_until(disk->driver, &call, DEVMGR_PATIENCE_NS, NULL) < 0 ||
        call.answer_size != sizeof disk->info || info->sector_size < 512 ||
        info->sector_size > SECTOR_MAX || (info->sector_size & (info->sector_size - 1)) != 0 ||
        info->max_transfer < info->sector_size || info->sectors > UINT64_MAX / info->sector_size)
        return false;
    disk->info.name[sizeof disk->info.name - 1] = 0;
    source.sectors = info->sectors;
    source.sector_size = info->sector_size;
    if (partitions_read(&source, &disk->partitions) < 0)
        disk->partitions = (struct partitions){.table = TABLE_NONE};
    return true;
}

static struct disk *known(const char *device, uint32_t unit)
{
    for (int i = 0; i < DISKS_MAX; i++)
        if (strcmp(disks[i].device, device) == 0 && disks[i].unit == unit)
            return &disks[i];
    return NULL;
}

/* A unit that was not known, or whose driver had gone: it gets a right of its own. False: there is
 * no such unit. */
static bool take_unit(const char *device, uint32_t unit, uint64_t driver)
{
    struct disk *disk = known(device, unit), found = {.unit = unit, .driver = driver, .slow = true};
    bool back = disk != NULL;
    int64_t handle;

    if (back && !disk->gone)
        return true;
    if (!back)
        disk = known("", 0);
    snprintf(found.device, sizeof found.device, "%s", device);
    if (disk == NULL || !look_at(&found))
        return false;
    handle = vb_handle_duplicate(driver, 0);
    if (handle < 0 || (!back && !workers_open((uint32_t)(disk - disks))))
        return false;
    found.driver = (uint64_t)handle;
    if (back)
        (void)vb_handle_close(disk->driver);
    found.device[0] = 0; /* the others see it when it is whole */
    *disk = found;
    disk->device[0] = device[0];
    sdk_log(VB_LOG_INFO, "disk: disk%d is %s unit %u: %s, %llu sectors of %u, %s",
            (int)(disk - disks), device, unit, found.info.name,
            (unsigned long long)found.info.sectors, found.info.sector_size,
            table_text(found.partitions.table));
    return true;
}

static void find_units(const char *device, uint64_t driver)
{
    for (uint32_t unit = 0; unit < UNITS_MAX && take_unit(device, unit, driver); unit++)
        ;
}

/* One answer of devmgr; false: there is no such device. */
static bool find_device(uint64_t devmgr, uint32_t index)
{
    struct vb_devmgr_entry entry;
    uint64_t driver = 0;
    int64_t status =
        sdk_device_open(devmgr, VB_DEVMGR_BLOCK, index, DEVMGR_PATIENCE_NS, &entry, &driver);

    if (status == VB_OK && entry.name[0] != 0)
        find_units(entry.name, driver);
    if (status == VB_OK)
        (void)vb_handle_close(driver);
    return status == VB_OK || status == VB_ERR_NOT_SUPPORTED;
}

void disks_find(void)
{
    static const char scheme[] = "devices";
    int64_t devmgr = vb_namespace_lookup(0, VB_ADDRESS(scheme), sizeof scheme - 1);

    if (devmgr < 0)
        return;
    for (uint32_t i = 0; i < DISKS_MAX && find_device((uint64_t)devmgr, i); i++)
        ;
    (void)vb_handle_close((uint64_t)devmgr);
}
