/*
 * The block protocol (spec/driver.vibee) for drivers of disks: takes requests from the channel,
 * moves their data between clients' windows and the driver's slots, and answers. The driver itself
 * only starts transfers and says when they are done.
 *
 * Slot i has BLOCK_TRANSFER_MAX bytes at i * BLOCK_TRANSFER_MAX of `data`.
 *
 * A device that answers nothing for BLOCK_PATIENCE_NS, or breaks its rules, ends the driver: init
 * starts the next, which resets the device, and the clients repeat what was under way.
 */
#ifndef BLOCK_SERVER_H
#define BLOCK_SERVER_H

#include "requests.h"
#include <sdk/driver.h>
#include <sdk/hardware.h>

enum { BLOCK_TRANSFER_MAX = 65536 };
#define BLOCK_PATIENCE_NS UINT64_C(10000000000)
/* Code of the interrupt's pulse. */
#define BLOCK_INTERRUPT (UINT64_C(1) << 40)

struct block_server;

struct block_driver {
    /* Start the transfer of a slot; VB_OK: block_done() will be called for it. */
    int (*submit)(struct block_server *server, uint32_t slot, const struct block_request *request);
    /* The interrupt came: call block_done() for what is ready. VB_ERR_IO: the device cannot be
     * worked with any more. */
    int (*interrupt)(struct block_server *server);
};

struct block_server {
    struct sdk_driver driver;
    struct sdk_claimed claimed;
    struct sdk_dma data;
    const struct block_driver *operations;
    struct block_requests requests;
    void *context; /* the driver's */
};

/* Find the handles and claim the device with one interrupt and DMA; ends the task when it cannot.
 */
void block_open(struct block_server *server);
/* Memory for the device; ends the task when there is none. */
struct sdk_dma block_memory(struct block_server *server, uint64_t size);
/* The device has dealt with a slot. */
void block_done(struct block_server *server, uint32_t slot, int status);
/* Serve for ever. requests.units, unit_count and slot_count are set, `data` is allocated. */
__attribute__((noreturn)) void block_serve(struct block_server *server);

#endif
