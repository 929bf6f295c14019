/* What the parts of the disk service share. See docs/drivers.md. */
#ifndef DISK_DISK_H
#define DISK_DISK_H

#include "names.h"
#include "partitions.h"
#include <sdk/channel.h>
#include <stdbool.h>
#include <vibee/devmgr.h>
#include <vibee/driver.h>
#include <vibee/file.h>
#include <vibee/objects.h>
#include <vibee/status.h>

enum {
    DISKS_MAX = 16,
    BUFFER_SIZE = 65536,
    NAME_SIZE = 32, /* of a device */
};

/* A disk: one unit of a block device. Its number is its index, from its first appearance on. */
struct disk {
    char device[NAME_SIZE]; /* "": no such disk */
    uint32_t unit;
    uint64_t driver; /* sender right */
    struct vb_block_info info;
    struct partitions partitions;
    bool slow; /* a request was given up: the next ones are not waited for so long */
    bool gone; /* its driver is, for good */
    /* How many requests its driver was given, those of them again after a driver had died, those
     * that failed, and those that are not answered yet. */
    uint64_t requests, repeated, failed, under_way;
};

/* ---- disks.c: which disks there are, and requests to their drivers ---- */

/* Ask devmgr what there is; disks that were found before keep their numbers. One thread calls it.
 */
void disks_find(void);
/* NULL: no disk of that number. */
struct disk *disk_at(uint32_t number);
/* A request to the driver: VB_BLOCK_READ, WRITE or FLUSH of `size` bytes in `buffer`. Repeated
 * while drivers die, for DISK_PATIENCE_NS in all, and while the disk is slow for SLOW_PATIENCE_NS.
 * A negative status; then VB_ERR_IO means the disk. */
#define DISK_PATIENCE_NS UINT64_C(30000000000)
#define SLOW_PATIENCE_NS UINT64_C(5000000000)
int64_t disk_request(struct disk *disk, uint32_t operation, uint64_t sector, void *buffer,
                     uint32_t size);

/* ---- extent.c: bytes of a disk or partition ---- */

struct extent {
    uint32_t number;
    struct disk *disk;
    uint64_t first, size; /* bytes */
};

/* The whole disk (partition 0) or a partition; false: there is none. */
bool extent_open(uint32_t disk, uint32_t partition, struct extent *out);

/* One read or write, of at most a buffer. */
struct transfer {
    struct disk *disk;
    bool writes;
    uint64_t sector;
    uint32_t skip, size, span; /* bytes: before it in the first sector; its own; whole sectors */
};

/* At most `size` bytes from `offset` on: 1 and the transfer, which may be shorter, or the result
 * when there is nothing to transfer: 0, VB_ERR_NO_SPACE. */
int64_t transfer_plan(const struct extent *extent, bool writes, uint64_t offset, uint64_t size,
                      struct transfer *out);
/* Carry it out between a client's window 0 and the disk, by a buffer of BUFFER_SIZE. The count, or
 * a negative status. What is not whole sectors is read, changed and written. */
int64_t transfer_run(const struct transfer *transfer, uint64_t reply, uint8_t *buffer);

/* ---- open.c: open descriptions, which outlive the service ---- */

/* Shared with the next incarnation as it stands. */
struct description {
    uint64_t badge; /* 0: free */
    uint64_t offset;
    uint32_t partition; /* 0: the whole disk */
    uint32_t unit;
    uint32_t flags; /* vb_open_flags */
    uint32_t kind;  /* enum disk_name_kind */
    char device[NAME_SIZE];
};

void descriptions_load(void);
/* NULL: there is none. */
struct description *description_find(uint64_t badge);
/* A new one with a badge of its own; NULL: too many are open. */
struct description *description_make(const struct description *like);
/* It has changed. */
void description_save(const struct description *description);
void description_close(struct description *description);
/* The extent that it stands for; false: the disk is not there any more. */
bool description_extent(const struct description *description, struct extent *out);

#endif
