/* What the parts of the vfs service share. See docs/services.md. */
#ifndef VFS_VFS_H
#define VFS_VFS_H

#include "bootfs.h"
#include "request.h"
#include "tmpfs.h"
#include "walk.h"
#include <sdk/channel.h>
#include <vibee/device.h>
#include <vibee/syscalls.h>

/* Mounts; each has a description record that keeps the directory it covers alive. */
enum { MOUNT_TMPFS, MOUNT_BOOT, MOUNT_DEV, MOUNT_PROC, MOUNT_HOST, MOUNTS = 16 };

/* Badges: the administrator's, the scheme's (the root directory), and index of a description. */
enum { BADGE_ADMINISTRATOR = 0, BADGE_ROOT = 1, FIRST_DESCRIPTION = MOUNTS };
/* Codes of pulses: BADGE_CLOSED comes with a badge; these are of devices. */
#define CODE_DEVICE (UINT64_C(1) << 40)

struct mount {
    uint64_t device; /* of a host folder, or the scheme proc; 0: free */
    bool read_only;
};

/* A directory of tmpfs, and what is mounted on it. */
enum { COVERS = 32 };
struct cover {
    uint32_t inode; /* 0: free */
    struct node node;
};

struct vfs {
    uint64_t receiver, sender, arena, boot;
    struct tmpfs *tmpfs;
    struct bootfs bootfs;
    struct mount mounts[MOUNTS];
    struct cover covers[COVERS];
    struct tmpfs_description *descriptions; /* a copy of the table; used = 0: free */
    char **paths; /* of descriptions, by which they were opened; NULL: not known */
    uint32_t description_room, next_description;
};

/* A request under way: the message's, or a copy of it that waits for a device. */
struct call {
    uint64_t reply, badge;
    struct request request;
    uint64_t handle;         /* that came along, 0: none */
    struct pending *pending; /* NULL: still the message's */
};

static inline int64_t wall_clock(void)
{
    return vb_clock(VB_CLOCK_WALL);
}

/* ---- descriptions.c ---- */

int descriptions_open(struct vfs *vfs);
/* NULL: the badge has none. */
struct tmpfs_description *description_of(struct vfs *vfs, uint64_t badge);
/* A handle to a new one, or negative. */
int64_t description_make(struct vfs *vfs, const struct tmpfs_description *record);
int description_save(struct vfs *vfs, uint64_t badge);
void description_closed(struct vfs *vfs, uint64_t badge);
/* Answer an open: a handle, and the stat. walk: that led from the call's directory to the item,
 * NULL: it has no path. */
void reply_opened(struct vfs *vfs, const struct call *call, const struct tmpfs_description *record,
                  const struct vb_file_stat *stat, const struct walk *walk);
/* Answer DESCRIBE. */
void serve_describe(struct vfs *vfs, const struct call *call,
                    const struct tmpfs_description *description);

/* ---- nodes.c: the file systems behind one interface ---- */

extern const struct walk_ops vfs_walk_ops;
struct node cover_lookup(const struct vfs *vfs, uint32_t inode);
void node_stat(struct vfs *vfs, struct node node, struct vb_file_stat *stat);
int64_t node_list(struct vfs *vfs, struct node node, uint64_t cookie, void *buffer, size_t room);
static inline bool is_host(struct node node)
{
    return node.mount >= MOUNT_HOST;
}

/* ---- mounts.c ---- */

int mounts_open(struct vfs *vfs);
void serve_mount(struct vfs *vfs, struct call *call);

/* ---- names.c: requests with paths ---- */

/* Walk from the call's directory; the walk is shared and good until the next. */
int call_walk(struct vfs *vfs, struct call *call, uint32_t flags, struct walk **out);
void serve_path(struct vfs *vfs, struct call *call);
/* The answer to a call with a path that failed, unless it names a second place to look at. */
void path_refuse(struct vfs *vfs, struct call *call, int64_t status);
/* Whether there is such a place, and failing in this way leads there. */
bool path_has_next(const struct call *call, int64_t status);
/* What is left to do when the walk has ended in a file system of our own. */
void serve_local(struct vfs *vfs, struct call *call, const struct walk *walk);
void serve_rename(struct vfs *vfs, struct call *call);

/* ---- data.c: requests about an open description ---- */

void serve_data(struct vfs *vfs, struct call *call);
/* The offset a transfer means; the description's own advances by what was moved. */
uint64_t transfer_offset(const struct tmpfs_description *description, const struct call *call);
void transfer_done(struct vfs *vfs, const struct call *call, uint64_t offset, int64_t count);

/* ---- map.c ---- */

void serve_map(struct vfs *vfs, struct call *call, const struct tmpfs_description *description);
void reply_memory(uint64_t reply, uint64_t memory);

/* ---- special.c: /dev and /proc ---- */

int64_t dev_lookup(const char *name, size_t size);
void dev_stat(uint64_t id, struct vb_file_stat *stat);
int64_t dev_list(uint64_t cookie, void *buffer, size_t room);
/* Those of the console and disks: answers with a handle of the service that has them. */
bool dev_is_remote(uint64_t id);
void dev_open_remote(struct call *call, uint64_t id);
void dev_transfer(struct vfs *vfs, struct call *call, uint64_t id);
int64_t proc_lookup(uint64_t directory, const char *name, size_t size, uint64_t *id);
void proc_stat(uint64_t id, struct vb_file_stat *stat);
int64_t proc_list(uint64_t id, uint64_t cookie, void *buffer, size_t room);
void proc_read(struct vfs *vfs, struct call *call, uint64_t id);

/* ---- disks.c: disks in /dev; their ids are from DEV_DISKS on ---- */

struct entries;
#define DEV_DISKS (UINT64_C(1) << 24)
int64_t disks_lookup(const char *name, size_t size);
void disks_stat(uint64_t id, struct vb_file_stat *stat);
/* Entries from a cookie of the disk service on; ours are `first` higher. */
void disks_list(struct entries *entries, uint64_t first, uint64_t cookie);
void disks_url(uint64_t id, char *url, size_t room);

/* ---- host.c: folders of the host, answered later ---- */

void host_path(struct vfs *vfs, struct call *call, const struct walk *walk);
void host_pair(struct vfs *vfs, struct call *call, uint32_t mount, const char *from,
               const char *to);
void host_data(struct vfs *vfs, struct call *call, const struct tmpfs_description *description);
void host_completed(struct vfs *vfs, uint32_t mount);
void host_close(struct vfs *vfs, const struct tmpfs_description *description);
/* The path of a host directory's description in its mount. */
void host_directory_path(struct vfs *vfs, const struct tmpfs_description *description, char *path,
                         size_t room);

#endif
