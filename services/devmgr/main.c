/* The device manager: see devmgr.h. */
#include "devmgr.h"
#include <sdk/log.h>
#include <sdk/start.h>
#include <stdlib.h>
#include <string.h>
#include <vibee/file.h>
#include <vibee/syscalls.h>

static const char rules_handle[] = "boot:/etc/devices.table";

static void report(void *context, const char *text)
{
    (void)context;
    sdk_log(VB_LOG_ERROR, "devmgr: etc/devices.table: %s", text);
}

static void read_rules(struct devmgr *devmgr)
{
    static uint8_t bytes[RULES_SIZE_MAX];
    uint64_t memory = sdk_start_named(rules_handle);
    int64_t size =
        memory == 0 ? VB_ERR_NOT_FOUND : vb_memory_read(memory, 0, VB_ADDRESS(bytes), sizeof bytes);

    if (size < 0)
        report(NULL, sdk_status_text(size));
    else
        rules_read(&devmgr->rules, bytes, (size_t)size, report, NULL);
}

static void list(struct devmgr *devmgr, const struct vb_file_request *request, uint64_t reply)
{
    const struct device *device = device_number(devmgr, request->flags, request->argument);

    if (device == NULL)
        sdk_reply(reply, VB_ERR_NOT_FOUND);
    else
        sdk_reply_data(reply, VB_OK, &device->entry, sizeof device->entry);
}

/* By class and index, or, with a text, by name. */
static void open_driver(struct devmgr *devmgr, const struct vb_file_request *request,
                        const char *name, uint64_t reply)
{
    const struct device *device = name[0] != 0
                                      ? device_named(devmgr, name)
                                      : device_number(devmgr, request->flags, request->argument);
    int64_t copy = device == NULL        ? VB_ERR_NOT_FOUND
                   : device->driver == 0 ? VB_ERR_NOT_SUPPORTED
                                         : vb_handle_duplicate(device->driver, 0);
    uint64_t handle = (uint64_t)copy;

    if (copy < 0)
        sdk_reply(reply, copy);
    else
        (void)sdk_reply_handles(reply, VB_OK, &device->entry, sizeof device->entry, &handle, 1);
}

/* A driver says with its badge which device is its own. */
static void claim_own(struct devmgr *devmgr, const struct sdk_received *received,
                      const struct vb_file_request *request)
{
    struct device *device = device_with_id(devmgr, received->message.badge);

    if (device == NULL)
        sdk_reply(received->message.reply, VB_ERR_NOT_FOUND);
    else
        claim(devmgr, device, request->argument, received->message.reply);
}

/* A driver may also use others: the screen's terminal needs a keyboard. */
static void serve_call(struct devmgr *devmgr, struct sdk_received *received,
                       const struct vb_file_request *request)
{
    uint64_t reply = received->message.reply;
    bool driver = received->message.badge >> 32 != 0;
    bool service = driver || received->message.badge == BADGE_SERVICES;

    if (received->message.id == VB_DEVMGR_LIST)
        list(devmgr, request, reply);
    else if (!service || (!driver && received->message.id == VB_DEVMGR_CLAIM))
        sdk_reply(reply, VB_ERR_ACCESS);
    else if (driver && received->message.id == VB_DEVMGR_CLAIM)
        claim_own(devmgr, received, request);
    else if (received->message.id == VB_DEVMGR_OPEN)
        open_driver(devmgr, request, (const char *)received->data + sizeof *request, reply);
    else if (received->message.id == VB_DEVMGR_WATCH)
        sdk_reply(reply, watch_add(devmgr, request->flags, received));
    else
        sdk_reply(reply, VB_ERR_NOT_SUPPORTED);
}

static void serve(void *context, struct sdk_received *received)
{
    struct devmgr *devmgr = context;
    struct vb_file_request request;

    if (received->message.kind == VB_MESSAGE_CALL) {
        memcpy(&request, received->data, sizeof request);
        if (received->message.data_size < sizeof request)
            sdk_reply(received->message.reply, VB_ERR_PROTOCOL);
        else
            serve_call(devmgr, received, &request);
    }
    sdk_drop_handles(received);
}

int main(void)
{
    static struct devmgr devmgr;

    devmgr.receiver = sdk_start_named("receiver");
    devmgr.sender = sdk_start_named("sender");
    devmgr.init = sdk_start_named("init");
    if (devmgr.receiver == 0 || devmgr.sender == 0 || devmgr.init == 0)
        sdk_die("devmgr: expected the handles receiver, sender and init");
    read_rules(&devmgr);
    paravirtual_enumerate(&devmgr);
    machine_enumerate(&devmgr);
    devices_start(&devmgr);
    watch_load(&devmgr);
    sdk_ready();
    sdk_serve(devmgr.receiver, serve, &devmgr);
}
