/* What changes names: create, link, unlink, rename; and listing them. */
#include "tmpfs_internal.h"
#include <string.h>
#include <vibee/objects.h>

static int check_name(struct tmpfs_name name)
{
    if (name.size > VB_NAME_MAX)
        return VB_ERR_NAME_TOO_LONG;
    if (name.size == 0 || memchr(name.text, '/', name.size) != NULL ||
        memchr(name.text, 0, name.size) != NULL)
        return VB_ERR_INVALID;
    if (name.text[0] == '.' && (name.size == 1 || (name.size == 2 && name.text[1] == '.')))
        return VB_ERR_INVALID;
    return VB_OK;
}

/* The directory, if a name may be added to it. */
static struct inode *open_directory(struct tmpfs *fs, uint32_t number, int *status)
{
    struct inode *directory = inode_of(fs, number);

    *status = VB_OK;
    if (directory == NULL || directory->record.links == 0)
        *status = VB_ERR_NOT_FOUND;
    else if (directory->record.type != VB_TYPE_DIRECTORY)
        *status = VB_ERR_NOT_DIRECTORY;
    return *status == VB_OK ? directory : NULL;
}

int64_t tmpfs_lookup(struct tmpfs *fs, uint32_t directory, struct tmpfs_name name)
{
    const struct dentry *dentry = dentry_find(fs, directory, name);

    if (dentry != NULL)
        return dentry->inode;
    return name.size > VB_NAME_MAX ? VB_ERR_NAME_TOO_LONG : VB_ERR_NOT_FOUND;
}

uint32_t tmpfs_parent(struct tmpfs *fs, uint32_t directory)
{
    const struct inode *inode = inode_of(fs, directory);

    return inode == NULL ? 0 : inode->parent;
}

uint32_t tmpfs_type(struct tmpfs *fs, uint32_t inode)
{
    return inode_of(fs, inode)->record.type;
}

bool tmpfs_is_pinned(struct tmpfs *fs, uint32_t inode)
{
    return inode_of(fs, inode)->pinned;
}

void tmpfs_pin(struct tmpfs *fs, uint32_t directory, bool pinned)
{
    struct inode *inode = inode_of(fs, directory);

    if (inode != NULL)
        inode->pinned = pinned;
}

/* Write the entry's head, which commits it, and the directory's times, which may get lost. */
static int commit_entry(struct tmpfs *fs, struct dentry *dentry, uint32_t inode, uint32_t type,
                        int64_t now)
{
    struct tmpfs_entry head = dentry_head(dentry, inode, type);
    struct inode *directory = inode_of(fs, dentry->directory);
    int status = store_write(fs, dentry_offset(fs, dentry), &head, sizeof head);

    if (status < 0)
        return status;
    directory->record.modification_time = directory->record.change_time = now;
    directory->record.version++;
    (void)inode_commit(fs, directory);
    return VB_OK;
}

/* Give an inode that is in memory only its record and then its name. */
static int64_t introduce(struct tmpfs *fs, struct inode *inode, struct inode *directory,
                         struct tmpfs_name name, int64_t now)
{
    struct dentry *dentry;
    int status = VB_OK;

    dentry = dentry_place(fs, directory, name, &status);
    if (dentry != NULL)
        status = inode_commit(fs, inode);
    if (status == VB_OK)
        status = commit_entry(fs, dentry, inode->number, inode->record.type, now);
    if (status < 0) {
        inode->record.links = 0;
        inode_settle(fs, inode);
        return status;
    }
    dentry_fill(fs, dentry, inode->number, inode->record.type);
    inode->parent = directory->number;
    return inode->number;
}

int64_t tmpfs_create(struct tmpfs *fs, uint32_t directory, struct tmpfs_name name, uint32_t type,
                     int64_t now)
{
    struct inode *parent, *inode;
    int status = check_name(name);

    if (status < 0)
        return status;
    parent = open_directory(fs, directory, &status);
    if (parent == NULL)
        return status;
    if (dentry_find(fs, directory, name) != NULL)
        return VB_ERR_EXISTS;
    inode = inode_make(fs, type, now);
    return inode == NULL ? VB_ERR_NO_SPACE : introduce(fs, inode, parent, name, now);
}

/* Contents of an inode that nothing names yet. */
static int write_text(struct tmpfs *fs, struct inode *inode, struct tmpfs_name text)
{
    int status = blocks_reserve(fs, 1);

    if (status < 0)
        return status;
    inode->record.direct[0] = block_take(fs, 0);
    inode->record.size = text.size;
    return store_write(fs, (uint64_t)inode->record.direct[0] * TMPFS_BLOCK, text.text, text.size);
}

static struct inode *make_text(struct tmpfs *fs, struct tmpfs_name text, int64_t now, int *status)
{
    struct inode *inode = NULL;

    *status = text.size == 0             ? VB_ERR_INVALID
              : text.size >= VB_PATH_MAX ? VB_ERR_NAME_TOO_LONG
                                         : VB_OK;
    if (*status < 0)
        return NULL;
    inode = inode_make(fs, VB_TYPE_SYMLINK, now);
    *status = inode == NULL ? VB_ERR_NO_SPACE : write_text(fs, inode, text);
    if (*status < 0 && inode != NULL) {
        inode->record.links = 0;
        inode_settle(fs, inode);
        inode = NULL;
    }
    return inode;
}

int64_t tmpfs_symlink(struct tmpfs *fs, uint32_t directory, struct tmpfs_name name,
                      struct tmpfs_name target, int64_t now)
{
    struct inode *parent, *inode;
    int status = check_name(name);

    if (status < 0)
        return status;
    parent = open_directory(fs, directory, &status);
    if (parent == NULL)
        return status;
    if (dentry_find(fs, directory, name) != NULL)
        return VB_ERR_EXISTS;
    inode = make_text(fs, target, now, &status);
    return inode == NULL ? status : introduce(fs, inode, parent, name, now);
}

int64_t tmpfs_text(struct tmpfs *fs, struct tmpfs_name text, int64_t now)
{
    int status;
    struct inode *inode = make_text(fs, text, now, &status);

    if (inode == NULL)
        return status;
    inode->record.links = 0;
    status = inode_commit(fs, inode);
    if (status < 0) {
        inode_settle(fs, inode);
        return status;
    }
    return inode->number;
}

int64_t tmpfs_readlink(struct tmpfs *fs, uint32_t number, char *target, size_t room)
{
    const struct inode *inode = inode_of(fs, number);
    size_t size;
    int status;

    if (inode == NULL || inode->record.type != VB_TYPE_SYMLINK)
        return VB_ERR_INVALID;
    size = inode->record.size < room ? (size_t)inode->record.size : room;
    status = store_read(fs, (uint64_t)inode->record.direct[0] * TMPFS_BLOCK, target, size);
    return status < 0 ? status : (int64_t)size;
}

int tmpfs_link(struct tmpfs *fs, uint32_t number, uint32_t directory, struct tmpfs_name name,
               int64_t now)
{
    struct inode *inode = inode_of(fs, number), *parent;
    struct dentry *dentry;
    int status = check_name(name);

    if (status < 0)
        return status;
    parent = open_directory(fs, directory, &status);
    if (parent == NULL)
        return status;
    if (inode == NULL || inode->record.links == 0)
        return VB_ERR_NOT_FOUND;
    if (inode->record.type == VB_TYPE_DIRECTORY)
        return VB_ERR_IS_DIRECTORY;
    if (dentry_find(fs, directory, name) != NULL)
        return VB_ERR_EXISTS;
    dentry = dentry_place(fs, parent, name, &status);
    if (dentry != NULL)
        status = commit_entry(fs, dentry, number, inode->record.type, now);
    if (status < 0)
        return status;
    dentry_fill(fs, dentry, number, inode->record.type);
    inode->record.links++;
    inode->record.change_time = now;
    (void)inode_commit(fs, inode);
    return VB_OK;
}

/* One name less; the name's commit has been made. */
static void drop_link(struct tmpfs *fs, struct inode *inode, int64_t now)
{
    inode->record.links--;
    inode->record.change_time = now;
    if (inode->record.links > 0 || inode->opens > 0)
        (void)inode_commit(fs, inode);
    inode_settle(fs, inode);
}

static int check_removable(const struct inode *inode, bool is_directory)
{
    if (is_directory && inode->record.type != VB_TYPE_DIRECTORY)
        return VB_ERR_NOT_DIRECTORY;
    if (!is_directory && inode->record.type == VB_TYPE_DIRECTORY)
        return VB_ERR_IS_DIRECTORY;
    if (inode->pinned)
        return VB_ERR_BUSY;
    return is_directory && inode->entries > 0 ? VB_ERR_NOT_EMPTY : VB_OK;
}

int tmpfs_unlink(struct tmpfs *fs, uint32_t directory, struct tmpfs_name name, bool is_directory,
                 int64_t now)
{
    struct dentry *dentry = dentry_find(fs, directory, name);
    struct inode *inode;
    int status;

    if (dentry == NULL)
        return name.size > VB_NAME_MAX ? VB_ERR_NAME_TOO_LONG : VB_ERR_NOT_FOUND;
    inode = inode_of(fs, dentry->inode);
    status = check_removable(inode, is_directory);
    if (status == VB_OK)
        status = commit_entry(fs, dentry, 0, 0, now);
    if (status < 0)
        return status;
    dentry_clear(fs, dentry);
    drop_link(fs, inode, now);
    return VB_OK;
}

/* Is `inode` the directory or above it? */
static bool is_above(struct tmpfs *fs, uint32_t inode, uint32_t directory)
{
    while (directory != inode && directory != TMPFS_ROOT && directory != 0)
        directory = tmpfs_parent(fs, directory);
    return directory == inode;
}

/* May `inode` get the name that `old` (or nothing, NULL) has? */
static int check_rename(struct tmpfs *fs, const struct inode *inode, const struct inode *old,
                        uint32_t directory)
{
    bool is_directory = inode->record.type == VB_TYPE_DIRECTORY;

    if (inode->pinned)
        return VB_ERR_BUSY;
    if (is_directory && is_above(fs, inode->number, directory))
        return VB_ERR_INVALID;
    if (old == NULL)
        return VB_OK;
    return check_removable(old, is_directory);
}

/* Carry out what the redo record says, and erase it. */
static int swap_heads(struct tmpfs *fs, const struct dentry *from, const struct dentry *to,
                      struct tmpfs_entry from_head, struct tmpfs_entry to_head)
{
    struct tmpfs_redo redo = {.count = 2};
    const uint64_t at = offsetof(struct tmpfs_super, redo);
    const uint32_t none = 0;
    int status;

    redo.entries[0].offset = dentry_offset(fs, to);
    memcpy(redo.entries[0].bytes, &to_head, sizeof to_head);
    redo.entries[1].offset = dentry_offset(fs, from);
    memcpy(redo.entries[1].bytes, &from_head, sizeof from_head);
    status = store_write(fs, at, &redo, offsetof(struct tmpfs_redo, entries[2]));
    if (status < 0)
        return status;
    (void)store_write(fs, redo.entries[0].offset, &to_head, sizeof to_head);
    (void)store_write(fs, redo.entries[1].offset, &from_head, sizeof from_head);
    (void)store_write(fs, at, &none, sizeof none);
    return VB_OK;
}

static void touch_directory(struct tmpfs *fs, uint32_t number, int64_t now)
{
    struct inode *directory = inode_of(fs, number);

    directory->record.modification_time = directory->record.change_time = now;
    directory->record.version++;
    (void)inode_commit(fs, directory);
}

int tmpfs_rename(struct tmpfs *fs, uint32_t from_directory, struct tmpfs_name from,
                 uint32_t to_directory, struct tmpfs_name to, int64_t now)
{
    struct dentry *source = dentry_find(fs, from_directory, from), *target;
    struct inode *parent, *inode, *old = NULL;
    int status = check_name(to);

    if (status < 0)
        return status;
    parent = open_directory(fs, to_directory, &status);
    if (parent == NULL || source == NULL)
        return parent == NULL ? status : VB_ERR_NOT_FOUND;
    inode = inode_of(fs, source->inode);
    target = dentry_find(fs, to_directory, to);
    if (target != NULL)
        old = inode_of(fs, target->inode);
    if (old == inode)
        return VB_OK;
    status = check_rename(fs, inode, old, to_directory);
    if (status == VB_OK && target == NULL)
        target = dentry_place(fs, parent, to, &status);
    if (status == VB_OK)
        status = swap_heads(fs, source, target, dentry_head(source, 0, 0),
                            dentry_head(target, inode->number, inode->record.type));
    if (status < 0)
        return status;
    dentry_clear(fs, source);
    if (old != NULL)
        dentry_clear(fs, target);
    dentry_fill(fs, target, inode->number, inode->record.type);
    inode->parent = to_directory;
    if (old != NULL)
        drop_link(fs, old, now);
    inode->record.change_time = now;
    (void)inode_commit(fs, inode);
    touch_directory(fs, from_directory, now);
    if (to_directory != from_directory)
        touch_directory(fs, to_directory, now);
    return VB_OK;
}

int64_t tmpfs_list(struct tmpfs *fs, uint32_t number, uint64_t cookie, void *buffer, size_t room)
{
    const struct inode *directory = inode_of(fs, number);
    const struct dentry *dentry;
    struct vb_file_entry entry;
    size_t used = 0, size;
    uint64_t at;

    if (directory == NULL || directory->record.type != VB_TYPE_DIRECTORY)
        return VB_ERR_NOT_DIRECTORY;
    for (at = cookie; at < directory->slot_room; at++) {
        dentry = directory->slots[at];
        if (dentry == NULL || dentry->inode == 0)
            continue;
        size = (sizeof entry + dentry->name_size + 7) & ~(size_t)7;
        if (size > room - used)
            return used > 0 ? (int64_t)used : VB_ERR_TOO_BIG;
        entry = (struct vb_file_entry){.next = at + 1,
                                       .inode = dentry->inode,
                                       .type = dentry->type,
                                       .name_size = dentry->name_size};
        memset((char *)buffer + used, 0, size);
        memcpy((char *)buffer + used, &entry, sizeof entry);
        memcpy((char *)buffer + used + sizeof entry, dentry->name, dentry->name_size);
        used += size;
    }
    return (int64_t)used;
}
