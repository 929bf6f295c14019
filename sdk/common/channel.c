/* Calls and answers: see sdk/channel.h. */
#include <sdk/channel.h>
#include <sdk/start.h>
#include <stdlib.h>
#include <string.h>
#include <vibee/file.h>
#include <vibee/init.h>
#include <vibee/syscalls.h>

enum { TRIES = 20, PAUSE_NS = 20000000 };

struct vb_window sdk_window(const void *start, size_t size, uint32_t rights)
{
    return (struct vb_window){.address = VB_ADDRESS(start), .size = size, .rights = rights};
}

/* The request's data and text in one piece; NULL when there is no memory. */
static void *joined(const struct sdk_call *call)
{
    char *data = malloc(call->data_size + call->text_size);

    if (data != NULL) {
        memcpy(data, call->data, call->data_size);
        memcpy(data + call->data_size, call->text, call->text_size);
    }
    return data;
}

static int64_t call_once(uint64_t sender, struct sdk_call *call)
{
    struct vb_message request = {.id = call->id,
                                 .data = VB_ADDRESS(call->data),
                                 .data_size = (uint32_t)(call->data_size + call->text_size),
                                 .handles = VB_ADDRESS(call->handles),
                                 .handle_count = call->handle_count,
                                 .windows = VB_ADDRESS(call->windows),
                                 .window_count = call->window_count};
    struct vb_message reply = {.data = VB_ADDRESS(call->answer),
                               .data_size = (uint32_t)call->answer_room,
                               .handles = VB_ADDRESS(call->answer_handles),
                               .handle_count = call->answer_handles_room};
    void *whole = NULL;
    int64_t status;

    if (call->data_size + call->text_size > VB_MESSAGE_MAX)
        return VB_ERR_NAME_TOO_LONG;
    if (call->text_size > 0) {
        whole = joined(call);
        if (whole == NULL)
            return VB_ERR_NO_MEMORY;
        request.data = VB_ADDRESS(whole);
    }
    status = vb_channel_call(sender, VB_ADDRESS(&request), VB_ADDRESS(&reply),
                             call->deadline != 0 ? call->deadline : VB_FOREVER);
    free(whole);
    if (status < 0)
        return status;
    call->answer_size = reply.data_size;
    call->answer_handle_count = reply.handle_count;
    return reply.id;
}

int64_t sdk_call(uint64_t sender, struct sdk_call *call)
{
    int64_t result;

    do
        result = call_once(sender, call);
    while (result == VB_ERR_STOPPED && call->handle_count == 0);
    return result;
}

int64_t sdk_call_again(uint64_t sender, struct sdk_call *call)
{
    int64_t result;
    int tries;

    for (tries = 0;; tries++) {
        result = sdk_call(sender, call);
        if (result != VB_ERR_SERVER_DIED || tries == TRIES)
            return result;
        (void)vb_sleep((uint64_t)vb_clock(VB_CLOCK_MONOTONIC) + PAUSE_NS);
    }
}

static void prepare(struct sdk_received *received)
{
    received->message = (struct vb_message){.data = VB_ADDRESS(received->data),
                                            .data_size = VB_MESSAGE_MAX,
                                            .handles = VB_ADDRESS(received->handles),
                                            .handle_count = VB_HANDLES_MAX};
}

static void took(struct sdk_received *received)
{
    if (received->message.kind == VB_MESSAGE_PULSE)
        received->message.data_size = received->message.handle_count = 0;
    received->data[received->message.data_size] = 0;
}

int64_t sdk_receive(uint64_t receiver, struct sdk_received *received, uint64_t deadline)
{
    int64_t status;

    prepare(received);
    status = vb_channel_receive(receiver, VB_ADDRESS(&received->message), deadline);
    if (status == VB_OK)
        took(received);
    return status;
}

void sdk_drop_handles(struct sdk_received *received)
{
    uint32_t i;

    for (i = 0; i < received->message.handle_count; i++)
        if (received->handles[i] != 0)
            (void)vb_handle_close(received->handles[i]);
    received->message.handle_count = 0;
}

void sdk_reply_data(uint64_t reply, int64_t id, const void *data, size_t size)
{
    struct vb_message message = {.id = id, .data = VB_ADDRESS(data), .data_size = (uint32_t)size};

    /* DEAD: nobody waits any more, which is no error of the server. */
    (void)vb_channel_reply(reply, VB_ADDRESS(&message));
}

void sdk_reply(uint64_t reply, int64_t id)
{
    sdk_reply_data(reply, id, NULL, 0);
}

int64_t sdk_reply_handles(uint64_t reply, int64_t id, const void *data, size_t size,
                          const uint64_t *handles, uint32_t count)
{
    struct vb_message message = {.id = id,
                                 .data = VB_ADDRESS(data),
                                 .data_size = (uint32_t)size,
                                 .handles = VB_ADDRESS(handles),
                                 .handle_count = count};
    int64_t status = vb_channel_reply(reply, VB_ADDRESS(&message));
    uint32_t i;

    if (status < 0)
        for (i = 0; i < count; i++)
            (void)vb_handle_close(handles[i]);
    return status;
}

/* The answer that goes out with the next receive; reply 0: none. */
static struct {
    uint64_t reply, handle;
    struct vb_message message;
    unsigned char data[SDK_FINISH_MAX];
} last;

void sdk_finish(uint64_t reply, int64_t id, const void *data, size_t size, uint64_t handle)
{
    if (last.reply != 0)
        (void)sdk_reply_handles(last.reply, last.message.id, last.data, last.message.data_size,
                                &last.handle, last.message.handle_count);
    if (size > 0)
        memcpy(last.data, data, size);
    last.handle = handle;
    last.message = (struct vb_message){.id = id,
                                       .data = VB_ADDRESS(last.data),
                                       .data_size = (uint32_t)size,
                                       .handles = VB_ADDRESS(&last.handle),
                                       .handle_count = handle != 0};
    last.reply = reply;
}

/* Send the last answer, if there is one, and wait. An answer that is refused is replaced by why; if
 * it was the receive that failed, the rights are used up and doing that does nothing. */
static int64_t finish_and_receive(uint64_t receiver, struct sdk_received *received)
{
    uint64_t reply = last.reply;
    int64_t status;

    prepare(received);
    last.reply = 0;
    status = vb_channel_reply_receive(reply, VB_ADDRESS(&last.message), receiver,
                                      VB_ADDRESS(&received->message), VB_FOREVER);
    if (status == VB_OK) {
        took(received);
    } else if (reply != 0) {
        if (last.handle != 0)
            (void)vb_handle_close(last.handle);
        sdk_reply(reply, status);
    }
    return status;
}

void sdk_serve(uint64_t receiver, sdk_handler *handle, void *context)
{
    static struct sdk_received received;
    int64_t status;

    for (;;) {
        status = finish_and_receive(receiver, &received);
        if (status == VB_OK)
            handle(context, &received);
        else if (status == VB_ERR_BAD_HANDLE || status == VB_ERR_PEER_CLOSED)
            vb_task_exit(0);
    }
}

void sdk_ready(void)
{
    struct vb_file_request request = {0};
    struct sdk_call call = {.id = VB_INIT_READY, .data = &request, .data_size = sizeof request};
    uint64_t init = sdk_start_named("init");

    if (init != 0)
        (void)sdk_call(init, &call);
}

int64_t sdk_forget(const char *name)
{
    uint64_t init = sdk_start_named("init");
    struct vb_file_request request = {0};
    struct sdk_call call = {.id = VB_INIT_FORGET,
                            .data = &request,
                            .data_size = sizeof request,
                            .text = name,
                            .text_size = strlen(name)};

    return init == 0 ? VB_ERR_NOT_SUPPORTED : sdk_call(init, &call);
}

int64_t sdk_keep(const char *name, uint64_t handle)
{
    uint64_t init = sdk_start_named("init");
    uint64_t copy;
    struct vb_file_request request = {0};
    struct sdk_call call = {.id = VB_INIT_KEEP,
                            .data = &request,
                            .data_size = sizeof request,
                            .text = name,
                            .text_size = strlen(name),
                            .handles = &copy,
                            .handle_count = 1};
    int64_t status;

    if (init == 0)
        return VB_ERR_NOT_SUPPORTED;
    status = vb_handle_duplicate(handle, 0);
    if (status < 0)
        return status;
    copy = (uint64_t)status;
    status = sdk_call(init, &call);
    if (status < 0)
        (void)vb_handle_close(copy); /* BAD_HANDLE when it was delivered: then it is init's */
    return status;
}

uint64_t sdk_kept(const char *name)
{
    char full[64] = "kept.";

    strncat(full, name, sizeof full - 6);
    return sdk_start_named(full);
}
