/* See disk.h. The table is a memory object that init keeps: one write changes one description, and
 * the free ones are known by their badge 0. */
#include "disk.h"
#include <sdk/log.h>
#include <string.h>
#include <vibee/syscalls.h>

enum { DESCRIPTIONS_MAX = 128 };

static struct description table[DESCRIPTIONS_MAX];
static uint64_t memory, next_badge;
static const char kept[] = "open";

void descriptions_load(void)
{
    int64_t handle;

    /* Badges of an earlier incarnation may still be held: never use one again. */
    next_badge = 2 + (uint64_t)vb_clock(VB_CLOCK_MONOTONIC);
    memory = sdk_kept(kept);
    if (memory != 0 &&
        vb_memory_read(memory, 0, VB_ADDRESS(table), sizeof table) == (int64_t)sizeof table)
        return;
    memset(table, 0, sizeof table);
    handle = vb_memory_alloc(sizeof table);
    if (handle < 0)
        sdk_die("disk: no memory for open files: %s", sdk_status_text(handle));
    memory = (uint64_t)handle;
    if (sdk_keep(kept, memory) < 0)
        sdk_log(VB_LOG_WARNING, "disk: open files will not outlive this service");
}

struct description *description_find(uint64_t badge)
{
    for (int i = 0; i < DESCRIPTIONS_MAX; i++)
        if (table[i].badge == badge)
            return &table[i];
    return NULL;
}

void description_save(const struct description *description)
{
    uint64_t at = (uint64_t)(description - table) * sizeof *description;

    (void)vb_memory_write(memory, at, VB_ADDRESS(description), sizeof *description);
}

struct description *description_make(const struct description *like)
{
    struct description *description = description_find(0);

    if (description == NULL)
        return NULL;
    *description = *like;
    description->badge = next_badge++;
    description_save(description);
    return description;
}

void description_close(struct description *description)
{
    *description = (struct description){0};
    description_save(description);
}

bool description_extent(const struct description *description, struct extent *out)
{
    for (uint32_t i = 0; i < DISKS_MAX; i++) {
        const struct disk *disk = disk_at(i);
        if (disk != NULL && strcmp(disk->device, description->device) == 0 &&
            disk->unit == description->unit)
            return extent_open(i, description->partition, out);
    }
    return false;
}
