/* What the parts of tmpfs share. See tmpfs.h. */
#ifndef VFS_TMPFS_INTERNAL_H
#define VFS_TMPFS_INTERNAL_H

#include "tmpfs.h"

/* A directory entry in memory; it lives as long as its slot, also while that is free. */
struct dentry {
    struct dentry *next; /* in its hash chain */
    uint32_t directory, inode;
    uint32_t slot; /* place in the directory's contents, in units */
    uint16_t name_size;
    uint8_t units, type;
    char name[];
};

struct inode {
    struct tmpfs_inode_record record; /* as in the arena, or about to be */
    uint32_t number, opens;           /* descriptions that hold it */
    uint32_t parent;                  /* of a directory */
    uint32_t entries;                 /* names in a directory */
    bool pinned;
    struct dentry **slots; /* of a directory, by unit; NULL where no entry begins */
    uint32_t slot_room;
};

/* A growing table of records in the arena. */
struct table {
    uint32_t record_size, root_offset; /* of the roots in the superblock */
    uint32_t roots[TMPFS_TABLE_ROOTS];
    uint32_t *leaves; /* block numbers */
    uint32_t leaf_count;
};

#define INDEX_CACHE 4u
struct index_block {
    uint32_t block; /* 0: empty */
    uint32_t age;
    uint32_t pointers[TMPFS_POINTERS];
};

struct tmpfs {
    struct store store;
    uint64_t *bitmap; /* a bit a block: in use */
    uint32_t block_count, free_blocks, next_block;
    struct table inode_table, description_table;
    uint32_t *held; /* by description: the inode that it keeps alive, 0: none */
    uint32_t held_room;
    struct inode **inodes; /* by number; NULL: free */
    uint32_t inode_room, inode_count, next_inode;
    struct dentry **buckets;
    uint32_t bucket_count, dentry_count;
    struct index_block cache[INDEX_CACHE];
    uint32_t age, repaired;
};

/* ---- the store (tmpfs_blocks.c) */

int store_read(struct tmpfs *fs, uint64_t offset, void *bytes, size_t size);
int store_write(struct tmpfs *fs, uint64_t offset, const void *bytes, size_t size);
int store_zero(struct tmpfs *fs, uint64_t offset, uint64_t size);

/* ---- free blocks (tmpfs_blocks.c) */

int blocks_open(struct tmpfs *fs);
/* Make sure that so many allocations succeed. NO_SPACE. */
int blocks_reserve(struct tmpfs *fs, uint32_t count);
/* A block that was reserved, the hint if it is free. */
uint32_t block_take(struct tmpfs *fs, uint32_t hint);
void block_free(struct tmpfs *fs, uint32_t block);
/* At start: it is in use. False when that cannot be: out of range, or in use already. */
bool block_mark(struct tmpfs *fs, uint32_t block);

/* ---- tables (tmpfs_table.c) */

int table_open(struct tmpfs *fs, struct table *table);
/* Make room for the record. NO_SPACE. */
int table_reach(struct tmpfs *fs, struct table *table, uint32_t index);
uint32_t table_count(const struct table *table);
uint64_t table_offset(const struct table *table, uint32_t index);

/* ---- block pointers (tmpfs_map.c) */

/* The pointers of an index block, cached; NULL when the store fails. */
uint32_t *index_load(struct tmpfs *fs, uint32_t block);
/* The block of a file's block; 0: a hole. */
uint32_t map_get(struct tmpfs *fs, const struct inode *inode, uint32_t file_block);
/* Point `count` blocks of the file from `first` on to blocks[]; entries that are 0 are left alone.
 * Needs MAP_RESERVE reserved blocks. What lies in the record is for the caller to commit. */
#define MAP_RESERVE 4u
int map_set(struct tmpfs *fs, struct inode *inode, uint32_t first, const uint32_t *blocks,
            uint32_t count);
/* Free every block of the file from `first` on: commits the record, then clears and frees. */
int map_cut(struct tmpfs *fs, struct inode *inode, uint32_t first);
/* At start: mark what the file uses, clear pointers beyond its size. */
int map_scan(struct tmpfs *fs, struct inode *inode);

/* ---- inodes (tmpfs_inode.c) */

static inline struct inode *inode_of(struct tmpfs *fs, uint32_t number)
{
    return number < fs->inode_room ? fs->inodes[number] : NULL;
}
/* One that is in memory only, until it is committed. NULL: no memory or space. */
struct inode *inode_make(struct tmpfs *fs, uint32_t type, int64_t now);
struct inode *inode_insert(struct tmpfs *fs, uint32_t number);
int inode_commit(struct tmpfs *fs, const struct inode *inode);
/* Free it when neither a name nor a description holds it. */
void inode_settle(struct tmpfs *fs, struct inode *inode);
void inode_forget(struct tmpfs *fs, struct inode *inode);

/* ---- directories (tmpfs_directory.c) */

struct dentry *dentry_find(struct tmpfs *fs, uint32_t directory, struct tmpfs_name name);
/* A free slot for the name, which is written; the head is not. NULL with *status. */
struct dentry *dentry_place(struct tmpfs *fs, struct inode *directory, struct tmpfs_name name,
                            int *status);
struct tmpfs_entry dentry_head(const struct dentry *dentry, uint32_t inode, uint32_t type);
uint64_t dentry_offset(struct tmpfs *fs, const struct dentry *dentry);
/* In memory: the slot names the inode, or nothing. */
void dentry_fill(struct tmpfs *fs, struct dentry *dentry, uint32_t inode, uint32_t type);
void dentry_clear(struct tmpfs *fs, struct dentry *dentry);
/* At start. */
int directory_scan(struct tmpfs *fs, struct inode *directory);
void directory_forget(struct inode *directory);

#endif
