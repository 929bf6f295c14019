/* Requests about an open description: moving bytes, offsets, sizes, readiness. */
#include "vfs.h"
#include <string.h>

uint64_t transfer_offset(const struct tmpfs_description *description, const struct call *call)
{
    return call->request.head.offset == VB_FILE_CURRENT ? description->offset
                                                        : call->request.head.offset;
}

void transfer_done(struct vfs *vfs, const struct call *call, uint64_t offset, int64_t count)
{
    struct tmpfs_description *description = description_of(vfs, call->badge);

    if (count <= 0 || call->request.head.offset != VB_FILE_CURRENT || description == NULL)
        return;
    description->offset = offset + (uint64_t)count;
    (void)description_save(vfs, call->badge);
}

/* From the arena, or nothing from a hole, straight into the client's window. */
static int64_t read_run(struct vfs *vfs, uint64_t reply, uint64_t done, uint64_t arena,
                        uint64_t size)
{
    static const uint8_t zeroes[4096];

    if (arena != 0)
        return vb_window_memory(reply, 0, done, vfs->arena, arena, size, 1);
    return vb_window_write(reply, 0, done, VB_ADDRESS(zeroes),
                           size < sizeof zeroes ? size : sizeof zeroes);
}

static int64_t read_tmpfs(struct vfs *vfs, struct call *call, uint32_t inode, uint64_t offset)
{
    uint64_t size = call->request.head.size, done = 0, arena;
    int64_t run, count = 0;

    size = size < TMPFS_TRANSFER_MAX ? size : TMPFS_TRANSFER_MAX;
    while (done < size) {
        run = tmpfs_run(vfs->tmpfs, inode, offset + done, size - done, &arena);
        if (run <= 0)
            break;
        count = read_run(vfs, call->reply, done, arena, (uint64_t)run);
        if (count <= 0)
            break;
        done += (uint64_t)count;
    }
    return done > 0 ? (int64_t)done : count;
}

static int64_t read_boot(struct vfs *vfs, struct call *call, uint64_t id, uint64_t offset)
{
    const struct bootfs_node *node = &vfs->bootfs.nodes[id];
    uint64_t size = call->request.head.size;

    if (offset >= node->size || size == 0)
        return 0;
    size = size < node->size - offset ? size : node->size - offset;
    return vb_window_memory(call->reply, 0, 0, vfs->boot, node->offset + offset, size, 1);
}

static int64_t write_tmpfs(struct vfs *vfs, struct call *call, uint32_t inode, uint64_t offset)
{
    static struct tmpfs_plan plan;
    uint64_t done = 0, arena, run;
    int64_t count = 0;
    int status = tmpfs_plan(vfs->tmpfs, inode, offset, call->request.head.size, &plan);

    if (status < 0)
        return status;
    while ((run = tmpfs_plan_run(&plan, done, &arena)) > 0) {
        count = vb_window_memory(call->reply, 0, done, vfs->arena, arena, run, 0);
        if (count <= 0)
            break;
        done += (uint64_t)count;
    }
    status = tmpfs_plan_commit(vfs->tmpfs, &plan, done, wall_clock());
    if (status < 0)
        return status;
    return done > 0 ? (int64_t)done : count;
}

static void serve_write(struct vfs *vfs, struct call *call, struct tmpfs_description *description)
{
    uint64_t offset = transfer_offset(description, call);
    struct vb_file_stat stat;
    int64_t count;

    if (description->mount != MOUNT_TMPFS) {
        sdk_reply(call->reply, VB_ERR_READ_ONLY);
        return;
    }
    if (description->flags & VB_OPEN_APPEND) {
        tmpfs_stat(vfs->tmpfs, description->inode, &stat);
        offset = stat.size;
    }
    count = write_tmpfs(vfs, call, description->inode, offset);
    transfer_done(vfs, call, offset, count);
    sdk_finish(call->reply, count, NULL, 0, 0);
}

static void serve_transfer(struct vfs *vfs, struct call *call,
                           struct tmpfs_description *description)
{
    bool read = call->request.operation == VB_FILE_READ;
    uint64_t offset = transfer_offset(description, call);
    int64_t count;

    if (description->mount == MOUNT_DEV) {
        dev_transfer(vfs, call, description->node);
    } else if (!read) {
        serve_write(vfs, call, description);
    } else if (description->mount == MOUNT_PROC) {
        proc_read(vfs, call, description->node);
    } else {
        count = description->mount == MOUNT_TMPFS
                    ? read_tmpfs(vfs, call, description->inode, offset)
                    : read_boot(vfs, call, description->node, offset);
        transfer_done(vfs, call, offset, count);
        sdk_finish(call->reply, count, NULL, 0, 0);
    }
}

static int64_t seek(struct vfs *vfs, struct call *call, struct tmpfs_description *description)
{
    const struct vb_file_request *head = &call->request.head;
    struct vb_file_stat stat;
    int64_t base = 0, offset;

    node_stat(vfs, (struct node){description->mount, description->node}, &stat);
    if (stat.type == VB_TYPE_CHARACTER)
        return VB_ERR_NOT_SEEKABLE;
    if (head->argument == 1)
        base = (int64_t)description->offset;
    else if (head->argument == 2)
        base = (int64_t)stat.size;
    else if (head->argument != 0)
        return VB_ERR_INVALID;
    if (__builtin_add_overflow(base, (int64_t)head->offset, &offset) || offset < 0)
        return VB_ERR_INVALID;
    description->offset = (uint64_t)offset;
    (void)description_save(vfs, call->badge);
    return offset;
}

static int64_t set_size(struct vfs *vfs, const struct tmpfs_description *description, uint64_t size)
{
    if (description->mount != MOUNT_TMPFS)
        return description->mount == MOUNT_BOOT ? VB_ERR_READ_ONLY : VB_ERR_INVALID;
    return tmpfs_set_size(vfs->tmpfs, description->inode, size, wall_clock());
}

static int64_t list(struct vfs *vfs, struct call *call, const struct tmpfs_description *description)
{
    static _Alignas(8) uint8_t buffer[16384];
    uint64_t room = call->request.head.size;
    struct node node = {description->mount, description->node};
    struct vb_file_stat stat;
    int64_t size;

    node_stat(vfs, node, &stat);
    if (stat.type != VB_TYPE_DIRECTORY)
        return VB_ERR_NOT_DIRECTORY;
    size = node_list(vfs, node, call->request.head.offset, buffer,
                     room < sizeof buffer ? (size_t)room : sizeof buffer);
    return size <= 0 ? size
                     : vb_window_write(call->reply, 0, 0, VB_ADDRESS(buffer), (uint64_t)size);
}

static int64_t set_flags(struct vfs *vfs, const struct call *call,
                         struct tmpfs_description *description)
{
    const uint32_t changeable = VB_OPEN_APPEND | VB_OPEN_NONBLOCK;
    uint32_t before = description->flags;

    description->flags = (before & ~changeable) | (call->request.head.flags & changeable);
    (void)description_save(vfs, call->badge);
    return before;
}

static void reply_space(struct vfs *vfs, uint64_t reply)
{
    struct vb_account_info account = {0};
    struct tmpfs_usage usage;
    uint64_t space[2];

    tmpfs_usage(vfs->tmpfs, &usage);
    (void)vb_account_info(0, VB_ADDRESS(&account));
    space[1] = usage.free + (account.limit > account.used ? account.limit - account.used : 0);
    space[0] = usage.arena - usage.free + space[1];
    sdk_reply_data(reply, VB_OK, space, sizeof space);
}

/* May the description do that? */
static bool may(const struct tmpfs_description *description, uint32_t operation)
{
    if (operation == VB_FILE_WRITE || operation == VB_FILE_SET_SIZE)
        return (description->flags & VB_OPEN_WRITE) != 0;
    if (operation == VB_FILE_READ || operation == VB_FILE_MAP)
        return (description->flags & VB_OPEN_READ) != 0;
    return true;
}

static bool is_directory(struct vfs *vfs, const struct tmpfs_description *description)
{
    struct vb_file_stat stat;

    if (description->mount >= MOUNT_HOST)
        return description->inode != 0;
    node_stat(vfs, (struct node){description->mount, description->node}, &stat);
    return stat.type == VB_TYPE_DIRECTORY;
}

/* The same for every kind of file. True when it was one of these. */
static bool serve_common(struct vfs *vfs, struct call *call, struct tmpfs_description *description)
{
    switch (call->request.operation) {
    case VB_FILE_SET_FLAGS:
        sdk_reply(call->reply, set_flags(vfs, call, description));
        return true;
    case VB_FILE_ARM: /* a file is always ready: the pulse is not kept */
        sdk_reply(call->reply, call->request.head.flags & (VB_READY_READ | VB_READY_WRITE));
        return true;
    case VB_FILE_DISARM:
        sdk_reply(call->reply, VB_OK);
        return true;
    default:
        return false;
    }
}

void serve_data(struct vfs *vfs, struct call *call)
{
    static struct tmpfs_description root = {
        .used = 1, .inode = TMPFS_ROOT, .node = TMPFS_ROOT, .flags = VB_OPEN_READ};
    struct tmpfs_description *description = description_of(vfs, call->badge);
    uint32_t operation = call->request.operation;

    if (description == NULL)
        description = &root;
    if (description == &root && operation != VB_FILE_LIST && operation != VB_FILE_SPACE) {
        sdk_reply(call->reply, VB_ERR_IS_DIRECTORY);
        return;
    }
    if (operation == VB_FILE_DESCRIBE) {
        serve_describe(vfs, call, description);
        return;
    }
    if (serve_common(vfs, call, description))
        return;
    if (!may(description, operation))
        sdk_reply(call->reply, VB_ERR_ACCESS);
    else if (operation != VB_FILE_LIST && operation != VB_FILE_SPACE && operation != VB_FILE_SYNC &&
             is_directory(vfs, description))
        sdk_reply(call->reply, VB_ERR_IS_DIRECTORY);
    else if (description->mount >= MOUNT_HOST)
        host_data(vfs, call, description);
    else if (operation == VB_FILE_READ || operation == VB_FILE_WRITE)
        serve_transfer(vfs, call, description);
    else if (operation == VB_FILE_SEEK)
        sdk_finish(call->reply, seek(vfs, call, description), NULL, 0, 0);
    else if (operation == VB_FILE_SET_SIZE)
        sdk_reply(call->reply, set_size(vfs, description, call->request.head.offset));
    else if (operation == VB_FILE_LIST)
        sdk_reply(call->reply, list(vfs, call, description));
    else if (operation == VB_FILE_MAP)
        serve_map(vfs, call, description);
    else if (operation == VB_FILE_SPACE)
        reply_space(vfs, call->reply);
    else
        sdk_reply(call->reply, VB_OK); /* SYNC: what is written is durable */
}
