/*
 * What tmpfs looks like in its arena, a memory object that outlives the service.
 *
 * Blocks of 4 KiB; block 0 is the superblock. Everything else is reached from it:
 *
 *   superblock ── roots of the inode table ── index blocks ── blocks of 32 inode records
 *              └─ roots of the description table ── index blocks ── blocks of 64 records
 *   inode ── 16 direct pointers, an index block, an index block of index blocks ── contents
 *
 * A pointer is a block's number, 0 for none. Which blocks are free is not written down: it is found
 * at start. So a block that nothing points to is free, and the order of every change is: contents
 * and index blocks that nothing points to yet; then one write that makes them count. These writes
 * commit:
 *
 *   an inode record      size, times, direct pointers, roots of the index blocks
 *   a pointer            in an index block, for what fills a hole or grows a table
 *   a directory entry    its 8-byte head; the name was written before
 *   the redo record      when two heads change together (rename): written whole, carried out,
 *                        erased; a start that finds one carries it out again
 *
 * What a kill can leave behind, and the start puts right: pointers beyond a file's size (cleared),
 * inodes without a name that no description holds (freed), link counts (counted anew).
 * Bytes beyond a file's size in its last block mean nothing; whoever grows a file zeroes them
 * first.
 */
#ifndef VFS_TMPFS_FORMAT_H
#define VFS_TMPFS_FORMAT_H

#include <stdint.h>

#define TMPFS_MAGIC        UINT64_C(0x3173666d54424956) /* "VIBTmfs1" */
#define TMPFS_BLOCK        4096u
#define TMPFS_POINTERS     1024u /* in an index block */
#define TMPFS_DIRECT       16u
#define TMPFS_TABLE_ROOTS  128u
#define TMPFS_ROOT         1u /* inode of the root directory */
#define TMPFS_REDO_ENTRIES 4u
#define TMPFS_UNIT         32u /* a directory entry takes a whole number of these */
#define TMPFS_BLOCKS_MAX   (TMPFS_DIRECT + TMPFS_POINTERS + TMPFS_POINTERS * TMPFS_POINTERS)
#define TMPFS_SIZE_MAX     ((uint64_t)TMPFS_BLOCKS_MAX * TMPFS_BLOCK)

struct tmpfs_redo {
    uint32_t count; /* 0: nothing to do */
    uint32_t reserved;
    struct {
        uint64_t offset; /* in the arena */
        uint8_t bytes[8];
    } entries[TMPFS_REDO_ENTRIES];
};

struct tmpfs_super {
    uint64_t magic;
    uint32_t version; /* 1 */
    uint32_t block_size;
    uint32_t inode_roots[TMPFS_TABLE_ROOTS];
    uint32_t description_roots[TMPFS_TABLE_ROOTS];
    struct tmpfs_redo redo;
};
_Static_assert(sizeof(struct tmpfs_super) <= TMPFS_BLOCK, "superblock");

struct tmpfs_inode_record {
    uint32_t type;  /* vb_file_type; 0: free */
    uint32_t links; /* names; a directory has 1 */
    uint64_t size;
    int64_t access_time, modification_time, change_time; /* nanoseconds since 1970 */
    uint64_t version;                                    /* of the contents */
    uint32_t direct[TMPFS_DIRECT];
    uint32_t single; /* index block */
    uint32_t twice;  /* index block of index blocks */
    uint64_t reserved;
};
_Static_assert(sizeof(struct tmpfs_inode_record) == 128, "inode record");

/* An open description of any file of vfs. tmpfs itself looks at `used` and `inode` only. */
struct tmpfs_description {
    uint32_t used;  /* 0: free */
    uint32_t inode; /* of tmpfs, kept alive by it; 0: none */
    uint32_t mount;
    uint32_t flags; /* vb_open_flags */
    uint64_t node;  /* by mount */
    uint64_t offset;
    uint64_t cookie; /* of a listing that goes on */
    uint64_t reserved[3];
};
_Static_assert(sizeof(struct tmpfs_description) == 64, "description");

/* Head of a directory entry; the name follows, at most units * 32 - 8 bytes. No entry crosses a
 * block; a head without units ends a block. */
struct tmpfs_entry {
    uint32_t inode; /* 0: the slot is free */
    uint16_t name_size;
    uint8_t units;
    uint8_t type;
};
_Static_assert(sizeof(struct tmpfs_entry) == 8, "directory entry");

#endif
