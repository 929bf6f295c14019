/*
 * Disks: each thread reads and writes pieces of a region of its own, of any size at any offset, and
 * knows what must be there. In the end all of it is read once more, and its CRC reported, so that
 * the test can look at the disk itself.
 */
#include "campaign.h"
#include <sdk/file.h>
#include <sdk/log.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vibee/file.h>
#include <vibee/status.h>
#include <vibee/syscalls.h>

enum { REGION = 262144, FIRST = 1048576, PIECE_MAX = 16384, POOL = 65536, DISK_THREADS = 4 };

struct region {
    uint64_t seed, start;
    unsigned char *wanted, *buffer;
};

static struct region regions[DISK_THREADS];
static unsigned char pool[POOL];
static uint64_t disk, status_file;
static char device[40];
static uint64_t repeated_before;

/* The disk service's line about the driver. */
static bool read_status(char *text, size_t size)
{
    int64_t count = sdk_file_read(status_file, 0, text, size - 1);

    if (count < 0)
        return false;
    text[count] = 0;
    return true;
}

/* One of its counts. */
static uint64_t count_of(const char *name)
{
    char text[2048];
    const char *line, *at;

    if (!read_status(text, sizeof text) || (line = strstr(text, device)) == NULL ||
        (at = strstr(line, name)) == NULL)
        return 0;
    return strtoull(at + strlen(name), NULL, 10);
}

/* How often it has made requests again because the driver died. */
static uint64_t repeated(void)
{
    return count_of(" repeated ");
}

static void open_disk(const char *target)
{
    char text[2048], url[32];
    const char *line = NULL;
    int64_t file = sdk_open("disk://status", VB_OPEN_READ);
    long number = 0;

    status_file = (uint64_t)file;
    snprintf(device, sizeof device, " %s ", target);
    if (file >= 0 && read_status(text, sizeof text))
        line = strstr(text, device);
    if (line == NULL)
        sdk_die("campaign: no disk at %s", target);
    while (line > text && line[-1] != '\n')
        line--;
    number = strtol(line + 4, NULL, 10);
    snprintf(url, sizeof url, "disk://%ld", number);
    file = sdk_open(url, VB_OPEN_READ | VB_OPEN_WRITE);
    if (file < 0)
        sdk_die("campaign: %s: %s", url, sdk_status_text(file));
    disk = (uint64_t)file;
}

/* All of a piece, whatever dies. */
static bool move(const struct region *region, uint32_t offset, unsigned char *buffer, uint32_t size,
                 bool writes)
{
    uint32_t done = 0;
    int64_t count;

    while (done < size) {
        uint64_t at = region->start + offset + done;
        count = writes ? sdk_file_write(disk, at, buffer + done, size - done)
                       : sdk_file_read(disk, at, buffer + done, size - done);
        if (count == VB_ERR_SERVER_DIED) { /* the disk service, when that is the target */
            counts.repeated++;
            continue;
        }
        if (count <= 0) {
            counts.failed++;
            return false;
        }
        done += (uint32_t)count;
    }
    return true;
}

/* memcmp() goes byte by byte, which takes long in an emulator. */
static bool is_same(const unsigned char *a, const unsigned char *b, uint32_t size)
{
    uint64_t x, y;

    for (; size >= sizeof x; size -= sizeof x, a += sizeof x, b += sizeof y) {
        memcpy(&x, a, sizeof x);
        memcpy(&y, b, sizeof y);
        if (x != y)
            return false;
    }
    return memcmp(a, b, size) == 0;
}

static void check(const struct region *region, uint32_t offset, uint32_t size)
{
    memset(region->buffer, 0xee, size);
    if (!move(region, offset, region->buffer, size, false))
        return;
    if (!is_same(region->buffer, region->wanted + offset, size))
        counts.wrong++;
    else
        counts.operations++;
}

/* Bytes that were not there before: from a pool of random ones, and a number in each 256. */
static void change(struct region *region, uint32_t offset, uint32_t size)
{
    uint64_t number = random_next(&region->seed);
    unsigned char *at = region->wanted + offset;

    memcpy(at, pool + number % (POOL - PIECE_MAX), size);
    for (uint32_t i = 0; i + sizeof number <= size; i += 256, number++)
        memcpy(at + i, &number, sizeof number);
    if (move(region, offset, at, size, true))
        counts.operations++;
}

/* Most are whole sectors; the others are read, changed and written by the disk service. */
static void work(uint64_t argument)
{
    struct region *region = &regions[argument];

    while (!stopping) {
        uint32_t size = 1 + (uint32_t)(random_next(&region->seed) % PIECE_MAX);
        uint32_t offset = (uint32_t)(random_next(&region->seed) % (REGION - PIECE_MAX));
        if (random_next(&region->seed) % 4 != 0) {
            size = (size + 511) / 512 * 512;
            offset = offset / 512 * 512;
        }
        if (random_next(&region->seed) % 2 != 0)
            change(region, offset, size);
        else
            check(region, offset, size);
    }
    worker_ended();
}

static void start(uint64_t seed)
{
    uint64_t state = seed;

    for (uint32_t i = 0; i < POOL; i++)
        pool[i] = (unsigned char)random_next(&state);
    for (uint32_t i = 0; i < DISK_THREADS; i++) {
        struct region *region = &regions[i];
        region->seed = seed * 1000 + i + 1;
        region->start = FIRST + (uint64_t)i * REGION;
        region->wanted = malloc(REGION);
        region->buffer = malloc(PIECE_MAX + 512);
        if (region->wanted == NULL || region->buffer == NULL)
            sdk_die("campaign: no memory");
        for (uint32_t at = 0; at < REGION; at += PIECE_MAX)
            change(region, at, PIECE_MAX);
    }
    for (uint32_t i = 0; i < DISK_THREADS; i++)
        start_worker(work, i);
}

/* In an emulator a disk answers at once: seven kills of eight wait a little until a request is
 * under way. Whether it was with the driver is known when it had to be repeated. */
static bool before(void)
{
    enum { TRIES = 200 };
    static unsigned kills;

    repeated_before = repeated();
    kills++;
    for (int i = 0; i < TRIES && kills % 8 != 0 && count_of(" under-way ") == 0; i++)
        (void)vb_sleep(clock_now() + 50000);
    return false;
}

static bool after(void)
{
    return repeated() != repeated_before;
}

static uint32_t crc_of(const unsigned char *bytes, size_t size, uint32_t crc)
{
    crc = ~crc;
    for (size_t i = 0; i < size; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (UINT32_C(0xedb88320) & (0 - (crc & 1)));
    }
    return ~crc;
}

static void finish(char *report, size_t size)
{
    uint32_t crc = 0;

    wait_for_workers();
    for (uint32_t i = 0; i < DISK_THREADS; i++) {
        for (uint32_t at = 0; at < REGION; at += PIECE_MAX)
            check(&regions[i], at, PIECE_MAX);
        crc = crc_of(regions[i].wanted, REGION, crc);
    }
    snprintf(report, size, " requests-repeated %llu crc %08x at %u size %u",
             (unsigned long long)repeated(), crc, FIRST, DISK_THREADS * REGION);
}

const struct kind disk_kind = {"disk", open_disk, start, before, after, finish};
