/*
 * From a path to a node: components, ".", "..", symbolic links, and what is mounted where. Pure: it
 * asks the file systems through struct walk_ops.
 *
 * A walk begins at a directory and never gets above it: ".." there is refused with VB_ERR_ACCESS,
 * as are absolute links (openat2's RESOLVE_BENEATH). When that directory is the root of everything,
 * ".." stays there and absolute links begin there.
 *
 * Folders of the host are remote: they are not asked. Components below one are only collected, as
 * the path that the device will be given; whoever then learns that one of them is a link calls
 * walk_relink() and walks again.
 */
#ifndef VFS_WALK_H
#define VFS_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <vibee/file.h>
#include <vibee/objects.h>
#include <vibee/status.h>

struct node {
    uint32_t mount;
    uint64_t id;
};

enum { WALK_LINKS_MAX = 40, WALK_DEPTH_MAX = 512, WALK_TEXT = VB_PATH_MAX + 1 };

struct walk_ops {
    /* The type (vb_file_type) and node of a name in a directory; mounts are seen through. */
    int64_t (*lookup)(void *context, struct node directory, const char *name, size_t size,
                      struct node *child);
    int64_t (*readlink)(void *context, struct node link, char *target, size_t room);
    uint32_t first_remote; /* mounts with this number and above are */
};

enum walk_flags {
    WALK_FOLLOW = 1, /* the last component, too, when it is a link */
};

struct walk {
    const struct walk_ops *ops;
    void *context;
    struct node start;
    bool start_is_root;
    const char *start_remote; /* when start is remote: its path in its mount, "" for the mount */
    uint32_t flags;

    char rest[WALK_TEXT]; /* the path, links replaced by what they lead to; NUL-terminated */
    size_t at;            /* what is still to be walked begins here, with a name if any is left */
    uint32_t links;       /* followed so far */

    /* The result. */
    struct node node;   /* what was found */
    uint32_t type;      /* vb_file_type; VB_TYPE_UNKNOWN: not there, or remote */
    struct node parent; /* the directory of the last component */
    char
        name[VB_NAME_MAX + 1]; /* the last component; "" when there is none: the start, "..", "." */
    bool directory_wanted;     /* the path ends with a slash */
    bool remote;
    char path[WALK_TEXT]; /* remote: in its mount, "." for the mount itself */
    /* Names from the start to here, and where in it those of the remote mount begin. */
    char trail[WALK_TEXT];
    size_t trail_remote;
};

/* Walk the path. VB_OK also when only the last component is missing (type unknown). */
int walk_path(struct walk *walk, const char *path, size_t size);

/* After a remote walk: component `index` (from 0) of walk->path is a link to `target`. */
int walk_relink(struct walk *walk, uint32_t index, const char *target, size_t size);

#endif
