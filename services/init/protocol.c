/* What services and administrators say to init: spec/init.vibee. */
#include "init.h"
#include <sdk/log.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vibee/file.h>
#include <vibee/syscalls.h>

static uint64_t now(void)
{
    return (uint64_t)vb_clock(VB_CLOCK_MONOTONIC);
}

/* The text behind a message's vb_file_request; protocol_serve() has checked that there is one. */
static const char *text_of(const struct sdk_received *received, size_t *size)
{
    *size = received->message.data_size - sizeof(struct vb_file_request);
    return (const char *)received->data + sizeof(struct vb_file_request);
}

/* ---- from a service ---- */

static struct manifest_kept *find_kept(struct manifest_service *record, const char *name)
{
    for (uint32_t i = 0; i < MANIFEST_KEPT; i++)
        if (record->kept[i].handle != 0 && strcmp(record->kept[i].name, name) == 0)
            return &record->kept[i];
    return NULL;
}

static int64_t keep(struct init *init, uint32_t index, struct sdk_received *received)
{
    struct manifest_service *record = &init->manifest.services[index];
    size_t size;
    const char *name = text_of(received, &size);
    struct manifest_kept *kept = find_kept(record, name);
    uint64_t before;
    uint32_t i;

    if (received->message.handle_count != 1 || name[0] == 0 || strlen(name) >= sizeof kept->name ||
        strlen(name) != size)
        return VB_ERR_INVALID;
    for (i = 0; kept == NULL && i < MANIFEST_KEPT; i++)
        if (record->kept[i].handle == 0)
            kept = &record->kept[i];
    if (kept == NULL)
        return VB_ERR_LIMIT;
    before = kept->handle;
    strcpy(kept->name, name);
    kept->handle = received->handles[0];
    received->message.handle_count = 0;
    manifest_save_service(&init->manifest, index);
    if (before != 0)
        (void)vb_handle_close(before);
    return VB_OK;
}

static int64_t forget(struct init *init, uint32_t index, const char *name)
{
    struct manifest_kept *kept = find_kept(&init->manifest.services[index], name);
    uint64_t handle;

    if (kept == NULL)
        return VB_ERR_NOT_FOUND;
    handle = kept->handle;
    kept->handle = 0;
    manifest_save_service(&init->manifest, index);
    (void)vb_handle_close(handle);
    return VB_OK;
}

static int64_t shutdown(struct init *init, const struct sdk_received *received)
{
    struct vb_file_request request;

    memcpy(&request, received->data, sizeof request);
    if (request.flags > VB_SYSTEM_RESET)
        return VB_ERR_INVALID;
    sdk_reply(received->message.reply, VB_OK);
    system_end(init, request.flags, (int32_t)request.argument);
}

static int64_t from_service(struct init *init, uint32_t index, struct sdk_received *received)
{
    size_t size;

    switch (received->message.id) {
    case VB_INIT_READY:
        supervise_ready(&init->supervisor, index, now());
        sdk_log(VB_LOG_DEBUG, "init: service %s is up", init->config.services[index].name);
        return VB_OK;
    case VB_INIT_KEEP:
        return keep(init, index, received);
    case VB_INIT_FORGET:
        return forget(init, index, text_of(received, &size));
    case VB_INIT_HEARTBEAT:
        supervise_beat(&init->supervisor, index, now());
        return VB_OK;
    case VB_INIT_SHUTDOWN: /* the console: the host has told the system to end */
        return shutdown(init, received);
    default:
        return VB_ERR_NOT_SUPPORTED;
    }
}

/* ---- from the holders of the scheme ---- */

static void status(struct init *init, uint64_t reply)
{
    static char text[CONFIG_SERVICES * 80];
    size_t size = 0;

    for (uint32_t i = 0; i < init->config.service_count; i++) {
        const struct manifest_service *record = &init->manifest.services[i];
        struct vb_task_info info = {0};

        if (record->task != 0)
            (void)vb_task_info(record->task, VB_ADDRESS(&info));
        size += (size_t)snprintf(text + size, sizeof text - size, "%s %s %u %u\n", record->name,
                                 supervise_text(&init->supervisor, i), info.pid,
                                 (unsigned)record->restarts);
    }
    sdk_reply_data(reply, VB_OK, text, size);
}

static int64_t control(struct init *init, const struct sdk_received *received)
{
    size_t size;
    const char *verb = text_of(received, &size);
    size_t length = strnlen(verb, size);
    int index;

    if (length == size)
        return VB_ERR_INVALID;
    index = config_find(&init->config, verb + length + 1);
    if (index == CONFIG_NONE)
        return VB_ERR_NOT_FOUND;
    if (strcmp(verb, "start") == 0)
        supervise_want(&init->supervisor, (uint32_t)index, true);
    else if (strcmp(verb, "stop") == 0)
        supervise_want(&init->supervisor, (uint32_t)index, false);
    else if (strcmp(verb, "restart") == 0)
        supervise_restart(&init->supervisor, (uint32_t)index);
    else
        return VB_ERR_INVALID;
    return VB_OK;
}

/* Opening the scheme gives the same right again: an administrator's tool can begin either way. */
static void open_scheme(struct init *init, uint64_t reply)
{
    int64_t sender = vb_channel_badge(init->manifest.head.sender, BADGE_SCHEME);
    struct vb_file_stat stat = {.type = VB_TYPE_UNKNOWN};
    uint64_t handle = (uint64_t)sender;

    if (sender < 0)
        sdk_reply(reply, sender);
    else
        (void)sdk_reply_handles(reply, VB_OK, &stat, sizeof stat, &handle, 1);
}

static void from_scheme(struct init *init, struct sdk_received *received, bool administrator)
{
    uint64_t reply = received->message.reply;
    int64_t id = received->message.id;

    if (!administrator && (id == VB_INIT_CONTROL || id == VB_INIT_SHUTDOWN)) {
        sdk_reply(reply, VB_ERR_ACCESS);
        return;
    }
    switch (id) {
    case VB_FILE_OPEN:
        open_scheme(init, reply);
        break;
    case VB_INIT_STATUS:
        status(init, reply);
        break;
    case VB_INIT_CONTROL:
        sdk_reply(reply, control(init, received));
        break;
    case VB_INIT_SHUTDOWN:
        sdk_reply(reply, shutdown(init, received));
        break;
    default:
        sdk_reply(reply, VB_ERR_NOT_SUPPORTED);
    }
}

void protocol_serve(struct init *init, struct sdk_received *received)
{
    uint64_t badge = received->message.badge;

    if (received->message.kind == VB_MESSAGE_PULSE) {
        if (badge == CODE_SESSION)
            session_ended(init);
        else if (badge >= CODE_EXIT && badge - CODE_EXIT < init->config.service_count)
            service_ended(init, (uint32_t)(badge - CODE_EXIT));
        return;
    }
    if (received->message.data_size < sizeof(struct vb_file_request))
        sdk_reply(received->message.reply, VB_ERR_PROTOCOL);
    else if (badge >= BADGE_SERVICE && badge - BADGE_SERVICE < init->config.service_count &&
             received->message.id == VB_INIT_START)
        child_start(init, (uint32_t)(badge - BADGE_SERVICE), received);
    else if (badge >= BADGE_SERVICE && badge - BADGE_SERVICE < init->config.service_count)
        sdk_reply(received->message.reply,
                  from_service(init, (uint32_t)(badge - BADGE_SERVICE), received));
    else if (badge == BADGE_SCHEME || badge == BADGE_ADMINISTRATOR)
        from_scheme(init, received, badge == BADGE_ADMINISTRATOR);
    else
        sdk_reply(received->message.reply, VB_ERR_ACCESS);
    sdk_drop_handles(received);
}
