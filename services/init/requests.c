/* spec/init.vibee: what services, svc and shutdown ask. */
#include "init.h"

#include <sdk/log.h>
#include <stdio.h>
#include <string.h>
#include <vibee/file.h>
#include <vibee/init.h>
#include <vibee/log.h>
#include <vibee/syscalls.h>

static const char *const state_names[] = {"waiting", "starting", "ready", "ended", "failed"};

static struct kept *find_kept(struct service *service, const char *name)
{
    for (uint32_t i = 0; i < MAX_KEPT; i++)
        if (service->kept[i].handle && strcmp(service->kept[i].name, name) == 0)
            return &service->kept[i];
    return NULL;
}

static int64_t keep(struct init *init, uint32_t index, struct sdk_received *received,
                    const char *name)
{
    struct service *service = &init->services[index];
    struct kept *kept = find_kept(service, name);
    if (received->message.handle_count != 1 || !*name || strlen(name) >= sizeof kept->name)
        return VB_ERR_INVALID;
    for (uint32_t i = 0; !kept && i < MAX_KEPT; i++)
        if (!service->kept[i].handle)
            kept = &service->kept[i];
    if (!kept)
        return VB_ERR_LIMIT;
    uint64_t before = kept->handle;
    kept->handle = received->handles[0];
    received->handles[0] = 0;
    strcpy(kept->name, name);
    manifest_save_service(init, index);
    if (before)
        vb_handle_close(before);
    return VB_OK;
}

static int64_t forget(struct init *init, uint32_t index, const char *name)
{
    struct kept *kept = find_kept(&init->services[index], name);
    if (!kept)
        return VB_ERR_NOT_FOUND;
    uint64_t handle = kept->handle;
    kept->handle = 0;
    manifest_save_service(init, index);
    vb_handle_close(handle);
    return VB_OK;
}

static int64_t from_service(struct init *init, uint32_t index, struct sdk_received *received,
                            const char *text)
{
    struct service *service = &init->services[index];
    switch (received->message.id) {
    case VB_INIT_READY:
        service->state = SERVICE_READY;
        service->heard = (uint64_t)vb_clock(VB_CLOCK_MONOTONIC);
        manifest_save_service(init, index);
        return VB_OK;
    case VB_INIT_KEEP:
        return keep(init, index, received, text);
    case VB_INIT_FORGET:
        return forget(init, index, text);
    case VB_INIT_HEARTBEAT:
        service->heard = (uint64_t)vb_clock(VB_CLOCK_MONOTONIC);
        return VB_OK;
    }
    return VB_ERR_NOT_SUPPORTED;
}

static void reply_status(const struct init *init, uint64_t reply)
{
    char text[VB_MESSAGE_MAX];
    size_t length = 0;
    for (uint32_t i = 0; i < init->config.service_count; i++) {
        const struct service *service = &init->services[i];
        length += (size_t)snprintf(text + length, sizeof text - length, "%s %s %u %u\n",
                                   init->config.services[i].name, state_names[service->state],
                                   service->pid, service->restarts);
    }
    sdk_reply_data(reply, VB_OK, text, length);
}

/* text: the word, NUL, the service's name. */
static int64_t control(struct init *init, const char *text, size_t size)
{
    size_t word = strnlen(text, size);
    if (word == size)
        return VB_ERR_INVALID;
    const char *name = text + word + 1;
    for (uint32_t i = 0; i < init->config.service_count; i++) {
        if (strcmp(init->config.services[i].name, name) != 0)
            continue;
        bool stop = strcmp(text, "stop") == 0, restart = strcmp(text, "restart") == 0;
        if (!stop && !restart && strcmp(text, "start") != 0)
            return VB_ERR_INVALID;
        if (stop || restart || init->services[i].state >= SERVICE_ENDED)
            service_stop(init, i, stop ? SERVICE_ENDED : SERVICE_WAITING);
        init->services[i].stopped = stop;
        return VB_OK;
    }
    return VB_ERR_NOT_FOUND;
}

static void from_client(struct init *init, struct sdk_received *received, const char *text,
                        size_t size)
{
    struct vb_file_request request;
    uint64_t reply = received->message.reply;
    memcpy(&request, received->data, sizeof request);
    switch (received->message.id) {
    case VB_INIT_STATUS:
        reply_status(init, reply);
        break;
    case VB_INIT_CONTROL:
        sdk_reply(reply, control(init, text, size));
        break;
    case VB_INIT_SHUTDOWN:
        if (request.flags > VB_SYSTEM_RESET) {
            sdk_reply(reply, VB_ERR_INVALID);
            break;
        }
        sdk_reply(reply, VB_OK);
        system_stop(init, request.flags, (int)request.argument);
    default:
        sdk_reply(reply, VB_ERR_NOT_SUPPORTED);
    }
}

void serve_request(struct init *init, struct sdk_received *received)
{
    uint64_t badge = received->message.badge;
    size_t size = received->message.data_size;
    const char *text = (const char *)received->data + sizeof(struct vb_file_request);
    if (size < sizeof(struct vb_file_request)) {
        sdk_reply(received->message.reply, VB_ERR_PROTOCOL);
    } else if (badge == BADGE_CLIENTS) {
        from_client(init, received, text, size - sizeof(struct vb_file_request));
    } else if (badge >= BADGE_SERVICES && badge - BADGE_SERVICES < init->config.service_count) {
        uint32_t index = (uint32_t)(badge - BADGE_SERVICES);
        sdk_reply(received->message.reply, from_service(init, index, received, text));
    } else {
        sdk_reply(received->message.reply, VB_ERR_ACCESS);
    }
    sdk_drop_handles(received);
}
