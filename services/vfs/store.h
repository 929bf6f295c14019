/*
 * Where tmpfs keeps its bytes: a memory object in the system, an array in tests. A write happens
 * whole or not at all, and in order: whoever dies between two writes leaves all the earlier ones.
 */
#ifndef VFS_STORE_H
#define VFS_STORE_H

#include <stddef.h>
#include <stdint.h>

struct store {
    void *context;
    uint64_t size; /* bytes; kept by the one who calls resize */
    /* VB_OK, or a negative vb_status; the whole range lies inside the size. */
    int64_t (*read)(void *context, uint64_t offset, void *bytes, size_t size);
    int64_t (*write)(void *context, uint64_t offset, const void *bytes, size_t size);
    /* Grow with zeroes or cut. */
    int64_t (*resize)(void *context, uint64_t size);
};

#endif
