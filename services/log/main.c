/*
 * The log service: the scheme "log". The records themselves are in the kernel's ring (mem://log),
 * so that nothing is lost with this service; here they become text, and lines that are written
 * become records. An opened log is the text as it was then.
 */
#include "format.h"

#include <sdk/channel.h>
#include <sdk/file.h>
#include <sdk/log.h>
#include <sdk/start.h>
#include <stdlib.h>
#include <string.h>
#include <vibee/log.h>
#include <vibee/syscalls.h>

enum {
    LINE_MAX_BYTES = 1024,
    WRITE_MAX_BYTES = 1 << 16,
    RING_MAX = 1 << 20,
    DESCRIPTIONS_MAX = 64
};

struct description {
    uint64_t badge; /* 0: free */
    char *text;
    size_t size, offset;
};

struct log_service {
    uint64_t receiver, sender, next_badge;
    struct description open[DESCRIPTIONS_MAX];
};

static struct description *find(struct log_service *log, uint64_t badge)
{
    for (int i = 0; i < DESCRIPTIONS_MAX; i++)
        if (log->open[i].badge == badge)
            return &log->open[i];
    return NULL;
}

/* All of mem://log, in allocated memory. */
static uint8_t *read_records(size_t *size)
{
    int64_t file = sdk_open("mem://log", VB_OPEN_READ), n;
    uint8_t *bytes = NULL;
    *size = 0;
    if (file < 0)
        return NULL;
    do {
        uint8_t *larger = realloc(bytes, *size + 16384);
        n = larger ? vb_scheme_read((uint64_t)file, VB_ADDRESS(larger + *size), 16384, VB_FOREVER)
                   : VB_ERR_NO_MEMORY;
        bytes = larger ? larger : bytes;
        *size += n > 0 ? (size_t)n : 0;
    } while (n > 0 && *size < RING_MAX);
    vb_handle_close((uint64_t)file);
    return bytes;
}

static int64_t take_text(struct description *description)
{
    size_t size;
    uint8_t *records = read_records(&size);
    description->size = records ? log_format(records, size, NULL, 0) : 0;
    description->text = malloc(description->size + 1);
    if (description->text && records)
        log_format(records, size, description->text, description->size);
    free(records);
    description->offset = 0;
    return description->text ? VB_OK : VB_ERR_NO_MEMORY;
}

static void open_log(struct log_service *log, uint64_t reply, const char *path, uint32_t flags)
{
    struct description *description = find(log, 0);
    while (*path == '/')
        path++;
    if (*path || !description) {
        sdk_reply(reply, *path ? VB_ERR_NOT_FOUND : VB_ERR_LIMIT);
        return;
    }
    int64_t status = flags & VB_OPEN_READ ? take_text(description) : VB_OK;
    int64_t handle = status < 0 ? status : vb_channel_badge(log->sender, log->next_badge);
    if (handle < 0) {
        free(description->text);
        *description = (struct description){0};
        sdk_reply(reply, handle);
        return;
    }
    struct vb_file_stat stat = {
        .type = VB_TYPE_CHARACTER, .inode = 1, .links = 1, .size = description->size};
    uint64_t given = (uint64_t)handle;
    description->badge = log->next_badge++;
    sdk_reply_handles(reply, VB_OK, &stat, sizeof stat, &given, 1);
}

static int64_t read_log(struct description *description, uint64_t reply,
                        const struct vb_file_request *request)
{
    size_t at = description->offset;
    if (request->offset != VB_FILE_CURRENT)
        at = request->offset < description->size ? (size_t)request->offset : description->size;
    size_t size = description->size - at;
    size = request->size < size ? (size_t)request->size : size;
    int64_t n = size ? vb_window_write(reply, 0, 0, VB_ADDRESS(description->text + at), size) : 0;
    if (n > 0 && request->offset == VB_FILE_CURRENT)
        description->offset += (size_t)n;
    return n;
}

/* Each line becomes a record; an empty one does not. One request is served for a bounded time: the
 * rest is the caller's to write again, as with any short write. */
static int64_t write_log(uint64_t reply, const struct vb_file_request *request)
{
    static char text[LINE_MAX_BYTES];
    uint64_t wanted = request->size < WRITE_MAX_BYTES ? request->size : WRITE_MAX_BYTES, at = 0;
    while (at < wanted) {
        uint64_t size = wanted - at < sizeof text ? wanted - at : sizeof text;
        int64_t n = vb_window_read(reply, 0, at, VB_ADDRESS(text), size);
        if (n <= 0)
            return at ? (int64_t)at : n;
        size_t skip = 0;
        while (skip < (size_t)n && text[skip] == '\n')
            skip++;
        at += skip;
        if (skip)
            continue;
        const char *end = memchr(text, '\n', (size_t)n);
        size_t length = end ? (size_t)(end - text) : (size_t)n;
        vb_log(VB_LOG_INFO, VB_ADDRESS(text), length);
        at += length + (end != NULL);
    }
    return (int64_t)at;
}

static void serve_open(struct description *description, struct sdk_received *received,
                       const struct vb_file_request *request)
{
    uint64_t reply = received->message.reply;
    struct vb_file_stat stat = {
        .type = VB_TYPE_CHARACTER, .inode = 1, .links = 1, .size = description->size};
    switch (received->message.id) {
    case VB_FILE_READ:
        sdk_reply(reply, description->text ? read_log(description, reply, request) : VB_ERR_ACCESS);
        break;
    case VB_FILE_WRITE:
        sdk_reply(reply, write_log(reply, request));
        break;
    case VB_FILE_STAT:
        sdk_reply_data(reply, VB_OK, &stat, sizeof stat);
        break;
    case VB_FILE_SYNC:
        sdk_reply(reply, VB_OK);
        break;
    default:
        sdk_reply(reply, VB_ERR_NOT_SUPPORTED);
    }
}

static void handle(void *context, struct sdk_received *received)
{
    struct log_service *log = context;
    struct vb_file_request request;
    struct description *description = find(log, received->message.badge);
    if (received->message.kind == VB_MESSAGE_PULSE) {
        if (description && received->message.badge > 1) {
            free(description->text);
            *description = (struct description){0};
        }
        return;
    }
    if (received->message.data_size < sizeof request) {
        sdk_reply(received->message.reply, VB_ERR_PROTOCOL);
    } else {
        memcpy(&request, received->data, sizeof request);
        if (received->message.badge < 2 && received->message.id == VB_FILE_OPEN)
            open_log(log, received->message.reply, (const char *)received->data + sizeof request,
                     request.flags);
        else if (received->message.badge >= 2 && description)
            serve_open(description, received, &request);
        else
            sdk_reply(received->message.reply, VB_ERR_NOT_SUPPORTED);
    }
    sdk_drop_handles(received);
}

static struct log_service log_state;

int main(void)
{
    struct log_service *log = &log_state;
    log->receiver = sdk_start_named("receiver");
    log->sender = sdk_start_named("sender");
    /* Badges of an earlier incarnation may still be held: never use one again. */
    log->next_badge = 2 + (uint64_t)vb_clock(VB_CLOCK_MONOTONIC);
    sdk_ready();
    sdk_serve(log->receiver, handle, log);
}
