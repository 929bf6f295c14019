/* The table of devices, and the start of their drivers. */
#include "devmgr.h"
#include <sdk/log.h>
#include <stdio.h>
#include <string.h>
#include <vibee/file.h>
#include <vibee/init.h>
#include <vibee/syscalls.h>

struct device *device_add(struct devmgr *devmgr)
{
    if (devmgr->count == DEVICES_MAX) {
        sdk_log(VB_LOG_WARNING, "devmgr: more than %d devices; the others are left out",
                DEVICES_MAX);
        return NULL;
    }
    return &devmgr->devices[devmgr->count++];
}

/* The file name of a program without its extension. */
static int base_name(const char *path, const char **start)
{
    const char *slash = strrchr(path, '/'), *dot;

    *start = slash != NULL ? slash + 1 : path;
    dot = strrchr(*start, '.');
    return (int)(dot != NULL ? dot - *start : (long)strlen(*start));
}

/* DRIVER@ADDRESS, which is the same after a restart. */
static void name_instance(struct vb_devmgr_entry *entry)
{
    const char *driver;
    int size = base_name(entry->driver, &driver);
    char place[16];

    if (entry->bus == VB_DEVMGR_PCI)
        snprintf(place, sizeof place, "%02x:%02x.%x", entry->address >> 8 & 0xff,
                 entry->address >> 3 & 0x1f, entry->address & 7);
    else
        snprintf(place, sizeof place, "%u", entry->address);
    snprintf(entry->name, sizeof entry->name, "%.*s@%s", size < 18 ? size : 18, driver, place);
}

/* The right to claim the device, which init gives to every incarnation of its driver. */
static int64_t start(struct devmgr *devmgr, struct device *device)
{
    /* A session has a terminal, where there is one. */
    struct vb_file_request request = {
        .flags = device->entry.class == VB_DEVMGR_TERMINAL ? VB_INIT_NEEDED : 0};
    char text[sizeof device->entry.name + sizeof device->entry.driver];
    int size = snprintf(text, sizeof text, "%s%c%s", device->entry.name, 0, device->entry.driver);
    int64_t right = vb_channel_badge(devmgr->sender, device_id(device));
    uint64_t given = (uint64_t)right;
    struct sdk_call call = {.id = VB_INIT_START,
                            .data = &request,
                            .data_size = sizeof request,
                            .text = text,
                            .text_size = (size_t)size,
                            .handles = &given,
                            .handle_count = 1,
                            .answer_handles = &device->driver,
                            .answer_handles_room = 1};
    int64_t status = right < 0 ? right : sdk_call(devmgr->init, &call);

    if (status >= 0 && call.answer_handle_count != 1)
        status = VB_ERR_PROTOCOL;
    return status;
}

/* Its driver can have the device read and write anything. */
static void declare_trusted(struct vb_devmgr_entry *entry)
{
    size_t size = strlen(entry->description);

    snprintf(entry->description + size, sizeof entry->description - size, ", trusted");
    sdk_log(VB_LOG_WARNING, "devmgr: %s: without an IOMMU it is trusted with all memory",
            entry->name);
}

static void serve_device(struct devmgr *devmgr, struct device *device)
{
    struct vb_devmgr_entry *entry = &device->entry;
    const struct vb_devmgr_rule *rule =
        rules_find(&devmgr->rules, entry->bus, entry->kind, entry->vendor << 16 | entry->product);
    int64_t status;

    if (entry->state != 0)
        return;
    if (rule == NULL) {
        entry->state = VB_DEVMGR_NO_DRIVER;
        sdk_log(VB_LOG_INFO, "devmgr: %s: %s: no driver", entry->name, entry->description);
        return;
    }
    strcpy(entry->driver, rule->driver);
    entry->class = rule->class;
    name_instance(entry);
    if (entry->bus == VB_DEVMGR_PCI && !devmgr->machine.isolated)
        declare_trusted(entry);
    status = start(devmgr, device);
    entry->state = status < 0 ? VB_DEVMGR_FAILED : VB_DEVMGR_STARTED;
    if (status < 0)
        sdk_log(VB_LOG_ERROR, "devmgr: %s: %s: %s", entry->name, entry->driver,
                sdk_status_text(status));
}

void devices_start(struct devmgr *devmgr)
{
    for (uint32_t i = 0; i < devmgr->count; i++)
        serve_device(devmgr, &devmgr->devices[i]);
}

struct device *device_number(struct devmgr *devmgr, uint32_t class, uint32_t index)
{
    for (uint32_t i = 0; i < devmgr->count; i++)
        if ((class == VB_DEVMGR_NONE || devmgr->devices[i].entry.class == class) && index-- == 0)
            return &devmgr->devices[i];
    return NULL;
}

struct device *device_named(struct devmgr *devmgr, const char *name)
{
    for (uint32_t i = 0; i < devmgr->count; i++)
        if (strcmp(devmgr->devices[i].entry.name, name) == 0)
            return &devmgr->devices[i];
    return NULL;
}

struct device *device_with_id(struct devmgr *devmgr, uint64_t id)
{
    for (uint32_t i = 0; i < devmgr->count; i++)
        if (device_id(&devmgr->devices[i]) == id)
            return &devmgr->devices[i];
    return NULL;
}
