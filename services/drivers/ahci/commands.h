/*
 * What a driver writes into memory for an AHCI port (AHCI 1.3.1, chapter 4) and ATA commands (ACS-3
 * chapter 7). No registers: only memory that the controller reads.
 */
#ifndef AHCI_COMMANDS_H
#define AHCI_COMMANDS_H

#include "../block/requests.h"
#include <sdk/hardware.h>
#include <stdbool.h>
#include <stdint.h>

enum { /* where things are in a port's memory */
       AHCI_LIST = 0,
       AHCI_LIST_SIZE = 1024,
       AHCI_RECEIVED = 1024, /* received FISes */
       AHCI_TABLES = 2048,
       AHCI_TABLE_SIZE = 256,
       AHCI_PORT_MEMORY = AHCI_TABLES + BLOCK_SLOTS_MAX * AHCI_TABLE_SIZE,
       AHCI_IDENTIFY_SIZE = 512,
};

enum ahci_command {
    AHCI_IDENTIFY = 0xec,
    AHCI_READ = 0x25,  /* READ DMA EXT */
    AHCI_WRITE = 0x35, /* WRITE DMA EXT */
    AHCI_FLUSH = 0xea, /* FLUSH CACHE EXT */
};

/* Write command `slot` of a port. `address` is where its `size` bytes of data are for the device;
 * size 0: no data. `port` is the port's memory, `at` where it begins there. */
void ahci_prepare(const struct sdk_dma *port, uint64_t at, uint32_t slot, enum ahci_command command,
                  uint64_t sector, uint32_t sectors, uint64_t address, uint32_t size);
/* How many bytes the controller has moved for the command. */
uint32_t ahci_moved(const struct sdk_dma *port, uint64_t at, uint32_t slot);

/* What IDENTIFY DEVICE answered. VB_ERR_NOT_SUPPORTED: no 48-bit addresses, no DMA, or sectors that
 * are not a power of two from 512 to 4096 bytes. */
int ahci_identify(const uint8_t data[AHCI_IDENTIFY_SIZE], struct vb_block_info *info);

#endif
