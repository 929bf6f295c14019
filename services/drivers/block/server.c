/* See server.h. */
#include "server.h"
#include <sdk/log.h>
#include <string.h>
#include <vibee/syscalls.h>

void block_open(struct block_server *server)
{
    int64_t status;

    sdk_driver_open(&server->driver);
    status = sdk_driver_claim(&server->driver, 1, &server->claimed);
    if (status < 0)
        sdk_die("%s: cannot claim the device: %s", server->driver.name, sdk_status_text(status));
    if (server->claimed.resources.interrupt_count != 1 || server->claimed.dma == 0)
        sdk_die("%s: expected an interrupt and DMA, found %u interrupts and %u DMA objects",
                server->driver.name, server->claimed.resources.interrupt_count,
                server->claimed.resources.dma_count);
    status = sdk_interrupt_watch(server->claimed.interrupts[0], server->driver.receiver,
                                 BLOCK_INTERRUPT);
    if (status < 0)
        sdk_die("%s: cannot watch the interrupt: %s", server->driver.name, sdk_status_text(status));
}

struct sdk_dma block_memory(struct block_server *server, uint64_t size)
{
    struct sdk_dma memory;
    int64_t status = sdk_dma_alloc(server->claimed.dma, size, &memory);

    if (status < 0)
        sdk_die("%s: no %llu bytes for the device: %s", server->driver.name,
                (unsigned long long)size, sdk_status_text(status));
    return memory;
}

/* Between the request's window and the slot: all of it, or why not. */
static int64_t move(struct block_server *server, const struct block_request *request, uint32_t slot,
                    bool to_client)
{
    int64_t moved = vb_window_memory(request->reply, 0, 0, server->data.memory,
                                     (uint64_t)slot * BLOCK_TRANSFER_MAX, request->size, to_client);

    return moved == (int64_t)request->size || moved < 0 ? moved : VB_ERR_INVALID;
}

/* Give waiting requests free slots. */
static void start_waiting(struct block_server *server)
{
    const struct block_request *request;
    int64_t status;
    int slot;

    while ((slot = block_next(&server->requests, (uint64_t)vb_clock(VB_CLOCK_MONOTONIC))) >= 0) {
        request = &server->requests.slots[slot];
        status = VB_OK;
        if (request->operation == VB_BLOCK_WRITE)
            status = move(server, request, (uint32_t)slot, false);
        if (status >= 0)
            status = server->operations->submit(server, (uint32_t)slot, request);
        if (status < 0)
            sdk_reply(block_finish(&server->requests, (uint32_t)slot).reply, status);
    }
}

void block_done(struct block_server *server, uint32_t slot, int status)
{
    struct block_request request = block_finish(&server->requests, slot);
    int64_t result = status;

    if (status >= 0 && request.operation == VB_BLOCK_READ)
        result = move(server, &request, slot, true);
    else if (status >= 0)
        result = (int64_t)request.size; /* 0 of a flush */
    sdk_reply(request.reply, result);
}

static void serve_call(struct block_server *server, struct sdk_received *received)
{
    uint64_t reply = received->message.reply;
    uint32_t operation = (uint32_t)received->message.id;
    const struct vb_block_info *info;
    struct vb_file_request request;
    int status;

    if (!sdk_driver_request(received, &request))
        return;
    if (request.argument >= server->requests.unit_count) {
        sdk_reply(reply, VB_ERR_NOT_FOUND);
        return;
    }
    info = &server->requests.units[request.argument];
    if (operation == VB_BLOCK_INFO) {
        sdk_reply_data(reply, VB_OK, info, sizeof *info);
        return;
    }
    status = block_check(info, operation, &request);
    if (status == VB_OK && operation != VB_BLOCK_FLUSH && received->message.window_count != 1)
        status = VB_ERR_INVALID;
    if (status == VB_OK) {
        struct block_request wanted = {.reply = reply,
                                       .operation = operation,
                                       .unit = request.argument,
                                       .size =
                                           operation == VB_BLOCK_FLUSH ? 0 : (uint32_t)request.size,
                                       .sector = request.offset};
        status = block_wait(&server->requests, &wanted) ? VB_OK : VB_ERR_LIMIT;
    }
    if (status < 0)
        sdk_reply(reply, status);
}

static void handle(struct block_server *server, struct sdk_received *received)
{
    if (received->message.kind == VB_MESSAGE_CALL)
        serve_call(server, received);
    else if (received->message.kind == VB_MESSAGE_PULSE &&
             received->message.badge == BLOCK_INTERRUPT &&
             server->operations->interrupt(server) < 0)
        sdk_die("%s: the device broke its rules; starting over", server->driver.name);
    sdk_drop_handles(received);
}

void block_serve(struct block_server *server)
{
    static struct sdk_received received;
    uint64_t oldest;
    int64_t status;

    sdk_driver_ready(&server->driver);
    for (;;) {
        start_waiting(server);
        oldest = block_oldest(&server->requests);
        status = sdk_receive(server->driver.receiver, &received,
                             oldest == VB_FOREVER ? VB_FOREVER : oldest + BLOCK_PATIENCE_NS);
        if (status == VB_OK)
            handle(server, &received);
        else if (status == VB_ERR_TIMED_OUT)
            sdk_die("%s: the device has not answered for 10 seconds; starting over",
                    server->driver.name);
        else if (status != VB_ERR_TOO_BIG)
            sdk_die("%s: cannot receive: %s", server->driver.name, sdk_status_text(status));
    }
}
