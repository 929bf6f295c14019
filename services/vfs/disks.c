/* The disks in /dev: "disk0" is disk://0, "disk0p1" its first partition disk://0/1. What is opened
 * is handed over to the disk service, as the console's streams are to the console. */
#include "entries.h"
#include "vfs.h"
#include <sdk/file.h>
#include <stdio.h>

enum { PARTITION_BITS = 12, NUMBER_MAX = 999 };
#define PATIENCE_NS UINT64_C(2000000000)

/* Decimal digits without leading zeroes; how many, 0 when there is no such number. */
static size_t parse_number(const char *text, size_t size, uint32_t *out)
{
    uint32_t value = 0;
    size_t i;

    for (i = 0; i < size && text[i] >= '0' && text[i] <= '9' && value <= NUMBER_MAX; i++)
        value = value * 10 + (uint32_t)(text[i] - '0');
    *out = value;
    return (i > 1 && text[0] == '0') || value > NUMBER_MAX ? 0 : i;
}

static bool parse_name(const char *name, size_t size, uint64_t *id)
{
    uint32_t disk, partition = 0;
    size_t at = 4, digits;

    if (size <= at || memcmp(name, "disk", at) != 0)
        return false;
    digits = parse_number(name + at, size - at, &disk);
    at += digits;
    if (digits == 0)
        return false;
    if (at < size) {
        digits = name[at] == 'p' ? parse_number(name + at + 1, size - at - 1, &partition) : 0;
        if (digits == 0 || partition == 0 || at + 1 + digits != size)
            return false;
    }
    *id = DEV_DISKS | (uint64_t)disk << PARTITION_BITS | partition;
    return true;
}

void disks_url(uint64_t id, char *url, size_t room)
{
    uint64_t disk = (id & (DEV_DISKS - 1)) >> PARTITION_BITS;
    uint64_t partition = id & ((1 << PARTITION_BITS) - 1);

    if (partition == 0)
        snprintf(url, room, "disk://%u", (unsigned)disk);
    else
        snprintf(url, room, "disk://%u/%u", (unsigned)disk, (unsigned)partition);
}

static int64_t open_url(const char *url)
{
    return vb_scheme_open(0, VB_ADDRESS(url), strlen(url), VB_OPEN_READ,
                          (uint64_t)vb_clock(VB_CLOCK_MONOTONIC) + PATIENCE_NS);
}

int64_t disks_lookup(const char *name, size_t size)
{
    char url[32];
    uint64_t id;
    int64_t handle;

    if (!parse_name(name, size, &id))
        return VB_ERR_NOT_FOUND;
    disks_url(id, url, sizeof url);
    handle = open_url(url);
    if (handle < 0)
        return handle;
    (void)vb_handle_close((uint64_t)handle);
    return (int64_t)id;
}

void disks_stat(uint64_t id, struct vb_file_stat *stat)
{
    char url[32];
    int64_t handle;

    disks_url(id, url, sizeof url);
    handle = open_url(url);
    stat->type = VB_TYPE_BLOCK;
    if (handle < 0)
        return;
    (void)sdk_file_stat((uint64_t)handle, "", 0, stat);
    (void)vb_handle_close((uint64_t)handle);
}

/* "0/1" of the service is "disk0p1" here; the names have room. */
static size_t entry_name(const char *from, size_t size, char *name)
{
    memcpy(name, "disk", 4);
    for (size_t i = 0; i < size; i++)
        name[4 + i] = from[i] == '/' ? 'p' : from[i];
    return size + 4;
}

void disks_list(struct entries *entries, uint64_t first, uint64_t cookie)
{
    static _Alignas(8) uint8_t bytes[2048];
    struct vb_file_entry entry;
    char name[32];
    int64_t handle = open_url("disk://"), count = 1;
    size_t at, size;
    bool room = true;

    while (handle >= 0 && count > 0 && room) {
        count = sdk_file_list((uint64_t)handle, cookie, bytes, sizeof bytes);
        for (at = 0; count > 0 && room && at + sizeof entry <= (size_t)count;
             at += sizeof entry + (entry.name_size + 7) / 8 * 8) {
            memcpy(&entry, bytes + at, sizeof entry);
            if (entry.name_size > sizeof name - 4 ||
                entry.name_size > (size_t)count - at - sizeof entry || entry.next <= cookie) {
                room = false;
                break;
            }
            cookie = entry.next;
            size = entry_name((const char *)bytes + at + sizeof entry, entry.name_size, name);
            room = entries_add(entries, first + entry.next, first + entry.next, VB_TYPE_BLOCK, name,
                               size);
        }
    }
    if (handle >= 0)
        (void)vb_handle_close((uint64_t)handle);
}
