/* Filling a buffer with vb_file_entry records. */
#ifndef VFS_ENTRIES_H
#define VFS_ENTRIES_H

#include <stdbool.h>
#include <string.h>
#include <vibee/file.h>
#include <vibee/status.h>

struct entries {
    char *bytes;
    size_t room, used;
    bool full;
};

/* False: there is no room for it. */
static inline bool entries_add(struct entries *entries, uint64_t next, uint64_t inode,
                               uint32_t type, const char *name, size_t name_size)
{
    const struct vb_file_entry entry = {
        .next = next, .inode = inode, .type = type, .name_size = (uint32_t)name_size};
    size_t size = (sizeof entry + name_size + 7) & ~(size_t)7;

    if (size > entries->room - entries->used) {
        entries->full = true;
        return false;
    }
    memset(entries->bytes + entries->used, 0, size);
    memcpy(entries->bytes + entries->used, &entry, sizeof entry);
    memcpy(entries->bytes + entries->used + sizeof entry, name, name_size);
    entries->used += size;
    return true;
}

/* Bytes used, or TOO_BIG when not even one entry had room. */
static inline int64_t entries_result(const struct entries *entries)
{
    return entries->full && entries->used == 0 ? VB_ERR_TOO_BIG : (int64_t)entries->used;
}

#endif
