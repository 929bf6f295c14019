/* See disk.h. */
#include "disk.h"
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
static int64_t call_until(uint64_t sender, struct sdk_call *call, uint64_t patience)
{
    int64_t status;

    call->deadline = now() + patience;
    for (;;) {
        status = sdk_call(sender, call);
        if (status != VB_ERR_SERVER_DIED || now() + PAUSE_NS >= call->deadline)
            return status;
        (void)vb_sleep(now() + PAUSE_NS);
    }
}

int64_t disk_request(const struct disk *disk, uint32_t operation, uint64_t sector, void *buffer,
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
    int64_t status = call_until(disk->driver, &call, DISK_PATIENCE_NS);

    if (status == (int64_t)size)
        return status;
    sdk_log(VB_LOG_ERROR, "disk: %s: %s of %u bytes at sector %llu: %s", disk->device,
            operation == VB_BLOCK_READ    ? "reading"
            : operation == VB_BLOCK_WRITE ? "writing"
                                          : "flushing",
            size, (unsigned long long)sector,
            status < 0 ? sdk_status_text(status) : "the driver moved less than was asked");
    return status == VB_ERR_READ_ONLY || status == VB_ERR_RANGE ? status : VB_ERR_IO;
}

static int read_sector(void *context, uint64_t sector, void *buffer)
{
    const struct disk *disk = context;
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

    if (call_until(disk->driver, &call, DEVMGR_PATIENCE_NS) < 0 ||
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

/* Take the units of a device that were not known; the driver's right is duplicated for each. */
static void find_units(const char *device, uint64_t driver)
{
    struct disk *disk, found;
    int64_t handle;

    for (uint32_t unit = 0; unit < UNITS_MAX; unit++) {
        if (known(device, unit) != NULL)
            continue;
        disk = known("", 0);
        found = (struct disk){.unit = unit, .driver = driver};
        snprintf(found.device, sizeof found.device, "%s", device);
        if (disk == NULL || !look_at(&found))
            return;
        handle = vb_handle_duplicate(driver, 0);
        if (handle < 0)
            return;
        found.driver = (uint64_t)handle;
        *disk = found;
        sdk_log(VB_LOG_INFO, "disk: disk%d is %s unit %u: %s, %llu sectors of %u, %s",
                (int)(disk - disks), device, unit, found.info.name,
                (unsigned long long)found.info.sectors, found.info.sector_size,
                table_text(found.partitions.table));
    }
}

/* One answer of devmgr; false: there is no such device. */
static bool find_device(uint64_t devmgr, uint32_t index)
{
    struct vb_file_request request = {.flags = VB_DEVMGR_BLOCK, .argument = index};
    struct vb_devmgr_entry entry;
    uint64_t driver = 0;
    struct sdk_call call = {.id = VB_DEVMGR_OPEN,
                            .data = &request,
                            .data_size = sizeof request,
                            .answer = &entry,
                            .answer_room = sizeof entry,
                            .answer_handles = &driver,
                            .answer_handles_room = 1};
    int64_t status = call_until(devmgr, &call, DEVMGR_PATIENCE_NS);

    if (status == VB_OK && call.answer_handle_count == 1 && call.answer_size == sizeof entry) {
        entry.name[sizeof entry.name - 1] = 0;
        if (entry.name[0] != 0)
            find_units(entry.name, driver);
    }
    if (call.answer_handle_count == 1 && driver != 0)
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
