/*
 * tmpfs: files in a memory object that outlive the service (format and guarantees: tmpfs_format.h).
 *
 * Pure: nothing but a struct store and the C library's memory functions. One thread. Inodes are
 * named by number. All functions return a negative vb_status, or VB_OK or a positive value; one
 * that fails has changed nothing, except that a store which fails leaves what it has.
 */
#ifndef VFS_TMPFS_H
#define VFS_TMPFS_H

#include "store.h"
#include "tmpfs_format.h"
#include <stdbool.h>
#include <vibee/file.h>
#include <vibee/status.h>

struct tmpfs;

#define TMPFS_TRANSFER_MAX (1u << 20) /* bytes of one write */
#define TMPFS_PLAN_BLOCKS  (TMPFS_TRANSFER_MAX / TMPFS_BLOCK + 1)

/* A part of a name space: a name is not NUL-terminated. */
struct tmpfs_name {
    const char *text;
    size_t size;
};

/* Take up what the store holds, or make an empty file system when its size is 0. */
int tmpfs_open(const struct store *store, int64_t now, struct tmpfs **out);
/* Free what it has in memory; the store stays as it is. */
void tmpfs_close(struct tmpfs *fs);
/* Between two operations: give back the room behind the last block in use, when it is most. */
void tmpfs_trim(struct tmpfs *fs);

/* ---- names ------------------------------------------------------------------------------------
 */

/* The inode of a name. NOT_FOUND. */
int64_t tmpfs_lookup(struct tmpfs *fs, uint32_t directory, struct tmpfs_name name);
uint32_t tmpfs_parent(struct tmpfs *fs, uint32_t directory);
/* vb_file_type of an inode that there is. */
uint32_t tmpfs_type(struct tmpfs *fs, uint32_t inode);
bool tmpfs_is_pinned(struct tmpfs *fs, uint32_t inode);
/* A new empty file, directory or link; the result is its inode. EXISTS, NO_SPACE. */
int64_t tmpfs_create(struct tmpfs *fs, uint32_t directory, struct tmpfs_name name, uint32_t type,
                     int64_t now);
int64_t tmpfs_symlink(struct tmpfs *fs, uint32_t directory, struct tmpfs_name name,
                      struct tmpfs_name target, int64_t now);
/* A symlink without a name, which only descriptions can hold: text that outlives the service. */
int64_t tmpfs_text(struct tmpfs *fs, struct tmpfs_name text, int64_t now);
/* Bytes of the target copied. INVALID: no symlink. */
int64_t tmpfs_readlink(struct tmpfs *fs, uint32_t inode, char *target, size_t room);
int tmpfs_link(struct tmpfs *fs, uint32_t inode, uint32_t directory, struct tmpfs_name name,
               int64_t now);
/* IS_DIRECTORY, or with directory set NOT_DIRECTORY and NOT_EMPTY; BUSY for one that is pinned. */
int tmpfs_unlink(struct tmpfs *fs, uint32_t directory, struct tmpfs_name name, bool is_directory,
                 int64_t now);
int tmpfs_rename(struct tmpfs *fs, uint32_t from_directory, struct tmpfs_name from,
                 uint32_t to_directory, struct tmpfs_name to, int64_t now);
/* Records of vb_file_entry that fit; 0 at the end. The first cookie is 0. */
int64_t tmpfs_list(struct tmpfs *fs, uint32_t directory, uint64_t cookie, void *buffer,
                   size_t room);
/* A pinned directory cannot be removed or renamed (something is mounted on it). */
void tmpfs_pin(struct tmpfs *fs, uint32_t directory, bool pinned);

/* ---- contents ---------------------------------------------------------------------------------
 */

void tmpfs_stat(struct tmpfs *fs, uint32_t inode, struct vb_file_stat *stat);
uint64_t tmpfs_version(struct tmpfs *fs, uint32_t inode);
int tmpfs_set_size(struct tmpfs *fs, uint32_t inode, uint64_t size, int64_t now);
int tmpfs_set_times(struct tmpfs *fs, uint32_t inode, int64_t access, int64_t modification,
                    int64_t now);

/* Where in the arena the contents at an offset are: the longest run, at most size bytes. *arena is
 * 0 for a hole. The result is the run's size, 0 at the end of the file. */
int64_t tmpfs_run(struct tmpfs *fs, uint32_t inode, uint64_t offset, uint64_t size,
                  uint64_t *arena);

/* A write in three steps, so that the bytes move without passing through here: plan it, copy each
 * run to the arena, then make it count. */
struct tmpfs_plan {
    uint32_t inode;
    uint64_t offset, size;
    uint32_t first, count; /* blocks of the file */
    uint32_t blocks[TMPFS_PLAN_BLOCKS];
    bool fresh[TMPFS_PLAN_BLOCKS];
};
int tmpfs_plan(struct tmpfs *fs, uint32_t inode, uint64_t offset, uint64_t size,
               struct tmpfs_plan *plan);
/* The run at `done` bytes into the write; its size, 0 at the end. */
uint64_t tmpfs_plan_run(const struct tmpfs_plan *plan, uint64_t done, uint64_t *arena);
/* Commit the first `done` bytes; 0 gives the plan up. */
int tmpfs_plan_commit(struct tmpfs *fs, const struct tmpfs_plan *plan, uint64_t done, int64_t now);

/* ---- descriptions -----------------------------------------------------------------------------
 */

/* Put a record at an index (0 and up); used = 0 frees it and whatever only it kept alive. */
int tmpfs_description_write(struct tmpfs *fs, uint32_t index,
                            const struct tmpfs_description *record);
/* Free it in memory only: what is in the store stays as it was. For an owner who finds out at the
 * next start which descriptions are still open, and frees the others then. */
void tmpfs_description_drop(struct tmpfs *fs, uint32_t index);
/* NOT_FOUND: beyond the table. */
int tmpfs_description_read(struct tmpfs *fs, uint32_t index, struct tmpfs_description *record);

/* ---- the whole --------------------------------------------------------------------------------
 */

struct tmpfs_usage {
    uint64_t arena, free; /* bytes */
    uint32_t inodes, repaired;
};
void tmpfs_usage(const struct tmpfs *fs, struct tmpfs_usage *usage);

#endif
