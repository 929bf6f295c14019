/* The pty service's requests to the scheme, and who opens what. */
#include "pty.h"
#include <sdk/log.h>
#include <sdk/start.h>
#include <string.h>

/* Badges of clients that have nothing open yet. */
enum { BADGE_BINDING = 1 };

/* Below a master or a slave there are the names of a console, so that it can be bound as one. */
static bool is_stream(const char *name)
{
    static const char *const names[] = {"", "stdin", "stdout", "stderr"};

    while (*name == '/')
        name++;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

static void answer_open(uint64_t reply, int64_t handle)
{
    const struct vb_file_stat stat = {
        .type = VB_TYPE_CHARACTER, .flags = VB_STAT_TERMINAL, .links = 1};
    uint64_t opened = (uint64_t)handle;

    if (handle < 0)
        sdk_reply(reply, handle);
    else
        (void)sdk_reply_handles(reply, VB_OK, &stat, sizeof stat, &opened, 1);
}

static int64_t open_pair(struct pty_service *service, const char *name, uint32_t flags)
{
    struct pair *pair;
    int64_t status;

    while (*name == '/')
        name++;
    if (*name != 0)
        return VB_ERR_NOT_FOUND;
    status = pair_new(service, &pair);
    return status < 0 ? status : description_new(service, pair, END_MASTER, flags);
}

static int64_t open_slave(struct pty_service *service, const struct description *below,
                          const char *name, uint32_t flags)
{
    if (!is_stream(name))
        return VB_ERR_NOT_FOUND;
    if (!below->pair->master)
        return VB_ERR_IO;
    return description_new(service, below->pair, END_SLAVE, flags);
}

/* Of an earlier incarnation: what it stood for is lost. */
static void serve_lost(const struct sdk_received *received)
{
    const uint32_t all = VB_READY_READ | VB_READY_WRITE | VB_READY_HANGUP;
    int64_t id = received->message.id;

    if (id == VB_FILE_ARM)
        sdk_reply(received->message.reply, all);
    else if (id == VB_FILE_DISARM)
        sdk_reply(received->message.reply, VB_OK);
    else if (id == VB_FILE_SEEK)
        sdk_reply(received->message.reply, VB_ERR_NOT_SEEKABLE);
    else if (id == VB_FILE_OPEN || id == VB_FILE_READ || id == VB_FILE_WRITE ||
             id == VB_FILE_STAT || id == VB_FILE_SYNC ||
             (id >= VB_FILE_TERMINAL_GET && id <= VB_FILE_TERMINAL_SIZE))
        sdk_reply(received->message.reply, VB_ERR_IO);
    else
        sdk_reply(received->message.reply, VB_ERR_NOT_SUPPORTED);
}

static void serve_call(struct pty_service *service, struct sdk_received *received)
{
    uint64_t reply = received->message.reply, badge = received->message.badge;
    struct description *description = description_find(service, badge);
    const char *text = (const char *)received->data + sizeof(struct vb_file_request);
    struct vb_file_request request;

    if (received->message.data_size < sizeof request) {
        sdk_reply(reply, VB_ERR_PROTOCOL);
        return;
    }
    memcpy(&request, received->data, sizeof request);
    if (description == NULL && badge > BADGE_BINDING)
        serve_lost(received);
    else if (received->message.id == VB_FILE_OPEN && description == NULL)
        answer_open(reply, open_pair(service, text, request.flags));
    else if (received->message.id == VB_FILE_OPEN)
        answer_open(reply, open_slave(service, description, text, request.flags));
    else if (description == NULL)
        sdk_reply(reply, VB_ERR_NOT_SUPPORTED);
    else
        serve_description(description, received, &request);
}

static void serve(void *context, struct sdk_received *received)
{
    struct pty_service *service = context;

    if (received->message.kind == VB_MESSAGE_CALL)
        serve_call(service, received);
    else if (received->message.kind == VB_MESSAGE_PULSE && received->message.id & VB_BADGE_CLOSED)
        description_closed(service, received->message.badge);
    sdk_drop_handles(received);
}

int main(void)
{
    struct pty_service service = {.receiver = sdk_start_named("receiver"),
                                  .sender = sdk_start_named("sender")};

    if (service.receiver == 0 || service.sender == 0)
        sdk_die("pty: expected the handles receiver and sender");
    /* Handles of an earlier incarnation live on: it made less than one in a microsecond. */
    service.next_badge = (uint64_t)vb_clock(VB_CLOCK_MONOTONIC) / 1000 + BADGE_BINDING + 1;
    sdk_ready();
    sdk_serve(service.receiver, serve, &service);
}
