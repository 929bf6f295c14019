/*
 * Requests as they come from clients, checked: whatever bytes are sent, what is decoded has the
 * shape that its operation demands. Pure.
 */
#ifndef VFS_REQUEST_H
#define VFS_REQUEST_H

#include <stddef.h>
#include <stdint.h>
#include <vibee/file.h>
#include <vibee/objects.h>

struct request {
    uint32_t operation;
    struct vb_file_request head;
    /* Paths without NUL, not NUL-terminated; inside the message. second: rename and link: the new
     * path; symlink: the path of the link; open and stat: where to look next, NULL: nowhere. */
    const char *path, *second;
    size_t path_size, second_size;
};

/* VB_ERR_PROTOCOL: too short, a NUL too many or missing; NAME_TOO_LONG; INVALID: unknown flags,
 * or two places for a new file;
 * NOT_SUPPORTED: no operation of files. handles: how many came along. */
int request_decode(int64_t id, const void *data, size_t size, uint32_t handles, uint32_t windows,
                   struct request *request);

#endif
