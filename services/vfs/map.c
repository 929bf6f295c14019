/*
 * Contents as memory objects (VB_FILE_MAP). The same object while the file is unchanged: a cache of
 * the last ones, which keeps also the kernel's cache of modules warm.
 */
#include "vfs.h"

enum { CACHE = 32, READ_RIGHTS = VB_RIGHT_READ | VB_RIGHT_DUPLICATE | VB_RIGHT_TRANSFER };

static struct mapped {
    struct node node;
    uint64_t version, memory, age; /* memory 0: free */
} cache[CACHE];
static uint64_t age;

void reply_memory(uint64_t reply, uint64_t memory)
{
    int64_t copy = vb_handle_duplicate(memory, READ_RIGHTS);
    uint64_t handles[1] = {(uint64_t)copy};

    if (copy >= 0)
        copy = sdk_reply_handles(reply, VB_OK, NULL, 0, handles, 1);
    if (copy < 0)
        sdk_reply(reply, copy);
}

/* The slot of a node, or the one to use for it. */
static struct mapped *slot_of(struct node node)
{
    struct mapped *oldest = &cache[0];
    uint32_t i;

    for (i = 0; i < CACHE; i++) {
        if (cache[i].memory != 0 && cache[i].node.mount == node.mount &&
            cache[i].node.id == node.id)
            return &cache[i];
        if (cache[i].age < oldest->age)
            oldest = &cache[i];
    }
    return oldest;
}

static int64_t copy_tmpfs(struct vfs *vfs, uint32_t inode)
{
    struct vb_file_stat stat;
    uint64_t at = 0, arena;
    int64_t run, memory, count = 0;

    tmpfs_stat(vfs->tmpfs, inode, &stat);
    memory = vb_memory_alloc(stat.size);
    if (memory < 0)
        return memory;
    while (count >= 0 && (run = tmpfs_run(vfs->tmpfs, inode, at, stat.size - at, &arena)) > 0) {
        if (arena != 0)
            count = vb_memory_copy((uint64_t)memory, at, vfs->arena, arena, (uint64_t)run);
        at += (uint64_t)run;
    }
    if (count >= 0)
        return memory;
    (void)vb_handle_close((uint64_t)memory);
    return count;
}

void serve_map(struct vfs *vfs, struct call *call, const struct tmpfs_description *description)
{
    const struct node node = {description->mount, description->node};
    struct mapped *slot = slot_of(node);
    uint64_t version = 0;
    int64_t memory;

    if (node.mount != MOUNT_TMPFS && node.mount != MOUNT_BOOT) {
        sdk_reply(call->reply, VB_ERR_NOT_SUPPORTED);
        return;
    }
    if (node.mount == MOUNT_TMPFS)
        version = tmpfs_version(vfs->tmpfs, description->inode);
    if (slot->memory == 0 || slot->node.mount != node.mount || slot->node.id != node.id ||
        slot->version != version) {
        memory = node.mount == MOUNT_TMPFS
                     ? copy_tmpfs(vfs, description->inode)
                     : vb_memory_slice(vfs->boot, vfs->bootfs.nodes[node.id].offset,
                                       vfs->bootfs.nodes[node.id].size);
        if (memory < 0) {
            sdk_reply(call->reply, memory);
            return;
        }
        if (slot->memory != 0)
            (void)vb_handle_close(slot->memory);
        *slot = (struct mapped){.node = node, .version = version, .memory = (uint64_t)memory};
    }
    slot->age = ++age;
    reply_memory(call->reply, slot->memory);
}
