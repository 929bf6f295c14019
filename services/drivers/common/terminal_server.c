/* See terminal_server.h. */
#include "terminal_server.h"
#include <string.h>
#include <vibee/syscalls.h>

int64_t terminal_server_open(struct terminal_server *server, uint64_t input_size,
                             uint64_t output_size)
{
    int64_t status = kept_ring_open(&server->input, "input", input_size);

    if (status >= 0 && output_size > 0)
        status = kept_ring_open(&server->output, "output", output_size);
    return status;
}

void terminal_server_describe(struct terminal_server *server, uint32_t columns, uint32_t rows)
{
    server->info = (struct vb_terminal_info){
        .flags = VB_CONSOLE_INPUT_TERMINAL | VB_CONSOLE_OUTPUT_TERMINAL | VB_CONSOLE_ERROR_TERMINAL,
        .columns = columns,
        .rows = rows};
    strncpy(server->info.name, server->driver.name, sizeof server->info.name - 1);
}

void terminal_server_tell(const struct terminal_server *server, uint32_t bits)
{
    if (bits != 0)
        sdk_driver_fire(&server->driver, bits);
}

static void serve_read(struct terminal_server *server, uint64_t reply,
                       const struct vb_file_request *request)
{
    const struct terminal_operations *operations = server->operations;
    uint64_t tail = server->input.state.tail, position;
    int64_t count = kept_ring_read(&server->input, reply, request, &position), status;
    bool all = count == VB_ERR_AGAIN ||
               (count >= 0 && position + (uint64_t)count == server->input.state.head);

    if (all && !server->ended && operations->want_input != NULL &&
        (count == VB_ERR_AGAIN || (request->flags & VB_TERMINAL_AHEAD) != 0)) {
        status = operations->want_input(server->context);
        if (count == VB_ERR_AGAIN && status < 0)
            count = status;
    }
    if (count == VB_ERR_AGAIN && server->ended)
        count = 0;
    sdk_reply_data(reply, count, &position, sizeof position);
    if (position != tail && operations->input_taken != NULL)
        operations->input_taken(server->context);
}

/* All or nothing; what is not urgent leaves room for what is. */
static int64_t queue_output(struct terminal_server *server, uint64_t reply,
                            const struct vb_file_request *request)
{
    uint64_t spared = (request->argument & VB_TERMINAL_URGENT) != 0 ? 0 : VB_TERMINAL_RESERVE;

    if (kept_ring_has(&server->output, request->offset))
        return (int64_t)request->size;
    if (kept_ring_room(&server->output) < request->size + spared)
        return VB_ERR_AGAIN;
    return kept_ring_put_window(&server->output, reply, request->size, request->offset);
}

static int64_t take_output(struct terminal_server *server, uint64_t reply,
                           const struct vb_file_request *request)
{
    int64_t status;

    if (request->size > VB_TERMINAL_WRITE_MAX || request->flags < 1 || request->flags > 2)
        return VB_ERR_INVALID;
    status = server->operations->write != NULL
                 ? server->operations->write(server->context, reply, request)
                 : queue_output(server, reply, request);
    if (status == VB_ERR_AGAIN)
        server->room_wanted = request->size > 0 ? request->size : 1;
    return status;
}

static void serve_write(struct terminal_server *server, uint64_t reply,
                        const struct vb_file_request *request)
{
    sdk_reply(reply, take_output(server, reply, request));
    if (server->operations->written != NULL)
        server->operations->written(server->context);
}

static void serve_sync(struct terminal_server *server, uint64_t reply)
{
    int64_t status = kept_ring_used(&server->output) > 0 ? VB_ERR_AGAIN : VB_OK;

    if (server->operations->sync != NULL)
        status = server->operations->sync(server->context);
    server->drain_wanted = status == VB_ERR_AGAIN;
    sdk_reply(reply, status);
}

uint32_t terminal_server_sent(struct terminal_server *server)
{
    uint32_t bits = 0;

    if (server->room_wanted > 0 &&
        kept_ring_room(&server->output) >= server->room_wanted + VB_TERMINAL_RESERVE) {
        server->room_wanted = 0;
        bits |= VB_DRIVER_ROOM;
    }
    if (server->drain_wanted && kept_ring_used(&server->output) == 0) {
        server->drain_wanted = false;
        bits |= VB_DRIVER_DRAINED;
    }
    return bits;
}

static void serve_call(struct terminal_server *server, struct sdk_received *received)
{
    const struct terminal_operations *operations = server->operations;
    uint64_t reply = received->message.reply;
    struct vb_file_request request;

    if (!sdk_driver_request(received, &request))
        return;
    switch (received->message.id) {
    case VB_TERMINAL_READ:
        serve_read(server, reply, &request);
        break;
    case VB_TERMINAL_WRITE:
        serve_write(server, reply, &request);
        break;
    case VB_TERMINAL_INFO:
        sdk_reply_data(reply, VB_OK, &server->info, sizeof server->info);
        break;
    case VB_TERMINAL_EVENT:
        sdk_reply(reply, operations->event != NULL ? operations->event(server->context)
                                                   : VB_ERR_NOT_SUPPORTED);
        break;
    case VB_TERMINAL_WATCH:
        sdk_driver_watch(&server->driver, received);
        break;
    case VB_TERMINAL_SYNC:
        serve_sync(server, reply);
        break;
    default:
        sdk_reply(reply, VB_ERR_NOT_SUPPORTED);
    }
}

void terminal_server_handle(struct terminal_server *server, struct sdk_received *received)
{
    if (received->message.kind == VB_MESSAGE_CALL)
        serve_call(server, received);
    else if (received->message.kind == VB_MESSAGE_PULSE &&
             (received->message.id & VB_BADGE_CLOSED) == 0 && server->operations->pulse != NULL)
        server->operations->pulse(server->context, received->message.badge);
    sdk_drop_handles(received);
}

void terminal_server_start(struct terminal_server *server,
                           const struct terminal_operations *operations, void *context)
{
    server->operations = operations;
    server->context = context;
    sdk_driver_ready(&server->driver);
}

static void handle(void *context, struct sdk_received *received)
{
    terminal_server_handle(context, received);
}

void terminal_server_run(struct terminal_server *server,
                         const struct terminal_operations *operations, void *context)
{
    terminal_server_start(server, operations, context);
    sdk_serve(server->driver.receiver, handle, server);
}
