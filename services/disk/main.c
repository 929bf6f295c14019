/*
 * The disk service: the scheme "disk". Disks and their partitions as files of bytes: "disk://0" is
 * the first disk, "disk://0/1" its first partition, "disk://" lists them. The drivers do the work;
 * when one dies, its request is repeated, and when none comes back the answer is VB_ERR_IO.
 * Requests are carried out one after another. Nothing is cached.
 */
#include "disk.h"
#include "names.h"
#include <sdk/log.h>
#include <sdk/start.h>
#include <stdio.h>
#include <string.h>
#include <vibee/syscalls.h>

enum { BADGE_ROOT_LAST = 1, ENTRY_ROOM = sizeof(struct vb_file_entry) + 16 };
#define CODE_DEVICES (UINT64_C(1) << 62)

static uint64_t receiver, sender;

static void fill_stat(const struct description *description, struct vb_file_stat *stat)
{
    struct extent extent;

    *stat = (struct vb_file_stat){.type = VB_TYPE_DIRECTORY, .links = 1};
    if (description->is_list)
        return;
    stat->type = VB_TYPE_BLOCK;
    stat->flags = VB_STAT_SEEKABLE;
    if (description_extent(description, &extent)) {
        stat->size = extent.size;
        stat->inode = (uint64_t)description->partition + 1;
        if ((extent.disk->info.flags & VB_BLOCK_READ_ONLY) != 0)
            stat->flags |= VB_STAT_READ_ONLY;
    }
}

/* What a path names, as a description that is not open yet; a negative status. */
static int64_t resolve(const char *path, uint32_t flags, struct description *out)
{
    struct disk_name name;
    struct extent extent;

    if (!disk_name_parse(path, &name))
        return VB_ERR_NOT_FOUND;
    *out = (struct description){.flags = flags, .is_list = name.is_list};
    if (name.is_list)
        return (flags & VB_OPEN_WRITE) != 0 ? VB_ERR_IS_DIRECTORY : VB_OK;
    if (!extent_open(name.disk, name.partition, &extent))
        return VB_ERR_NOT_FOUND;
    if ((flags & VB_OPEN_DIRECTORY) != 0)
        return VB_ERR_NOT_DIRECTORY;
    if ((flags & VB_OPEN_WRITE) != 0 && (extent.disk->info.flags & VB_BLOCK_READ_ONLY) != 0)
        return VB_ERR_READ_ONLY;
    if ((flags & (VB_OPEN_CREATE | VB_OPEN_EXCLUSIVE)) == (VB_OPEN_CREATE | VB_OPEN_EXCLUSIVE))
        return VB_ERR_EXISTS;
    out->partition = name.partition;
    out->unit = extent.disk->unit;
    memcpy(out->device, extent.disk->device, sizeof out->device);
    return VB_OK;
}

static void serve_open(uint64_t reply, const char *path, uint32_t flags)
{
    struct description wanted, *made;
    struct vb_file_stat stat;
    int64_t status = resolve(path, flags, &wanted);
    uint64_t handle;

    made = status < 0 ? NULL : description_make(&wanted);
    if (made == NULL) {
        sdk_reply(reply, status < 0 ? status : VB_ERR_LIMIT);
        return;
    }
    status = vb_channel_badge(sender, made->badge);
    if (status < 0) {
        description_close(made);
        sdk_reply(reply, status);
        return;
    }
    handle = (uint64_t)status;
    fill_stat(made, &stat);
    status = sdk_reply_handles(reply, VB_OK, &stat, sizeof stat, &handle, 1);
    if (status < 0)
        description_close(made);
}

static void serve_stat(const struct description *description, uint64_t reply, const char *path)
{
    struct description named = *description;
    struct vb_file_stat stat;
    int64_t status = VB_OK;

    if (*path != 0)
        status = description->is_list ? resolve(path, 0, &named) : VB_ERR_NOT_DIRECTORY;
    if (status >= 0)
        fill_stat(&named, &stat);
    sdk_reply_data(reply, status, &stat, status < 0 ? 0 : sizeof stat);
}

/* Disks and partitions in order; the cookie counts them. */
static int64_t serve_list(uint64_t reply, uint64_t cookie, uint64_t size)
{
    static _Alignas(8) uint8_t bytes[64 * ENTRY_ROOM];
    uint64_t count = 0, at = 0, room = size < sizeof bytes ? size : sizeof bytes;

    for (uint32_t i = 0; i < DISKS_MAX && disk_at(i) != NULL; i++) {
        const struct partitions *partitions = &disk_at(i)->partitions;
        for (uint32_t j = 0; j <= partitions->count; j++) {
            struct vb_file_entry entry = {.type = VB_TYPE_BLOCK};
            char name[16] = {0};
            if (++count <= cookie)
                continue;
            if (at + ENTRY_ROOM > room)
                return at > 0 ? vb_window_write(reply, 0, 0, VB_ADDRESS(bytes), at)
                              : VB_ERR_INVALID;
            if (j == 0)
                snprintf(name, sizeof name, "%u", i);
            else
                snprintf(name, sizeof name, "%u/%u", i, partitions->entries[j - 1].number);
            entry.next = entry.inode = count;
            entry.name_size = (uint32_t)strlen(name);
            memcpy(bytes + at, &entry, sizeof entry);
            memcpy(bytes + at + sizeof entry, name, sizeof name);
            at += sizeof entry + (entry.name_size + 7) / 8 * 8;
        }
    }
    return at > 0 ? vb_window_write(reply, 0, 0, VB_ADDRESS(bytes), at) : 0;
}

static int64_t serve_transfer(struct description *description, uint64_t reply, bool writes,
                              const struct vb_file_request *request)
{
    bool current = request->offset == VB_FILE_CURRENT;
    uint64_t offset = current ? description->offset : request->offset;
    struct extent extent;
    int64_t count;

    if (description->is_list)
        return VB_ERR_IS_DIRECTORY;
    if ((description->flags & (writes ? VB_OPEN_WRITE : VB_OPEN_READ)) == 0)
        return VB_ERR_ACCESS;
    if (!description_extent(description, &extent))
        return VB_ERR_IO;
    count = extent_transfer(&extent, reply, writes, offset, request->size);
    if (count > 0 && current) {
        description->offset += (uint64_t)count;
        description_save(description);
    }
    return count;
}

static int64_t serve_seek(struct description *description, const struct vb_file_request *request)
{
    int64_t distance = (int64_t)request->offset, base = 0;
    struct extent extent;

    if (description->is_list)
        return VB_ERR_NOT_SEEKABLE;
    if (request->argument == 1)
        base = (int64_t)description->offset;
    else if (request->argument == 2 && description_extent(description, &extent))
        base = (int64_t)extent.size;
    else if (request->argument != 0)
        return request->argument == 2 ? VB_ERR_IO : VB_ERR_INVALID;
    if (base < 0 || distance > INT64_MAX - base || base + distance < 0)
        return VB_ERR_INVALID;
    description->offset = (uint64_t)(base + distance);
    description_save(description);
    return (int64_t)description->offset;
}

static int64_t serve_sync(const struct description *description)
{
    struct extent extent;

    if (description->is_list)
        return VB_OK;
    if (!description_extent(description, &extent))
        return VB_ERR_IO;
    return disk_request(extent.disk, VB_BLOCK_FLUSH, 0, NULL, 0);
}

static int64_t serve_flags(struct description *description, uint32_t flags)
{
    const uint32_t can = VB_OPEN_APPEND | VB_OPEN_NONBLOCK;
    uint32_t before = description->flags;

    if ((flags & ~can) != 0)
        return VB_ERR_INVALID;
    description->flags = (before & ~can) | flags;
    description_save(description);
    return before;
}

static void serve(struct description *description, struct sdk_received *received,
                  const struct vb_file_request *request)
{
    uint64_t reply = received->message.reply;
    const char *text = (const char *)received->data + sizeof *request;
    int64_t status;

    switch (received->message.id) {
    case VB_FILE_OPEN:
        if (description->is_list)
            serve_open(reply, text, request->flags);
        else
            sdk_reply(reply, VB_ERR_NOT_DIRECTORY);
        return;
    case VB_FILE_STAT:
        serve_stat(description, reply, text);
        return;
    case VB_FILE_READ:
    case VB_FILE_WRITE:
        status = serve_transfer(description, reply, received->message.id == VB_FILE_WRITE, request);
        break;
    case VB_FILE_SEEK:
        status = serve_seek(description, request);
        break;
    case VB_FILE_SYNC:
        status = serve_sync(description);
        break;
    case VB_FILE_LIST:
        status = description->is_list ? serve_list(reply, request->offset, request->size)
                                      : VB_ERR_NOT_DIRECTORY;
        break;
    case VB_FILE_SET_FLAGS:
        status = serve_flags(description, request->flags);
        break;
    case VB_FILE_SET_TIMES:
        status = VB_OK; /* a disk has no times */
        break;
    default:
        status = VB_ERR_NOT_SUPPORTED;
    }
    sdk_reply(reply, status);
}

static void handle(void *context, struct sdk_received *received)
{
    static struct description root = {.badge = BADGE_ROOT_LAST, .is_list = 1};
    struct description *description = received->message.badge <= BADGE_ROOT_LAST
                                          ? &root
                                          : description_find(received->message.badge);
    struct vb_file_request request;

    (void)context;
    if (received->message.kind == VB_MESSAGE_PULSE) {
        if (received->message.badge == CODE_DEVICES)
            disks_find();
        else if (description != NULL && description != &root)
            description_close(description);
        return;
    }
    if (received->message.kind == VB_MESSAGE_CALL) {
        if (received->message.data_size < sizeof request || description == NULL) {
            sdk_reply(received->message.reply,
                      description == NULL ? VB_ERR_NOT_SUPPORTED : VB_ERR_PROTOCOL);
        } else {
            memcpy(&request, received->data, sizeof request);
            serve(description, received, &request);
        }
    }
    sdk_drop_handles(received);
}

/* Have devmgr say when a disk appears. */
static void watch(void)
{
    static const char scheme[] = "devices";
    int64_t devmgr = vb_namespace_lookup(0, VB_ADDRESS(scheme), sizeof scheme - 1);
    int64_t pulse = vb_pulse_create(receiver, CODE_DEVICES);
    struct vb_file_request request = {.flags = VB_DEVMGR_BLOCK};
    uint64_t handle = (uint64_t)pulse;
    struct sdk_call call = {.id = VB_DEVMGR_WATCH,
                            .data = &request,
                            .data_size = sizeof request,
                            .handles = &handle,
                            .handle_count = 1};
    int64_t status = devmgr < 0 ? devmgr : pulse < 0 ? pulse : sdk_call((uint64_t)devmgr, &call);

    if (status < 0)
        sdk_log(VB_LOG_WARNING, "disk: disks that appear later will not be seen: %s",
                sdk_status_text(status));
    if (devmgr >= 0)
        (void)vb_handle_close((uint64_t)devmgr);
}

int main(void)
{
    receiver = sdk_start_named("receiver");
    sender = sdk_start_named("sender");
    descriptions_load();
    sdk_ready();
    watch();
    disks_find();
    sdk_serve(receiver, handle, NULL);
}
