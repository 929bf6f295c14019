/*
 * Requests to a disk, between clients and the driver's slots: what may be asked, what waits for a
 * slot, what has taken too long. Pure.
 */
#ifndef BLOCK_REQUESTS_H
#define BLOCK_REQUESTS_H

#include <stdbool.h>
#include <stdint.h>
#include <vibee/driver.h>
#include <vibee/file.h>
#include <vibee/objects.h>
#include <vibee/status.h>

enum {
    BLOCK_SLOTS_MAX = 16,
    BLOCK_WAITING_MAX = 64, /* more are answered VB_ERR_LIMIT */
    BLOCK_UNITS_MAX = 8,
    BLOCK_SECTOR = 512,
};

struct block_request {
    uint64_t reply;     /* 0: nobody waits for it */
    uint32_t operation; /* vb_block_operation: READ, WRITE or FLUSH */
    uint32_t unit;      /* which disk of the device */
    uint32_t size;      /* bytes */
    uint64_t sector;
    uint64_t began; /* when the device got it, monotonic nanoseconds */
};

struct block_requests {
    struct vb_block_info units[BLOCK_UNITS_MAX];
    uint32_t unit_count;
    uint32_t slot_count;
    uint32_t busy; /* a bit for each slot that the device has */
    struct block_request slots[BLOCK_SLOTS_MAX];
    struct block_request waiting[BLOCK_WAITING_MAX]; /* a ring */
    uint32_t first, count;
};

/* Whether a disk like this can do it: VB_OK, or what it is refused with. */
int block_check(const struct vb_block_info *info, uint32_t operation,
                const struct vb_file_request *request);
/* Put it at the end of what waits; false: no room. */
bool block_wait(struct block_requests *requests, const struct block_request *request);
/* Give the request that has waited longest a free slot: its number; -1: nothing waits or none is
 * free. */
int block_next(struct block_requests *requests, uint64_t now);
/* The slot is free again; returns what was in it. */
struct block_request block_finish(struct block_requests *requests, uint32_t slot);
/* When the request that the device has had longest began; VB_FOREVER: it has none. */
uint64_t block_oldest(const struct block_requests *requests);

#endif
