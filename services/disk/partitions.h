/*
 * Partition tables: GPT (UEFI 2.10, 5.3) and MBR with logical partitions (5.2 and the IBM PC's
 * convention). Pure; what a disk says is checked before it is used, and the work is bounded
 * whatever it says.
 */
#ifndef DISK_PARTITIONS_H
#define DISK_PARTITIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PARTITIONS_MAX = 32,
    SECTOR_MAX = 4096,
    GPT_ENTRIES_MAX = 1024, /* larger tables are taken for damaged */
};

struct partition {
    uint32_t number;       /* as the table counts: from 1; logical ones of an MBR from 5 */
    uint64_t first, count; /* sectors; inside the disk, count at least 1 */
};

enum partition_table {
    TABLE_NONE,
    TABLE_GPT,
    TABLE_GPT_BACKUP, /* the first table is damaged, the one at the end is used */
    TABLE_MBR,
    TABLE_DAMAGED, /* it should have a GPT, and has none that is whole */
};

struct partition_disk {
    /* Read one sector; 0, or a negative status, with which partitions_read() then ends. */
    int (*read)(void *context, uint64_t sector, void *buffer);
    void *context;
    uint64_t sectors;
    uint32_t sector_size; /* a power of two, 512 to SECTOR_MAX */
};

struct partitions {
    enum partition_table table;
    uint32_t count;
    struct partition entries[PARTITIONS_MAX];
};

/* 0, or what `read` failed with. Entries that lie outside of the disk are left out. */
int partitions_read(const struct partition_disk *disk, struct partitions *out);
/* NULL: no partition of that number. */
const struct partition *partition_find(const struct partitions *partitions, uint32_t number);

#endif
