/* Directory entries: see dirents.h. */
#include "dirents.h"
#include "wasi.h"
#include <string.h>
#include <vibee/file.h>

static int put(struct wasi_dirents *into, const void *data, size_t size)
{
    size_t fits = into->room - into->used < size ? into->room - into->used : size;

    memcpy(into->bytes + into->used, data, fits);
    into->used += fits;
    return into->used < into->room;
}

int wasi_dirent_add(struct wasi_dirents *into, uint64_t next, uint64_t inode, uint32_t type,
                    const char *name, size_t name_size)
{
    struct wasi_dirent entry = {
        .next = next, .inode = inode, .name_size = (uint32_t)name_size, .filetype = type};

    return put(into, &entry, sizeof entry) && put(into, name, name_size);
}

static int is_dots(const char *name, size_t size)
{
    return (size == 1 && name[0] == '.') || (size == 2 && name[0] == '.' && name[1] == '.');
}

uint64_t wasi_dirents_convert(struct wasi_dirents *into, const void *records, size_t size)
{
    const unsigned char *at = records;
    struct vb_file_entry entry;
    uint64_t cookie = UINT64_MAX;
    size_t step;

    while (size >= sizeof entry) {
        memcpy(&entry, at, sizeof entry);
        if (entry.name_size > size - sizeof entry)
            return UINT64_MAX;
        cookie = entry.next;
        if (!is_dots((const char *)at + sizeof entry, entry.name_size) &&
            !wasi_dirent_add(into, entry.next + WASI_COOKIE_BASE, entry.inode, entry.type,
                             (const char *)at + sizeof entry, entry.name_size))
            return UINT64_MAX;
        step = (sizeof entry + entry.name_size + 7) & ~(size_t)7;
        if (step > size)
            break;
        at += step;
        size -= step;
    }
    return cookie;
}
