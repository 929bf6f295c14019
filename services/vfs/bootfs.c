/* See bootfs.h. */
#include "bootfs.h"
#include "entries.h"
#include <base/ustar.h>
#include <stdlib.h>
#include <string.h>
#include <vibee/file.h>
#include <vibee/status.h>

static int64_t add_text(struct bootfs *fs, const char *text, size_t size)
{
    size_t room = fs->names_room == 0 ? 4096 : fs->names_room;
    char *names;

    while (room - fs->names_size < size)
        room *= 2;
    if (room != fs->names_room) {
        names = realloc(fs->names, room);
        if (names == NULL)
            return VB_ERR_NO_MEMORY;
        fs->names = names;
        fs->names_room = room;
    }
    memcpy(fs->names + fs->names_size, text, size);
    fs->names_size += size;
    return (int64_t)(fs->names_size - size);
}

static int64_t add_node(struct bootfs *fs, uint32_t parent, const char *name, size_t size)
{
    struct bootfs_node *nodes;
    uint32_t room = fs->room == 0 ? 64 : fs->room * 2;
    int64_t at = add_text(fs, name, size);

    if (at < 0 || fs->count == BOOTFS_NODES_MAX)
        return at < 0 ? at : VB_ERR_LIMIT;
    if (fs->count == fs->room) {
        nodes = realloc(fs->nodes, room * sizeof *nodes);
        if (nodes == NULL)
            return VB_ERR_NO_MEMORY;
        fs->nodes = nodes;
        fs->room = room;
    }
    fs->nodes[fs->count] = (struct bootfs_node){.parent = parent,
                                                .type = VB_TYPE_DIRECTORY,
                                                .name = (uint32_t)at,
                                                .name_size = (uint32_t)size};
    if (fs->count > 0) {
        fs->nodes[fs->count].sibling = fs->nodes[parent].child;
        fs->nodes[parent].child = fs->count;
    }
    return fs->count++;
}

int64_t bootfs_lookup(const struct bootfs *fs, uint32_t directory, const char *name, size_t size)
{
    uint32_t node = fs->nodes[directory].child;

    for (; node != 0; node = fs->nodes[node].sibling)
        if (fs->nodes[node].name_size == size &&
            memcmp(fs->names + fs->nodes[node].name, name, size) == 0)
            return node;
    return VB_ERR_NOT_FOUND;
}

/* The node of a path, made with the directories above it. INVALID: not a path we know. */
static int64_t reach(struct bootfs *fs, const char *path)
{
    int64_t node = 0, next;
    uint32_t depth = 0;
    size_t size;

    for (; *path != 0; path += size, path += *path == '/') {
        size = strcspn(path, "/");
        if (size == 0 || (size == 1 && path[0] == '.'))
            continue;
        if (size > VB_NAME_MAX || ++depth > BOOTFS_DEPTH_MAX ||
            (size == 2 && memcmp(path, "..", 2) == 0) || fs->nodes[node].type != VB_TYPE_DIRECTORY)
            return VB_ERR_INVALID;
        next = bootfs_lookup(fs, (uint32_t)node, path, size);
        node = next >= 0 ? next : add_node(fs, (uint32_t)node, path, size);
        if (node < 0)
            return node;
    }
    return node;
}

static int fill(struct bootfs *fs, uint32_t index, const struct ustar_entry *entry, uint64_t offset)
{
    struct bootfs_node *node = &fs->nodes[index];
    int64_t at;

    node->time = entry->mtime < UINT64_C(1) << 33 ? (int64_t)entry->mtime * 1000000000 : 0;
    node->executable = (entry->mode & 0111) != 0;
    if (entry->type == USTAR_DIRECTORY || index == 0 || node->child != 0)
        return VB_OK;
    if (entry->type == USTAR_FILE) {
        node->type = VB_TYPE_REGULAR;
        node->offset = offset;
        node->size = entry->size;
        return VB_OK;
    }
    at = add_text(fs, entry->link, strlen(entry->link));
    if (at < 0)
        return (int)at;
    node->type = VB_TYPE_SYMLINK;
    node->target = (uint32_t)at;
    node->target_size = (uint32_t)strlen(entry->link);
    node->size = node->target_size;
    return VB_OK;
}

int bootfs_open(struct bootfs *fs, bootfs_read *read, void *context)
{
    uint8_t header[USTAR_BLOCK];
    struct ustar_entry entry;
    uint64_t at = 0;
    int64_t node;

    *fs = (struct bootfs){0};
    node = add_node(fs, 0, "", 0);
    while (node >= 0 && read(context, at, header, sizeof header) == (int64_t)sizeof header &&
           ustar_parse(header, &entry) == USTAR_ENTRY) {
        if (entry.type == USTAR_FILE || entry.type == USTAR_SYMLINK ||
            entry.type == USTAR_DIRECTORY) {
            node = reach(fs, entry.path);
            if (node >= 0)
                node = fill(fs, (uint32_t)node, &entry, at + USTAR_BLOCK);
            if (node == VB_ERR_INVALID)
                node = 0;
        }
        if (entry.size > UINT64_MAX / 4)
            break;
        at += USTAR_BLOCK + ustar_padded(entry.size);
    }
    return node == VB_ERR_NO_MEMORY ? VB_ERR_NO_MEMORY : VB_OK;
}

void bootfs_close(struct bootfs *fs)
{
    free(fs->nodes);
    free(fs->names);
    *fs = (struct bootfs){0};
}

int64_t bootfs_list(const struct bootfs *fs, uint32_t directory, uint64_t cookie, void *buffer,
                    size_t room)
{
    struct entries entries = {.bytes = buffer, .room = room};
    uint32_t node;
    uint64_t at = 0;

    for (node = fs->nodes[directory].child; node != 0; node = fs->nodes[node].sibling)
        if (++at > cookie &&
            !entries_add(&entries, at, node, fs->nodes[node].type, fs->names + fs->nodes[node].name,
                         fs->nodes[node].name_size))
            break;
    return entries_result(&entries);
}
