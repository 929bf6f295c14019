/* Looking up, describing and listing what is found in any of the file systems of our own. */
#include "vfs.h"
#include <string.h>

struct node cover_lookup(const struct vfs *vfs, uint32_t inode)
{
    for (uint32_t i = 0; i < COVERS; i++)
        if (vfs->covers[i].inode == inode)
            return vfs->covers[i].node;
    return (struct node){MOUNT_TMPFS, inode};
}

static int64_t tmpfs_child(struct vfs *vfs, struct node directory, const char *name, size_t size,
                           struct node *child)
{
    int64_t inode =
        tmpfs_lookup(vfs->tmpfs, (uint32_t)directory.id, (struct tmpfs_name){name, size});

    if (inode < 0)
        return inode;
    if (tmpfs_is_pinned(vfs->tmpfs, (uint32_t)inode))
        *child = cover_lookup(vfs, (uint32_t)inode);
    else
        child->id = (uint64_t)inode;
    return tmpfs_type(vfs->tmpfs, (uint32_t)inode);
}

static int64_t lookup(void *context, struct node directory, const char *name, size_t size,
                      struct node *child)
{
    struct vfs *vfs = context;
    int64_t found;

    child->mount = directory.mount;
    switch (directory.mount) {
    case MOUNT_TMPFS:
        return tmpfs_child(vfs, directory, name, size, child);
    case MOUNT_BOOT:
        found = bootfs_lookup(&vfs->bootfs, (uint32_t)directory.id, name, size);
        child->id = (uint64_t)found;
        return found < 0 ? found : vfs->bootfs.nodes[found].type;
    case MOUNT_DEV:
        found = dev_lookup(name, size);
        child->id = (uint64_t)found;
        if (found < 0)
            return found;
        return child->id >= DEV_DISKS ? VB_TYPE_BLOCK : VB_TYPE_CHARACTER;
    default:
        return proc_lookup(directory.id, name, size, &child->id);
    }
}

static int64_t read_link(void *context, struct node link, char *target, size_t room)
{
    struct vfs *vfs = context;
    const struct bootfs_node *node;

    if (link.mount == MOUNT_TMPFS)
        return tmpfs_readlink(vfs->tmpfs, (uint32_t)link.id, target, room);
    if (link.mount != MOUNT_BOOT)
        return VB_ERR_INVALID;
    node = &vfs->bootfs.nodes[link.id];
    if (node->type != VB_TYPE_SYMLINK)
        return VB_ERR_INVALID;
    if (node->target_size < room)
        room = node->target_size;
    memcpy(target, vfs->bootfs.names + node->target, room);
    return (int64_t)room;
}

const struct walk_ops vfs_walk_ops = {lookup, read_link, MOUNT_HOST};

void node_stat(struct vfs *vfs, struct node node, struct vb_file_stat *stat)
{
    const struct bootfs_node *boot;

    *stat = (struct vb_file_stat){0};
    if (node.mount == MOUNT_TMPFS) {
        tmpfs_stat(vfs->tmpfs, (uint32_t)node.id, stat);
    } else if (node.mount == MOUNT_BOOT) {
        boot = &vfs->bootfs.nodes[node.id];
        stat->type = boot->type;
        stat->flags = VB_STAT_READ_ONLY | (boot->executable ? VB_STAT_EXECUTABLE : 0) |
                      (boot->type == VB_TYPE_REGULAR ? VB_STAT_SEEKABLE : 0);
        stat->size = boot->size;
        stat->access_time = stat->modification_time = stat->change_time = boot->time;
    } else if (node.mount == MOUNT_DEV) {
        dev_stat(node.id, stat);
    } else {
        proc_stat(node.id, stat);
    }
    stat->device = node.mount + 1;
    stat->inode = node.id + (node.mount != MOUNT_TMPFS);
    stat->links = stat->links == 0 && node.mount != MOUNT_TMPFS ? 1 : stat->links;
}

int64_t node_list(struct vfs *vfs, struct node node, uint64_t cookie, void *buffer, size_t room)
{
    switch (node.mount) {
    case MOUNT_TMPFS:
        return tmpfs_list(vfs->tmpfs, (uint32_t)node.id, cookie, buffer, room);
    case MOUNT_BOOT:
        return bootfs_list(&vfs->bootfs, (uint32_t)node.id, cookie, buffer, room);
    case MOUNT_DEV:
        return dev_list(cookie, buffer, room);
    default:
        return proc_list(node.id, cookie, buffer, room);
    }
}
