/* See commands.h. */
#include "commands.h"
#include <string.h>

enum { HEADER_SIZE = 32, FIS_HOST_TO_DEVICE = 0x27, FIS_COMMAND = 0x80, DEVICE_LBA = 0x40 };
enum { HEADER_FIS_DWORDS = 5, HEADER_WRITE = 1 << 6, TABLE_PIECES = 0x80 };

static void write_fis(uint8_t fis[20], enum ahci_command command, uint64_t sector, uint32_t sectors)
{
    memset(fis, 0, 20);
    fis[0] = FIS_HOST_TO_DEVICE;
    fis[1] = FIS_COMMAND;
    fis[2] = (uint8_t)command;
    for (unsigned i = 0; i < 3; i++) {
        fis[4 + i] = (uint8_t)(sector >> (8 * i));
        fis[8 + i] = (uint8_t)(sector >> (8 * (i + 3)));
    }
    fis[7] = command == AHCI_IDENTIFY ? 0 : DEVICE_LBA;
    fis[12] = (uint8_t)sectors;
    fis[13] = (uint8_t)(sectors >> 8);
}

void ahci_prepare(const struct sdk_dma *port, uint64_t at, uint32_t slot, enum ahci_command command,
                  uint64_t sector, uint32_t sectors, uint64_t address, uint32_t size)
{
    uint64_t header = at + AHCI_LIST + (uint64_t)slot * HEADER_SIZE;
    uint64_t table = at + AHCI_TABLES + (uint64_t)slot * AHCI_TABLE_SIZE;
    uint32_t flags = HEADER_FIS_DWORDS | (command == AHCI_WRITE ? HEADER_WRITE : 0);
    uint8_t fis[20];

    write_fis(fis, command, sector, sectors);
    (void)sdk_dma_write(port, table, fis, sizeof fis);
    (void)sdk_dma_write64(port, table + TABLE_PIECES, address);
    (void)sdk_dma_write32(port, table + TABLE_PIECES + 8, 0);
    (void)sdk_dma_write32(port, table + TABLE_PIECES + 12, size > 0 ? size - 1 : 0);
    (void)sdk_dma_write32(port, header, flags | (size > 0 ? 1u << 16 : 0));
    (void)sdk_dma_write32(port, header + 4, 0);
    (void)sdk_dma_write64(port, header + 8, port->address + table);
}

uint32_t ahci_moved(const struct sdk_dma *port, uint64_t at, uint32_t slot)
{
    return sdk_dma_read32(port, at + AHCI_LIST + (uint64_t)slot * HEADER_SIZE + 4);
}

static uint16_t word(const uint8_t *data, unsigned index)
{
    return (uint16_t)(data[2 * index] | data[2 * index + 1] << 8);
}

static uint32_t words(const uint8_t *data, unsigned index)
{
    return word(data, index) | (uint32_t)word(data, index + 1) << 16;
}

/* ATA text: two characters a word, the first in the high byte, padded with spaces. */
static void copy_text(char *out, const uint8_t *data, unsigned index, unsigned count)
{
    unsigned end = 0;

    for (unsigned i = 0; i < 2 * count; i++) {
        char c = (char)data[2 * index + (i ^ 1)];
        out[i] = c;
        if (c < ' ' || c > '~')
            out[i] = ' ';
        if (out[i] != ' ')
            end = i + 1;
    }
    out[end] = 0;
}

/* 7.16.7.61: a logical sector is 512 bytes unless word 106 says otherwise. */
static uint32_t sector_size(const uint8_t *data)
{
    uint16_t sizes = word(data, 106);
    uint32_t half = words(data, 117);

    if ((sizes & 0xc000) != 0x4000 || (sizes & 0x1000) == 0)
        return BLOCK_SECTOR;
    return half <= 2048 ? half * 2 : 0;
}

int ahci_identify(const uint8_t data[AHCI_IDENTIFY_SIZE], struct vb_block_info *info)
{
    enum { DMA = 1 << 8, LBA48 = 1 << 10 };
    uint32_t size = sector_size(data);
    uint64_t sectors = words(data, 100) | (uint64_t)words(data, 102) << 32;

    if ((word(data, 49) & DMA) == 0 || (word(data, 83) & LBA48) == 0 || size < BLOCK_SECTOR ||
        (size & (size - 1)) != 0 || sectors == 0 || sectors > UINT64_C(1) << 48)
        return VB_ERR_NOT_SUPPORTED;
    *info = (struct vb_block_info){.sectors = sectors, .sector_size = size};
    copy_text(info->name, data, 27, 20);
    return VB_OK;
}
