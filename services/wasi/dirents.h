/* From the file protocol's directory entries to WASI's. */
#ifndef WASI_DIRENTS_H
#define WASI_DIRENTS_H

#include <stddef.h>
#include <stdint.h>

/* Cookies of the program: 0 ".", 1 "..", then the server's plus this. */
enum { WASI_COOKIE_BASE = 2 };

/* A program's buffer being filled. WASI wants the last entry cut where the buffer ends. */
struct wasi_dirents {
    unsigned char *bytes;
    size_t room, used;
};

/* Add one; 0 when the buffer is full now. */
int wasi_dirent_add(struct wasi_dirents *into, uint64_t next, uint64_t inode, uint32_t type,
                    const char *name, size_t name_size);

/*
 * Add the server's records (vb_file_entry), leaving out "." and "..". Returns the server's cookie
 * after the last one looked at, or UINT64_MAX when the program's buffer is full or a record is
 * malformed.
 */
uint64_t wasi_dirents_convert(struct wasi_dirents *into, const void *records, size_t size);

#endif
