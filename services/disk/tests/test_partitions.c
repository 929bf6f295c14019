/* Partition tables made here, as they should be and damaged. */
#include "partitions.h"
#include <check.h>
#include <string.h>

enum { SECTORS = 2048 };
static uint8_t bytes[SECTORS * 512];
static uint32_t sector_size;
static uint64_t fails_at;

static int read_bytes(void *context, uint64_t sector, void *buffer)
{
    (void)context;
    if (sector == fails_at)
        return -24;
    if ((sector + 1) * sector_size > sizeof bytes)
        return -34;
    memcpy(buffer, bytes + sector * sector_size, sector_size);
    return 0;
}

static int read_all(struct partitions *out)
{
    struct partition_disk disk = {read_bytes, NULL, sizeof bytes / sector_size, sector_size};
    return partitions_read(&disk, out);
}

static void begin(uint32_t size)
{
    memset(bytes, 0, sizeof bytes);
    sector_size = size;
    fails_at = UINT64_MAX;
}

static void put(uint64_t at, uint64_t value, unsigned width)
{
    for (unsigned i = 0; i < width; i++)
        bytes[at + i] = (uint8_t)(value >> (8 * i));
}

static void put_mbr(uint64_t at, unsigned index, uint8_t type, uint32_t first, uint32_t count)
{
    uint64_t entry = at + 446 + 16 * (uint64_t)index;
    bytes[entry + 4] = type;
    put(entry + 8, first, 4);
    put(entry + 12, count, 4);
    put(at + 510, 0xaa55, 2);
}

/* A slow CRC-32 by its definition: division of polynomials, bit by bit. */
static uint32_t crc32(const uint8_t *at, uint64_t size)
{
    uint32_t crc = UINT32_MAX;
    for (uint64_t i = 0; i < size * 8; i++) {
        uint32_t bit = (at[i / 8] >> (i % 8) & 1u) ^ (crc & 1u);
        crc = (crc >> 1) ^ (bit ? 0xedb88320u : 0);
    }
    return ~crc;
}

static void finish_gpt(uint64_t header, uint64_t entries, uint32_t count, uint32_t size)
{
    uint64_t at = header * sector_size;
    memcpy(bytes + at, "EFI PART", 8);
    put(at + 8, 0x10000, 4);
    put(at + 12, 92, 4);
    put(at + 24, header, 8);
    put(at + 72, entries, 8);
    put(at + 80, count, 4);
    put(at + 84, size, 4);
    put(at + 88, crc32(bytes + entries * sector_size, (uint64_t)count * size), 4);
    put(at + 16, 0, 4);
    put(at + 16, crc32(bytes + at, 92), 4);
}

static void put_gpt(uint64_t entries, unsigned index, uint64_t first, uint64_t last)
{
    uint64_t at = entries * sector_size + 128 * (uint64_t)index;
    bytes[at] = 0xaf;
    put(at + 32, first, 8);
    put(at + 40, last, 8);
}

static void make_gpt(uint32_t size)
{
    begin(size);
    uint64_t last = sizeof bytes / size - 1, backup = last - 128 * 128 / size;
    put_mbr(0, 0, 0xee, 1, (uint32_t)last);
    for (uint64_t entries = 2;; entries = backup) {
        put_gpt(entries, 0, 40, 99);
        put_gpt(entries, 4, 100, 100);
        put_gpt(entries, 5, 100, last + 1); /* outside */
        put_gpt(entries, 6, 101, 100);      /* the wrong way round */
        put_gpt(entries, 127, 150, 159);
        if (entries == backup)
            break;
    }
    finish_gpt(1, 2, 128, 128);
    finish_gpt(last, backup, 128, 128);
}

static void check_gpt(const struct partitions *found)
{
    CHECK_EQ(found->count, 3);
    CHECK_EQ(found->entries[0].first, 40);
    CHECK_EQ(found->entries[0].count, 60);
    const struct partition *fifth = partition_find(found, 5);
    CHECK(fifth != NULL && fifth->first == 100 && fifth->count == 1);
    CHECK(partition_find(found, 128) != NULL);
    CHECK(partition_find(found, 6) == NULL);
    CHECK(partition_find(found, 0) == NULL);
}

static void reads_gpt(void)
{
    struct partitions found;

    for (uint32_t size = 512; size <= 4096; size *= 8) {
        make_gpt(size);
        CHECK_EQ(read_all(&found), 0);
        CHECK_EQ(found.table, TABLE_GPT);
        check_gpt(&found);
    }
}

static void uses_the_backup(void)
{
    static const uint32_t damage[] = {512,      512 + 16, 512 + 24,   512 + 80,
                                      512 + 88, 1024,     1024 + 4096};
    struct partitions found;

    for (size_t i = 0; i < sizeof damage / sizeof *damage; i++) {
        make_gpt(512);
        bytes[damage[i]] ^= 1;
        CHECK_EQ(read_all(&found), 0);
        CHECK_EQ(found.table, TABLE_GPT_BACKUP);
        check_gpt(&found);
    }
    bytes[sizeof bytes - 512] ^= 1; /* and that one, too */
    CHECK_EQ(read_all(&found), 0);
    CHECK_EQ(found.table, TABLE_DAMAGED);
    CHECK_EQ(found.count, 0);
}

/* Headers that are whole, with values that cannot be. */
static void refuses_impossible_headers(void)
{
    static const struct {
        uint64_t entries;
        uint32_t count, size;
    } cases[] = {{2, 128, 64},           {2, 128, 129},      {2, 128, 1024},
                 {2, 1025, 128},         {2, 1u << 31, 128}, {1, 128, 128},
                 {0, 128, 128},          {SECTORS, 4, 128},  {SECTORS - 1, 128, 128},
                 {UINT64_MAX, 128, 128}, {2, 128, 0}};
    struct partitions found;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        make_gpt(512);
        memset(bytes + sizeof bytes - 512, 0, 512);
        finish_gpt(1, 2, 1, 128);
        put(512 + 72, cases[i].entries, 8);
        put(512 + 80, cases[i].count, 4);
        put(512 + 84, cases[i].size, 4);
        put(512 + 16, 0, 4);
        put(512 + 16, crc32(bytes + 512, 92), 4);
        CHECK_EQ(read_all(&found), 0);
        CHECK_EQ(found.table, TABLE_DAMAGED);
    }
}

static void reads_mbr(void)
{
    struct partitions found;

    begin(512);
    put_mbr(0, 0, 0x83, 64, 100);
    put_mbr(0, 1, 0x0f, 500, 1000);
    put_mbr(0, 2, 0x83, 164, SECTORS); /* too long */
    put_mbr(0, 3, 0x0c, 200, 10);
    put_mbr(500 * 512, 0, 0x83, 4, 20);
    put_mbr(500 * 512, 1, 0x05, 100, 50);
    put_mbr(600 * 512, 0, 0x82, 1, 7);
    CHECK_EQ(read_all(&found), 0);
    CHECK_EQ(found.table, TABLE_MBR);
    CHECK_EQ(found.count, 4);
    CHECK_EQ(partition_find(&found, 1)->count, 100);
    CHECK_EQ(partition_find(&found, 4)->first, 200);
    CHECK_EQ(partition_find(&found, 5)->first, 504);
    CHECK_EQ(partition_find(&found, 6)->first, 601);
    CHECK_EQ(partition_find(&found, 6)->count, 7);

    put_mbr(600 * 512, 1, 0x05, 0, 50); /* the chain bites its tail */
    CHECK_EQ(read_all(&found), 0);
    CHECK(found.count <= PARTITIONS_MAX);
    fails_at = 600;
    CHECK_EQ(read_all(&found), -24);
    fails_at = 0;
    CHECK_EQ(read_all(&found), -24);
}

static void others_have_none(void)
{
    struct partitions found;

    begin(512);
    CHECK_EQ(read_all(&found), 0);
    CHECK_EQ(found.table, TABLE_NONE);
    put_mbr(0, 0, 0x83, 64, 100);
    bytes[446] = 0x41; /* code, not a status: the boot sector of a file system */
    CHECK_EQ(read_all(&found), 0);
    CHECK_EQ(found.table, TABLE_NONE);
    CHECK_EQ(found.count, 0);
}

int main(void)
{
    RUN(reads_gpt);
    RUN(uses_the_backup);
    RUN(refuses_impossible_headers);
    RUN(reads_mbr);
    RUN(others_have_none);
    return check_exit();
}
