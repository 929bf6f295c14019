/*
 * The disk service: the scheme "disk". Disks and their partitions as files of bytes: "disk://0" is
 * the first disk, "disk://0/1" its first partition, "disk://" lists them. The drivers do the work;
 * when one dies, its request is repeated, and when none comes back the answer is VB_ERR_IO.
 * Requests go on beside each other (jobs.h, workers.h). Nothing is cached.
 */
#include "workers.h"
#include <sdk/log.h>
#include <sdk/start.h>
#include <stdio.h>
#include <string.h>
#include <vibee/syscalls.h>

enum { BADGE_ROOT_LAST = 1, ENTRY_ROOM = sizeof(struct vb_file_entry) + 16 };

static uint64_t receiver, sender;
static struct jobs jobs;

/* A line for each disk: which device and unit, and counts (struct disk). */
static size_t status_text(char *text, size_t size)
{
    const struct disk *disk;
    size_t used = 0;

    for (uint32_t i = 0; (disk = disk_at(i)) != NULL && used < size; i++)
        used +=
            (size_t)snprintf(text + used, size - used,
                             "disk%u %s %u requests %llu repeated %llu failed %llu "
                             "under-way %llu%s\n",
                             i, disk->device, disk->unit, (unsigned long long)disk->requests,
                             (unsigned long long)disk->repeated, (unsigned long long)disk->failed,
                             (unsigned long long)disk->under_way, disk->gone ? " gone" : "");
    return used < size ? used : size - 1;
}

static int64_t read_status(uint64_t reply, uint64_t offset, uint64_t size)
{
    static char text[DISKS_MAX * 128];
    uint64_t left, used = status_text(text, sizeof text);

    if (offset >= used)
        return 0;
    left = used - offset;
    return vb_window_write(reply, 0, 0, VB_ADDRESS(text + offset), size < left ? size : left);
}

static void fill_stat(const struct description *description, struct vb_file_stat *stat)
{
    struct extent extent;

    *stat = (struct vb_file_stat){.type = VB_TYPE_DIRECTORY, .links = 1};
    if (description->kind == NAME_STATUS)
        stat->type = VB_TYPE_REGULAR;
    if (description->kind != NAME_DISK)
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
    *out = (struct description){.flags = flags, .kind = name.kind};
    if (name.kind == NAME_STATUS)
        return (flags & VB_OPEN_WRITE) != 0 ? VB_ERR_READ_ONLY : VB_OK;
    if (name.kind == NAME_LIST)
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
        status = description->kind == NAME_LIST ? resolve(path, 0, &named) : VB_ERR_NOT_DIRECTORY;
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
                              : VB_ERR_TOO_BIG;
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

/* A job is over, or could not begin. */
static void finish(struct job *job, int64_t result)
{
    struct description *description =
        job->current && result > 0 ? description_find(job->badge) : NULL;

    if (description != NULL) {
        description->offset = job->offset + (uint64_t)result;
        description_save(description);
    }
    sdk_reply(job->reply, result);
    job->state = JOB_FREE;
}

/* Find out which sectors it is about; false: it is over. */
static bool place(struct job *job)
{
    const struct description *description = description_find(job->badge);
    struct transfer transfer;
    struct extent extent;
    int64_t status;

    if (description == NULL || !description_extent(description, &extent)) {
        finish(job, VB_ERR_IO);
        return false;
    }
    if (job->current)
        job->offset = description->offset;
    status = transfer_plan(&extent, job->writes, job->offset, job->size, &transfer);
    if (status != 1) {
        finish(job, status);
        return false;
    }
    job->sector = transfer.sector;
    job->count = transfer.span / extent.disk->info.sector_size;
    job->skip = transfer.skip;
    job->size = transfer.size;
    job->placed = true;
    return true;
}

/* Answer what is done, and start what may. */
static void run_jobs(void)
{
    struct job *job;

    while ((job = job_after(&jobs, 0, JOB_DONE)) != NULL)
        finish(job, job->result);
    for (job = job_after(&jobs, 0, JOB_WAITING); job != NULL;
         job = job_after(&jobs, job->order, JOB_WAITING)) {
        if (!job->placed && (job_follows(&jobs, job) || !place(job)))
            continue;
        if (job_may_run(&jobs, job))
            (void)worker_start(job);
    }
}

static void add_job(const struct job *like)
{
    if (job_add(&jobs, like) == NULL)
        sdk_reply(like->reply, VB_ERR_BUSY);
    else
        run_jobs();
}

static void serve_transfer(const struct description *description, uint64_t reply, bool writes,
                           const struct vb_file_request *request)
{
    bool current = request->offset == VB_FILE_CURRENT;
    struct job job = {.operation = writes ? VB_BLOCK_WRITE : VB_BLOCK_READ,
                      .writes = writes,
                      .badge = description->badge,
                      .current = current,
                      .offset = request->offset,
                      .size = request->size,
                      .reply = reply};
    struct extent extent;
    int64_t status = VB_OK;

    if (description->kind == NAME_LIST)
        status = VB_ERR_IS_DIRECTORY;
    else if ((description->flags & (writes ? VB_OPEN_WRITE : VB_OPEN_READ)) == 0)
        status = VB_ERR_ACCESS;
    else if (description->kind == NAME_STATUS)
        status = current ? VB_ERR_NOT_SEEKABLE : read_status(reply, request->offset, request->size);
    else if (!description_extent(description, &extent))
        status = VB_ERR_IO;
    job.disk = status == VB_OK && description->kind == NAME_DISK ? extent.number : 0;
    if (status != VB_OK || description->kind != NAME_DISK)
        sdk_reply(reply, status);
    else
        add_job(&job);
}

static int64_t serve_seek(struct description *description, const struct vb_file_request *request)
{
    int64_t distance = (int64_t)request->offset, base = 0;
    struct extent extent;

    if (description->kind != NAME_DISK)
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

static void serve_sync(const struct description *description, uint64_t reply)
{
    struct job job = {.operation = VB_BLOCK_FLUSH, .placed = true, .reply = reply};
    struct extent extent;

    if (description->kind != NAME_DISK) {
        sdk_reply(reply, VB_OK);
    } else if (!description_extent(description, &extent)) {
        sdk_reply(reply, VB_ERR_IO);
    } else {
        job.disk = extent.number;
        add_job(&job);
    }
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
        if (description->kind == NAME_LIST)
            serve_open(reply, text, request->flags);
        else
            sdk_reply(reply, VB_ERR_NOT_DIRECTORY);
        return;
    case VB_FILE_STAT:
        serve_stat(description, reply, text);
        return;
    case VB_FILE_READ:
    case VB_FILE_WRITE:
        serve_transfer(description, reply, received->message.id == VB_FILE_WRITE, request);
        return;
    case VB_FILE_SEEK:
        status = serve_seek(description, request);
        break;
    case VB_FILE_SYNC:
        serve_sync(description, reply);
        return;
    case VB_FILE_LIST:
        status = description->kind == NAME_LIST ? serve_list(reply, request->offset, request->size)
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
    static struct description root = {.badge = BADGE_ROOT_LAST, .kind = NAME_LIST};
    struct description *description = received->message.badge <= BADGE_ROOT_LAST
                                          ? &root
                                          : description_find(received->message.badge);
    struct vb_file_request request;

    (void)context;
    if (received->message.kind == VB_MESSAGE_PULSE) {
        if (received->message.badge == CODE_DONE)
            run_jobs();
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

int main(void)
{
    receiver = sdk_start_named("receiver");
    sender = sdk_start_named("sender");
    descriptions_load();
    workers_begin(receiver);
    sdk_ready();
    finder_start();
    sdk_serve(receiver, handle, NULL);
}
