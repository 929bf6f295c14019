/* Requests with paths: open, stat, and what changes names. */
#include "vfs.h"
#include <string.h>

static struct walk shared;

/* Where the call's paths begin: the root, or the directory that its badge stands for. */
static int begin(struct vfs *vfs, uint64_t badge, struct walk *walk)
{
    static char remote[WALK_TEXT];
    const struct tmpfs_description *description = description_of(vfs, badge);

    walk->ops = &vfs_walk_ops;
    walk->context = vfs;
    walk->start = (struct node){MOUNT_TMPFS, TMPFS_ROOT};
    walk->start_is_root = true;
    walk->start_remote = "";
    if (description == NULL)
        return badge == BADGE_ROOT || badge == BADGE_ADMINISTRATOR ? VB_OK : VB_ERR_BAD_HANDLE;
    walk->start = (struct node){description->mount, description->node};
    walk->start_is_root = description->mount == MOUNT_TMPFS && description->node == TMPFS_ROOT;
    if (is_host(walk->start)) {
        host_directory_path(vfs, description, remote, sizeof remote);
        walk->start_remote = strcmp(remote, ".") == 0 ? "" : remote;
    }
    return VB_OK;
}

static int walk_from(struct vfs *vfs, uint64_t badge, const char *path, size_t size, uint32_t flags)
{
    int status = begin(vfs, badge, &shared);

    shared.flags = flags;
    return status < 0 ? status : walk_path(&shared, path, size);
}

int call_walk(struct vfs *vfs, struct call *call, uint32_t flags, struct walk **out)
{
    const struct request *request = &call->request;
    bool link = request->operation == VB_FILE_SYMLINK;

    *out = &shared;
    return walk_from(vfs, call->badge, link ? request->second : request->path,
                     link ? request->second_size : request->path_size, flags);
}

static struct tmpfs_name last_name(const struct walk *walk)
{
    return (struct tmpfs_name){walk->name, strlen(walk->name)};
}

/* ---- open ---- */

static int64_t create(struct vfs *vfs, struct walk *walk, const struct request *request)
{
    int64_t inode;

    if (walk->parent.mount != MOUNT_TMPFS)
        return VB_ERR_READ_ONLY;
    if (walk->directory_wanted || (request->head.flags & VB_OPEN_DIRECTORY))
        return VB_ERR_IS_DIRECTORY;
    inode = tmpfs_create(vfs->tmpfs, (uint32_t)walk->parent.id, last_name(walk), VB_TYPE_REGULAR,
                         wall_clock());
    if (inode >= 0) {
        walk->node = (struct node){MOUNT_TMPFS, (uint64_t)inode};
        walk->type = VB_TYPE_REGULAR;
    }
    return inode;
}

static int64_t check_open(const struct walk *walk, uint32_t flags)
{
    bool writes = flags & (VB_OPEN_WRITE | VB_OPEN_TRUNCATE);

    if ((flags & VB_OPEN_CREATE) && (flags & VB_OPEN_EXCLUSIVE))
        return VB_ERR_EXISTS;
    if (walk->type == VB_TYPE_SYMLINK)
        return VB_ERR_LOOP;
    if (walk->type != VB_TYPE_DIRECTORY && (flags & VB_OPEN_DIRECTORY))
        return VB_ERR_NOT_DIRECTORY;
    /* Who asks for a directory may open it with the right to write: that is meant for what is
     * below. */
    if (walk->type == VB_TYPE_DIRECTORY && (flags & (VB_OPEN_CREATE | VB_OPEN_TRUNCATE)))
        return VB_ERR_IS_DIRECTORY;
    if (walk->type == VB_TYPE_DIRECTORY && writes && !(flags & VB_OPEN_DIRECTORY))
        return VB_ERR_IS_DIRECTORY;
    if (walk->type == VB_TYPE_REGULAR && writes && walk->node.mount != MOUNT_TMPFS)
        return VB_ERR_READ_ONLY;
    return VB_OK;
}

static void open_node(struct vfs *vfs, struct call *call, struct walk *walk)
{
    uint32_t flags = call->request.head.flags;
    struct tmpfs_description record = {.flags = flags};
    struct vb_file_stat stat;
    int64_t status;

    if (walk->type == VB_TYPE_UNKNOWN)
        status = (flags & VB_OPEN_CREATE) ? create(vfs, walk, &call->request) : VB_ERR_NOT_FOUND;
    else
        status = check_open(walk, flags);
    if (status >= 0 && walk->node.mount == MOUNT_DEV && dev_is_remote(walk->node.id)) {
        dev_open_remote(call, walk->node.id);
        return;
    }
    if (status >= 0 && (flags & VB_OPEN_TRUNCATE) && walk->node.mount == MOUNT_TMPFS)
        status = tmpfs_set_size(vfs->tmpfs, (uint32_t)walk->node.id, 0, wall_clock());
    if (status < 0) {
        path_refuse(vfs, call, status);
        return;
    }
    record.mount = walk->node.mount;
    record.node = walk->node.id;
    record.inode = walk->node.mount == MOUNT_TMPFS ? (uint32_t)walk->node.id : 0;
    node_stat(vfs, walk->node, &stat);
    reply_opened(vfs, call, &record, &stat, walk);
}

/* ---- the others ---- */

static void stat_node(struct vfs *vfs, struct call *call, const struct walk *walk)
{
    struct vb_file_stat stat;

    if (walk->type == VB_TYPE_UNKNOWN) {
        path_refuse(vfs, call, VB_ERR_NOT_FOUND);
        return;
    }
    node_stat(vfs, walk->node, &stat);
    sdk_finish(call->reply, VB_OK, &stat, sizeof stat, 0);
}

static void read_link(struct vfs *vfs, struct call *call, const struct walk *walk)
{
    static char target[VB_PATH_MAX];
    int64_t size = VB_ERR_NOT_FOUND;

    if (walk->type != VB_TYPE_UNKNOWN)
        size = walk->type == VB_TYPE_SYMLINK
                   ? vfs_walk_ops.readlink(vfs, walk->node, target, sizeof target)
                   : VB_ERR_INVALID;
    sdk_reply_data(call->reply, size, target, size > 0 ? (size_t)size : 0);
}

static int64_t set_times(struct vfs *vfs, const struct call *call, const struct walk *walk)
{
    if (walk->type == VB_TYPE_UNKNOWN)
        return VB_ERR_NOT_FOUND;
    if (walk->node.mount != MOUNT_TMPFS)
        return walk->node.mount == MOUNT_DEV ? VB_OK : VB_ERR_READ_ONLY;
    return tmpfs_set_times(vfs->tmpfs, (uint32_t)walk->node.id, (int64_t)call->request.head.offset,
                           (int64_t)call->request.head.size, wall_clock());
}

/* What makes or removes the last name. */
static int64_t change_name(struct vfs *vfs, const struct call *call, const struct walk *walk)
{
    const struct request *request = &call->request;
    uint32_t directory = (uint32_t)walk->parent.id;
    bool makes = request->operation == VB_FILE_MKDIR || request->operation == VB_FILE_SYMLINK;

    if (makes && walk->type != VB_TYPE_UNKNOWN)
        return VB_ERR_EXISTS;
    if (walk->name[0] == 0)
        return request->operation == VB_FILE_RMDIR ? VB_ERR_BUSY : VB_ERR_INVALID;
    if (!makes && walk->type == VB_TYPE_UNKNOWN)
        return VB_ERR_NOT_FOUND;
    if (walk->parent.mount != MOUNT_TMPFS)
        return VB_ERR_READ_ONLY;
    switch (request->operation) {
    case VB_FILE_MKDIR:
        return tmpfs_create(vfs->tmpfs, directory, last_name(walk), VB_TYPE_DIRECTORY,
                            wall_clock());
    case VB_FILE_SYMLINK:
        return tmpfs_symlink(vfs->tmpfs, directory, last_name(walk),
                             (struct tmpfs_name){request->path, request->path_size}, wall_clock());
    default:
        return tmpfs_unlink(vfs->tmpfs, directory, last_name(walk),
                            request->operation == VB_FILE_RMDIR, wall_clock());
    }
}

static int64_t none(int64_t status)
{
    return status > 0 ? VB_OK : status;
}

void serve_local(struct vfs *vfs, struct call *call, const struct walk *walk)
{
    if (walk != &shared)
        shared = *walk;
    switch (call->request.operation) {
    case VB_FILE_OPEN:
        open_node(vfs, call, &shared);
        break;
    case VB_FILE_STAT:
        stat_node(vfs, call, walk);
        break;
    case VB_FILE_READLINK:
        read_link(vfs, call, walk);
        break;
    case VB_FILE_SET_TIMES:
        sdk_reply(call->reply, set_times(vfs, call, walk));
        break;
    default:
        sdk_reply(call->reply, none(change_name(vfs, call, walk)));
    }
}

static uint32_t walk_flags(const struct request *request)
{
    switch (request->operation) {
    case VB_FILE_OPEN:
        if ((request->head.flags & VB_OPEN_CREATE) && (request->head.flags & VB_OPEN_EXCLUSIVE))
            return 0;
        return request->head.flags & VB_OPEN_NO_FOLLOW ? 0 : WALK_FOLLOW;
    case VB_FILE_STAT:
    case VB_FILE_SET_TIMES:
        return request->head.flags & VB_OPEN_NO_FOLLOW ? 0 : WALK_FOLLOW;
    default:
        return 0;
    }
}

/* STAT and SET_TIMES of the item itself; true when it was that. */
static bool serve_itself(struct vfs *vfs, struct call *call)
{
    const struct tmpfs_description *description = description_of(vfs, call->badge);

    if (description == NULL || call->request.path_size > 0 ||
        (call->request.operation != VB_FILE_STAT && call->request.operation != VB_FILE_SET_TIMES))
        return false;
    if (description->mount >= MOUNT_HOST) {
        host_data(vfs, call, description);
        return true;
    }
    shared.node = (struct node){description->mount, description->node};
    shared.type = VB_TYPE_REGULAR;
    serve_local(vfs, call, &shared);
    return true;
}

bool path_has_next(const struct call *call, int64_t status)
{
    const struct request *request = &call->request;

    return (status == VB_ERR_NOT_FOUND || status == VB_ERR_NOT_DIRECTORY) &&
           request->second != NULL &&
           (request->operation == VB_FILE_OPEN || request->operation == VB_FILE_STAT);
}

void path_refuse(struct vfs *vfs, struct call *call, int64_t status)
{
    struct request *request = &call->request;

    if (!path_has_next(call, status)) {
        sdk_reply(call->reply, status);
        return;
    }
    request->path = request->second;
    request->path_size = request->second_size;
    request->second = NULL;
    serve_path(vfs, call); /* once: there is no third */
}

void serve_path(struct vfs *vfs, struct call *call)
{
    struct walk *walk;
    int status;

    if (serve_itself(vfs, call))
        return;
    status = call_walk(vfs, call, walk_flags(&call->request), &walk);
    if (status < 0)
        path_refuse(vfs, call, status);
    else if (walk->remote)
        host_path(vfs, call, walk);
    else
        serve_local(vfs, call, walk);
}

/* ---- two paths ---- */

/* The badge of a handle that a client sent, if it is one of ours. */
static int64_t own_badge(struct vfs *vfs, uint64_t handle, uint64_t *badge)
{
    struct vb_handle_info theirs, ours;
    int64_t same;

    if (vb_handle_info(handle, VB_ADDRESS(&theirs)) < 0 || theirs.type != VB_OBJECT_SENDER ||
        theirs.badge == BADGE_ADMINISTRATOR)
        return VB_ERR_INVALID;
    /* Anyone can make a channel whose senders have our badges: the object tells. */
    same = vb_channel_badge(vfs->sender, theirs.badge);
    if (same < 0)
        return same;
    ours.object = 0;
    (void)vb_handle_info((uint64_t)same, VB_ADDRESS(&ours));
    (void)vb_handle_close((uint64_t)same);
    *badge = theirs.badge;
    return ours.object == theirs.object ? VB_OK : VB_ERR_CROSS_DEVICE;
}

/* What is needed of the first walk after the second. */
struct place {
    struct node node, parent;
    uint32_t type;
    bool remote, directory_wanted;
    char name[VB_NAME_MAX + 1];
};

static void remember(const struct walk *walk, struct place *place)
{
    place->node = walk->node;
    place->parent = walk->parent;
    place->type = walk->type;
    place->remote = walk->remote;
    place->directory_wanted = walk->directory_wanted;
    strcpy(place->name, walk->name);
}

static int64_t rename_local(struct vfs *vfs, const struct call *call, const struct place *from)
{
    const struct tmpfs_name old = {from->name, strlen(from->name)};

    if (from->type == VB_TYPE_UNKNOWN)
        return VB_ERR_NOT_FOUND;
    if (shared.name[0] == 0)
        return call->request.operation == VB_FILE_LINK ? VB_ERR_EXISTS : VB_ERR_BUSY;
    if (shared.parent.mount != MOUNT_TMPFS)
        return from->parent.mount == shared.parent.mount ? VB_ERR_READ_ONLY : VB_ERR_CROSS_DEVICE;
    if (call->request.operation == VB_FILE_LINK)
        return from->node.mount != MOUNT_TMPFS
                   ? VB_ERR_CROSS_DEVICE
                   : tmpfs_link(vfs->tmpfs, (uint32_t)from->node.id, (uint32_t)shared.parent.id,
                                last_name(&shared), wall_clock());
    if (from->name[0] == 0)
        return VB_ERR_BUSY;
    if (from->parent.mount != MOUNT_TMPFS)
        return VB_ERR_CROSS_DEVICE;
    if (shared.directory_wanted && from->type != VB_TYPE_DIRECTORY)
        return VB_ERR_NOT_DIRECTORY;
    return tmpfs_rename(vfs->tmpfs, (uint32_t)from->parent.id, old, (uint32_t)shared.parent.id,
                        last_name(&shared), wall_clock());
}

void serve_rename(struct vfs *vfs, struct call *call)
{
    static char from_path[WALK_TEXT];
    const struct request *request = &call->request;
    struct place from;
    uint64_t badge = call->badge;
    int64_t status = call->handle == 0 ? VB_OK : own_badge(vfs, call->handle, &badge);

    if (status == VB_OK)
        status = walk_from(vfs, call->badge, request->path, request->path_size, 0);
    if (status == VB_OK) {
        remember(&shared, &from);
        strcpy(from_path, shared.path);
        status = walk_from(vfs, badge, request->second, request->second_size, 0);
    }
    if (status < 0)
        sdk_reply(call->reply, status);
    else if (from.remote && shared.remote && from.node.mount == shared.node.mount)
        host_pair(vfs, call, shared.node.mount, from_path, shared.path);
    else if (from.remote || shared.remote)
        sdk_reply(call->reply, VB_ERR_CROSS_DEVICE);
    else
        sdk_reply(call->reply, none(rename_local(vfs, call, &from)));
}
