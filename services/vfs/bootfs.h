/*
 * The boot image as a read-only tree: an index over the headers of a ustar archive. Pure: the
 * archive is read through a function. Node 0 is the archive's root.
 */
#ifndef VFS_BOOTFS_H
#define VFS_BOOTFS_H

#include <stddef.h>
#include <stdint.h>

enum { BOOTFS_NODES_MAX = 4096, BOOTFS_DEPTH_MAX = 32 };

struct bootfs_node {
    uint32_t parent, child, sibling; /* nodes; 0: none */
    uint32_t type;                   /* vb_file_type */
    uint32_t name, name_size;        /* in names */
    uint32_t target, target_size;    /* of a link, in names */
    uint64_t offset, size;           /* of the contents, in the archive */
    int64_t time;                    /* nanoseconds since 1970 */
    uint32_t executable;
};

struct bootfs {
    struct bootfs_node *nodes;
    uint32_t count, room;
    char *names;
    size_t names_size, names_room;
};

/* Copies out, short at the end. */
typedef int64_t bootfs_read(void *context, uint64_t offset, void *bytes, size_t size);

/* NO_MEMORY; what is malformed ends the list. */
int bootfs_open(struct bootfs *fs, bootfs_read *read, void *context);
void bootfs_close(struct bootfs *fs);
/* The node, or VB_ERR_NOT_FOUND. */
int64_t bootfs_lookup(const struct bootfs *fs, uint32_t directory, const char *name, size_t size);
/* Records of vb_file_entry; cookie 0 first. */
int64_t bootfs_list(const struct bootfs *fs, uint32_t directory, uint64_t cookie, void *buffer,
                    size_t room);

#endif
