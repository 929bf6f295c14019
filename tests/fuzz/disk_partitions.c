/* A disk of any bytes. With the first byte odd, the checksums of its GPT are made right. */
#include "../../services/disk/partitions.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct bytes {
    uint8_t *data;
    uint32_t sector_size;
    uint64_t sectors, reads;
};

static int read_sector(void *context, uint64_t sector, void *buffer)
{
    struct bytes *bytes = context;
    if (sector >= bytes->sectors || ++bytes->reads > 3000)
        abort();
    memcpy(buffer, bytes->data + sector * bytes->sector_size, bytes->sector_size);
    return 0;
}

static uint32_t crc32(const uint8_t *at, size_t size)
{
    uint32_t crc = UINT32_MAX;
    for (size_t i = 0; i < size * 8; i++)
        crc = crc >> 1 ^ (((at[i / 8] >> (i % 8)) ^ crc) & 1 ? 0xedb88320u : 0);
    return ~crc;
}

static void repair(struct bytes *bytes, uint64_t sector)
{
    uint8_t *header = bytes->data + sector * bytes->sector_size;
    uint64_t entries, total = bytes->sectors * bytes->sector_size, at;
    uint32_t count, size, length, crc;

    memcpy(header, "EFI PART", 8);
    memcpy(header + 24, &sector, 8);
    memcpy(&entries, header + 72, 8);
    memcpy(&count, header + 80, 4);
    memcpy(&size, header + 84, 4);
    memcpy(&length, header + 12, 4);
    at = entries * bytes->sector_size;
    if (entries < bytes->sectors && (uint64_t)count * size <= total - at) {
        crc = crc32(bytes->data + at, (size_t)count * size);
        memcpy(header + 88, &crc, 4);
    }
    memset(header + 16, 0, 4);
    if (length >= 20 && length <= bytes->sector_size) {
        crc = crc32(header, length);
        memcpy(header + 16, &crc, 4);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes bytes = {.sector_size = 512};
    struct partitions found;

    if (size < 2)
        return 0;
    bytes.sectors = (size - 1) / bytes.sector_size;
    bytes.data = malloc(size);
    memcpy(bytes.data, data + 1, size - 1);
    if ((data[0] & 1) != 0 && bytes.sectors > 2) {
        repair(&bytes, 1);
        repair(&bytes, bytes.sectors - 1);
    }
    struct partition_disk disk = {read_sector, &bytes, bytes.sectors, bytes.sector_size};
    if (partitions_read(&disk, &found) != 0 || found.count > PARTITIONS_MAX)
        abort();
    for (uint32_t i = 0; i < found.count; i++)
        if (found.entries[i].count == 0 || found.entries[i].first >= bytes.sectors ||
            found.entries[i].count > bytes.sectors - found.entries[i].first)
            abort();
    free(bytes.data);
    return 0;
}
