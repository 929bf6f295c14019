/* The pipe service's requests. */
#include "pipe.h"
#include <sdk/log.h>
#include <sdk/start.h>
#include <string.h>

/* VB_FILE_PIPE: a new pipe, both ends to the caller. */
static void make_pipe(struct pipe_service *service, uint64_t reply)
{
    struct pipe *pipe = NULL;
    uint64_t ends[2] = {0, 0};
    int64_t status = store_new(service, &pipe);
    int end;

    for (end = 0; end < 2 && status >= 0; end++) {
        status = vb_channel_badge(service->sender, store_badge(pipe, end));
        if (status >= 0)
            ends[end] = (uint64_t)status;
    }
    if (status >= 0) {
        (void)sdk_reply_handles(reply, VB_OK, NULL, 0, ends, 2);
        return;
    }
    sdk_reply(reply, status);
    if (ends[0] == 0) {
        if (pipe != NULL)
            store_free(pipe);
        return;
    }
    /* The first end's badge closes, and that gives the slot back. */
    pipe->open[END_WRITE] = false;
    (void)vb_handle_close(ends[0]);
}

static void reply_stat(const struct pipe *pipe, enum pipe_end end, uint64_t reply)
{
    struct vb_file_stat stat = {
        .type = VB_TYPE_SOCKET,
        .inode = store_badge(pipe, END_READ),
        .size = end == END_READ ? ring_used(pipe->record.head, pipe->record.tail) : 0,
        .links = 1};

    sdk_reply_data(reply, VB_OK, &stat, sizeof stat);
}

static int64_t set_flags(struct pipe *pipe, enum pipe_end end, uint32_t flags)
{
    struct pipe_record record = pipe->record;
    uint32_t before = record.ends[end].flags;
    int64_t status;

    record.ends[end].flags = flags & VB_OPEN_NONBLOCK;
    status = store_commit(pipe, &record);
    return status < 0 ? status : before;
}

/* A request at one of a pipe's ends. */
static void serve_end(struct pipe *pipe, enum pipe_end end, struct sdk_received *received,
                      const struct vb_file_request *request)
{
    uint64_t reply = received->message.reply;

    switch (received->message.id) {
    case VB_FILE_READ:
    case VB_FILE_WRITE:
        if ((received->message.id == VB_FILE_READ) != (end == END_READ))
            sdk_reply(reply, VB_ERR_ACCESS);
        else if (request->offset != VB_FILE_CURRENT)
            sdk_reply(reply, VB_ERR_NOT_SEEKABLE);
        else
            transfer_start(pipe, end, reply, request);
        break;
    case VB_FILE_STAT:
        reply_stat(pipe, end, reply);
        break;
    case VB_FILE_SEEK:
        sdk_reply(reply, VB_ERR_NOT_SEEKABLE);
        break;
    case VB_FILE_SYNC:
        sdk_reply(reply, VB_ERR_INVALID);
        break;
    case VB_FILE_SET_FLAGS:
        sdk_reply(reply, set_flags(pipe, end, request->flags));
        break;
    case VB_FILE_ARM:
        sdk_reply(reply, armed_add(&pipe->armed[end], received, request, ready_bits(pipe, end)));
        break;
    case VB_FILE_DISARM:
        armed_disarm(&pipe->armed[end], received->message.badge, request->argument);
        sdk_reply(reply, VB_OK);
        break;
    case VB_FILE_TERMINAL_GET:
    case VB_FILE_TERMINAL_SET:
    case VB_FILE_FOREGROUND:
        sdk_reply(reply, VB_ERR_NOT_TERMINAL);
        break;
    default:
        sdk_reply(reply, VB_ERR_NOT_SUPPORTED);
    }
}

/* The last handle to an end is gone. */
static void end_closed(struct pipe *pipe, enum pipe_end end, uint64_t badge)
{
    pipe->open[end] = false;
    transfer_drop(pipe, end);
    armed_drop(&pipe->armed[end], badge);
    transfer_run(pipe);
    if (!pipe->open[END_READ] && !pipe->open[END_WRITE])
        store_free(pipe);
}

static void serve(void *context, struct sdk_received *received)
{
    struct pipe_service *service = context;
    struct vb_file_request request;
    enum pipe_end end;
    struct pipe *pipe = store_find(service, received->message.badge, &end);

    if (received->message.kind == VB_MESSAGE_PULSE) {
        if ((received->message.id & VB_BADGE_CLOSED) != 0 && pipe != NULL)
            end_closed(pipe, end, received->message.badge);
        return;
    }
    if (received->message.kind == VB_MESSAGE_CALL) {
        if (received->message.data_size < sizeof request) {
            sdk_reply(received->message.reply, VB_ERR_PROTOCOL);
        } else {
            memcpy(&request, received->data, sizeof request);
            if (pipe != NULL)
                serve_end(pipe, end, received, &request);
            else if (received->message.id == VB_FILE_PIPE)
                make_pipe(service, received->message.reply);
            else
                sdk_reply(received->message.reply, VB_ERR_NOT_SUPPORTED);
        }
    }
    sdk_drop_handles(received);
}

int main(void)
{
    struct pipe_service service = {.receiver = sdk_start_named("receiver"),
                                   .sender = sdk_start_named("sender")};
    int64_t status;

    if (service.receiver == 0 || service.sender == 0)
        sdk_die("pipe: expected the handles receiver and sender");
    status = store_load(&service);
    if (status < 0)
        sdk_die("pipe: what was kept cannot be used: %s", sdk_status_text(status));
    sdk_ready();
    sdk_serve(service.receiver, serve, &service);
}
