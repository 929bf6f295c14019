/*
 * The block protocol as the drivers of disks serve it (services/drivers/block), over a disk that is
 * played here: two units, the second of them read-only.
 */
#include "../../../services/drivers/block/server.h"
#include "driver.h"
#include "memory.h"

enum { SLOTS = 4, SECTORS = 1024 };

const struct vb_devmgr_resources driver_has = {
    .interrupt_count = 1, .dma_count = 1, .name = "block@3"};

static uint32_t busy; /* slots that the disk has */
static bool silent;
static int status;  /* what it says about a transfer */
static int refusal; /* what it says to a request */

static int submit(struct block_server *server, uint32_t slot, const struct block_request *request)
{
    (void)server;
    if (slot >= SLOTS || (busy >> slot & 1) != 0)
        fake_wrong("slot %u is given a second time", slot);
    if (request->size > BLOCK_TRANSFER_MAX)
        fake_wrong("a transfer of %u bytes", request->size);
    if (refusal < 0)
        return refusal;
    busy |= 1u << slot;
    if (!silent)
        driver_interrupt();
    return VB_OK;
}

static int interrupt(struct block_server *server)
{
    for (uint32_t slot = 0; slot < SLOTS && !silent; slot++)
        if ((busy >> slot & 1) != 0) {
            busy &= ~(1u << slot);
            block_done(server, slot, status);
        }
    return VB_OK;
}

int service_main(void)
{
    static const struct block_driver operations = {submit, interrupt};
    static struct block_server server;
    const struct vb_block_info info = {
        .sectors = SECTORS, .sector_size = 512, .max_transfer = BLOCK_TRANSFER_MAX};

    server = (struct block_server){.operations = &operations};
    busy = 0;
    block_open(&server);
    server.data = block_memory(&server, (uint64_t)SLOTS * BLOCK_TRANSFER_MAX);
    server.requests.units[0] = server.requests.units[1] = info;
    server.requests.units[1].flags = VB_BLOCK_READ_ONLY;
    server.requests.unit_count = 2;
    server.requests.slot_count = SLOTS;
    block_serve(&server);
}

static void happens(void)
{
    uint8_t choice = fake_byte();

    switch (choice & 3) {
    case 0:
        silent = (choice & 4) != 0;
        break;
    case 1:
        status = choice & 4 ? VB_ERR_IO : VB_OK;
        break;
    case 2:
        refusal = choice & 4 ? VB_ERR_IO : VB_OK;
        break;
    default:
        break;
    }
    driver_interrupt();
}

static bool finish(void)
{
    bool was = silent;

    silent = false;
    refusal = VB_OK;
    driver_interrupt();
    return was;
}

static void told(uint32_t what, uint64_t number, uint64_t other, const uint8_t *bytes, size_t size)
{
    (void)bytes;
    (void)size;
    if (what == FAKE_SILENT)
        silent = number != 0;
    else if (what == FAKE_ANSWERS)
        status = (int)(int64_t)other;
    else
        fake_wrong("a disk does not know happening %u", what);
}

static void over(void)
{
    silent = false;
    status = refusal = VB_OK;
    busy = 0;
    driver_line = 0;
}

static const struct protocol_errors errors[] = BLOCK_ERRORS;

const struct fake_service fake_service = {.run = service_main,
                                          .given = driver_given,
                                          .finished = driver_finished,
                                          .badges = {1},
                                          .ids = 6,
                                          .dies = true,
                                          .happens = happens,
                                          .finish = finish,
                                          .over = over,
                                          .errors = errors,
                                          .called = driver_called,
                                          .told = told};
