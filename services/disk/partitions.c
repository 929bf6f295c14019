/* See partitions.h. */
#include "partitions.h"
#include <string.h>

enum { SIGNATURE_AT = 510, ENTRIES_AT = 446, MBR_ENTRY = 16, MBR_ENTRIES = 4 };
enum { TYPE_NONE = 0, TYPE_EXTENDED = 5, TYPE_EXTENDED_LBA = 0xf, TYPE_EXTENDED_LINUX = 0x85 };
enum { TYPE_PROTECTIVE = 0xee, LOGICAL_FIRST = 5 };

enum { /* GPT header */
       GPT_HEADER_SIZE = 92,
       HEADER_SIZE = 12,
       HEADER_CRC = 16,
       OWN_SECTOR = 24,
       ENTRIES_SECTOR = 72,
       ENTRY_COUNT = 80,
       ENTRY_SIZE = 84,
       ENTRIES_CRC = 88,
};
enum { GPT_ENTRY = 128, ENTRY_FIRST = 32, ENTRY_LAST = 40 };

/* One sector at a time; the service has one thread. */
static uint8_t sector[SECTOR_MAX];

static uint32_t u32(const uint8_t *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static uint64_t u64(const uint8_t *at)
{
    return u32(at) | (uint64_t)u32(at + 4) << 32;
}

/* CRC-32 (ISO 3309, reflected), continued from `crc`; begin with 0. */
static uint32_t crc32(uint32_t crc, const uint8_t *bytes, size_t size)
{
    crc = ~crc;
    for (size_t i = 0; i < size; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (UINT32_C(0xedb88320) & (0 - (crc & 1)));
    }
    return ~crc;
}

static void add(const struct partition_disk *disk, struct partitions *out, uint32_t number,
                uint64_t first, uint64_t count)
{
    if (out->count < PARTITIONS_MAX && first > 0 && count > 0 && first < disk->sectors &&
        count <= disk->sectors - first)
        out->entries[out->count++] = (struct partition){number, first, count};
}

/* ---- GPT ---- */

struct gpt {
    uint64_t entries;
    uint32_t count, size, crc;
};

/* The header in the sector just read; false: it is none, or damaged. */
static bool parse_header(const struct partition_disk *disk, uint64_t at, struct gpt *gpt)
{
    uint32_t size = u32(sector + HEADER_SIZE), crc = u32(sector + HEADER_CRC);
    uint64_t bytes;

    if (memcmp(sector, "EFI PART", 8) != 0 || size < GPT_HEADER_SIZE || size > disk->sector_size)
        return false;
    memset(sector + HEADER_CRC, 0, 4);
    *gpt = (struct gpt){u64(sector + ENTRIES_SECTOR), u32(sector + ENTRY_COUNT),
                        u32(sector + ENTRY_SIZE), u32(sector + ENTRIES_CRC)};
    bytes = (uint64_t)gpt->count * gpt->size;
    return crc32(0, sector, size) == crc && u64(sector + OWN_SECTOR) == at &&
           gpt->size >= GPT_ENTRY && gpt->size <= 512 && (gpt->size & (gpt->size - 1)) == 0 &&
           gpt->count <= GPT_ENTRIES_MAX && gpt->entries > 1 && gpt->entries < disk->sectors &&
           bytes / disk->sector_size < disk->sectors - gpt->entries;
}

static void parse_entry(const struct partition_disk *disk, const uint8_t *entry, uint32_t number,
                        struct partitions *out)
{
    static const uint8_t unused[16];
    uint64_t first = u64(entry + ENTRY_FIRST), last = u64(entry + ENTRY_LAST);

    if (memcmp(entry, unused, sizeof unused) != 0 && last >= first && last < disk->sectors)
        add(disk, out, number, first, last - first + 1);
}

/* The table whose header is at a sector: 1, 0 when it is not whole, or negative. */
static int read_gpt(const struct partition_disk *disk, uint64_t at, struct partitions *out)
{
    struct gpt gpt;
    uint32_t crc = 0, number = 1;
    int status = disk->read(disk->context, at, sector);

    if (status < 0 || !parse_header(disk, at, &gpt))
        return status;
    for (uint64_t left = (uint64_t)gpt.count * gpt.size; left > 0; gpt.entries++) {
        uint32_t part = left < disk->sector_size ? (uint32_t)left : disk->sector_size;
        status = disk->read(disk->context, gpt.entries, sector);
        if (status < 0)
            return status;
        crc = crc32(crc, sector, part);
        for (uint32_t i = 0; i < part; i += gpt.size)
            parse_entry(disk, sector + i, number++, out);
        left -= part;
    }
    if (crc != gpt.crc)
        out->count = 0;
    return crc == gpt.crc;
}

/* ---- MBR ---- */

static bool is_extended(uint8_t type)
{
    return type == TYPE_EXTENDED || type == TYPE_EXTENDED_LBA || type == TYPE_EXTENDED_LINUX;
}

/* Logical partitions are a chain of tables: each has one partition, relative to itself, and the way
 * to the next table, relative to the extended partition. PARTITIONS_MAX bounds a chain in a ring.
 */
static int read_logical(const struct partition_disk *disk, uint64_t extended,
                        struct partitions *out)
{
    const uint8_t *entry = sector + ENTRIES_AT;
    uint64_t at = extended;

    for (uint32_t i = 0; i < PARTITIONS_MAX && at > 0 && at < disk->sectors; i++) {
        int status = disk->read(disk->context, at, sector);
        if (status < 0)
            return status;
        if (sector[SIGNATURE_AT] != 0x55 || sector[SIGNATURE_AT + 1] != 0xaa)
            return 0;
        if (entry[4] != TYPE_NONE)
            add(disk, out, LOGICAL_FIRST + i, at + u32(entry + 8), u32(entry + 12));
        if (!is_extended(entry[MBR_ENTRY + 4]))
            return 0;
        at = extended + u32(entry + MBR_ENTRY + 8);
    }
    return 0;
}

/* The sector is the first one of the disk. */
static int read_mbr(const struct partition_disk *disk, struct partitions *out)
{
    uint64_t extended = 0;

    for (uint32_t i = 0; i < MBR_ENTRIES; i++) {
        const uint8_t *entry = sector + ENTRIES_AT + (size_t)i * MBR_ENTRY;
        if (is_extended(entry[4]))
            extended = u32(entry + 8);
        else if (entry[4] != TYPE_NONE)
            add(disk, out, i + 1, u32(entry + 8), u32(entry + 12));
    }
    return extended != 0 ? read_logical(disk, extended, out) : 0;
}

static bool has_type(uint8_t type)
{
    for (size_t i = 0; i < MBR_ENTRIES; i++)
        if (sector[ENTRIES_AT + i * MBR_ENTRY + 4] == type)
            return true;
    return false;
}

/* A boot sector of a file system has the signature, too: status bytes of entries are 0 or 0x80. */
static bool is_mbr(void)
{
    for (size_t i = 0; i < MBR_ENTRIES; i++)
        if ((sector[ENTRIES_AT + i * MBR_ENTRY] & 0x7f) != 0)
            return false;
    return sector[SIGNATURE_AT] == 0x55 && sector[SIGNATURE_AT + 1] == 0xaa;
}

int partitions_read(const struct partition_disk *disk, struct partitions *out)
{
    int status;

    *out = (struct partitions){.table = TABLE_NONE};
    if (disk->sectors < 2)
        return 0;
    status = disk->read(disk->context, 0, sector);
    if (status < 0 || !is_mbr())
        return status;
    if (!has_type(TYPE_PROTECTIVE)) {
        out->table = TABLE_MBR;
        return read_mbr(disk, out);
    }
    out->table = TABLE_GPT;
    status = read_gpt(disk, 1, out);
    if (status == 0) {
        out->table = TABLE_GPT_BACKUP;
        status = read_gpt(disk, disk->sectors - 1, out);
    }
    if (status == 0)
        out->table = TABLE_DAMAGED;
    return status < 0 ? status : 0;
}

const struct partition *partition_find(const struct partitions *partitions, uint32_t number)
{
    for (uint32_t i = 0; i < partitions->count; i++)
        if (partitions->entries[i].number == number)
            return &partitions->entries[i];
    return NULL;
}
