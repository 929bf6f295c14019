/* Which blocks hold a file's contents: direct pointers, one index block, one of index blocks. */
#include "tmpfs_internal.h"
#include <string.h>

static uint64_t pointer_offset(uint32_t block, uint32_t at)
{
    return (uint64_t)block * TMPFS_BLOCK + at * sizeof(uint32_t);
}

static struct index_block *cache_slot(struct tmpfs *fs, uint32_t block)
{
    struct index_block *oldest = &fs->cache[0];
    uint32_t i;

    for (i = 0; i < INDEX_CACHE; i++) {
        if (fs->cache[i].block == block)
            return &fs->cache[i];
        if (fs->cache[i].block == 0 || fs->cache[i].age < oldest->age)
            oldest = &fs->cache[i];
    }
    return oldest;
}

uint32_t *index_load(struct tmpfs *fs, uint32_t block)
{
    struct index_block *slot = cache_slot(fs, block);

    slot->age = ++fs->age;
    if (slot->block == block)
        return slot->pointers;
    slot->block = 0;
    if (store_read(fs, (uint64_t)block * TMPFS_BLOCK, slot->pointers, TMPFS_BLOCK) < 0)
        return NULL;
    slot->block = block;
    return slot->pointers;
}

/* A new index block, written with `count` pointers at `at`; 0 when the store fails. */
static uint32_t index_make(struct tmpfs *fs, uint32_t at, const uint32_t *pointers, uint32_t count)
{
    uint32_t block = block_take(fs, 0);
    struct index_block *slot = cache_slot(fs, block);

    slot->block = 0;
    memset(slot->pointers, 0, sizeof slot->pointers);
    memcpy(slot->pointers + at, pointers, count * sizeof *pointers);
    if (store_write(fs, (uint64_t)block * TMPFS_BLOCK, slot->pointers, TMPFS_BLOCK) < 0)
        return 0;
    slot->block = block;
    slot->age = ++fs->age;
    return block;
}

/* The leaf that holds the pointer of a file's block beyond the direct ones; 0: none. */
static uint32_t leaf_of(struct tmpfs *fs, const struct inode *inode, uint32_t index, uint32_t *at)
{
    const uint32_t *pointers;

    *at = index % TMPFS_POINTERS;
    if (index < TMPFS_POINTERS)
        return inode->record.single;
    if (inode->record.twice == 0)
        return 0;
    pointers = index_load(fs, inode->record.twice);
    return pointers == NULL ? 0 : pointers[index / TMPFS_POINTERS - 1];
}

uint32_t map_get(struct tmpfs *fs, const struct inode *inode, uint32_t file_block)
{
    const uint32_t *pointers;
    uint32_t leaf, at;

    if (file_block < TMPFS_DIRECT)
        return inode->record.direct[file_block];
    leaf = leaf_of(fs, inode, file_block - TMPFS_DIRECT, &at);
    if (leaf == 0)
        return 0;
    pointers = index_load(fs, leaf);
    return pointers == NULL ? 0 : pointers[at];
}

/* Hang a new leaf into the tree; the record's own pointers are committed by the caller. */
static int link_leaf(struct tmpfs *fs, struct inode *inode, uint32_t index, uint32_t leaf)
{
    uint32_t at = index / TMPFS_POINTERS - 1;
    uint32_t *pointers;

    if (leaf == 0)
        return VB_ERR_IO;
    if (index < TMPFS_POINTERS) {
        inode->record.single = leaf;
        return VB_OK;
    }
    if (inode->record.twice == 0) {
        inode->record.twice = index_make(fs, at, &leaf, 1);
        return inode->record.twice == 0 ? VB_ERR_IO : VB_OK;
    }
    pointers = index_load(fs, inode->record.twice);
    if (pointers == NULL)
        return VB_ERR_IO;
    pointers[at] = leaf;
    return store_write(fs, pointer_offset(inode->record.twice, at), &leaf, sizeof leaf);
}

/* Pointers that lie in one leaf. */
static int set_in_leaf(struct tmpfs *fs, struct inode *inode, uint32_t index,
                       const uint32_t *blocks, uint32_t count)
{
    uint32_t at, i, first = count, last = 0;
    uint32_t leaf = leaf_of(fs, inode, index, &at);
    uint32_t *pointers;

    for (i = 0; i < count; i++)
        if (blocks[i] != 0) {
            first = first == count ? i : first;
            last = i;
        }
    if (first == count)
        return VB_OK;
    if (leaf == 0)
        return link_leaf(fs, inode, index, index_make(fs, at, blocks, count));
    pointers = index_load(fs, leaf);
    if (pointers == NULL)
        return VB_ERR_IO;
    for (i = first; i <= last; i++)
        if (blocks[i] != 0)
            pointers[at + i] = blocks[i];
    return store_write(fs, pointer_offset(leaf, at + first), pointers + at + first,
                       (last - first + 1) * sizeof *pointers);
}

int map_set(struct tmpfs *fs, struct inode *inode, uint32_t first, const uint32_t *blocks,
            uint32_t count)
{
    uint32_t i = 0, index, part;
    int status = VB_OK;

    for (; i < count && first + i < TMPFS_DIRECT; i++)
        if (blocks[i] != 0)
            inode->record.direct[first + i] = blocks[i];
    for (; status == VB_OK && i < count; i += part) {
        index = first + i - TMPFS_DIRECT;
        part = TMPFS_POINTERS - index % TMPFS_POINTERS;
        if (part > count - i)
            part = count - i;
        status = set_in_leaf(fs, inode, index, blocks + i, part);
    }
    return status;
}

/* Free what a leaf points to from `from` on, and the leaf itself when nothing is left. The pointers
 * are cleared before their blocks are free for others. */
static void cut_leaf(struct tmpfs *fs, uint32_t leaf, uint32_t from)
{
    uint32_t freed[TMPFS_POINTERS];
    uint32_t *pointers = leaf == 0 ? NULL : index_load(fs, leaf);
    uint32_t i, count = 0;

    if (pointers == NULL)
        return;
    for (i = from; i < TMPFS_POINTERS; i++)
        if (pointers[i] != 0)
            freed[count++] = pointers[i];
    if (from == 0) {
        block_free(fs, leaf);
    } else if (count > 0) {
        memset(pointers + from, 0, (TMPFS_POINTERS - from) * sizeof *pointers);
        (void)store_zero(fs, pointer_offset(leaf, from),
                         (TMPFS_POINTERS - from) * sizeof *pointers);
    }
    while (count > 0)
        block_free(fs, freed[--count]);
}

/* The same for an index block of index blocks; `from` counts file blocks below it. */
static void cut_twice(struct tmpfs *fs, uint32_t block, uint32_t from)
{
    uint32_t leaves[TMPFS_POINTERS];
    uint32_t *pointers = block == 0 ? NULL : index_load(fs, block);
    uint32_t whole = (from + TMPFS_POINTERS - 1) / TMPFS_POINTERS;
    uint32_t i;

    if (pointers == NULL)
        return;
    memcpy(leaves, pointers, sizeof leaves);
    if (from == 0) {
        block_free(fs, block);
    } else if (whole < TMPFS_POINTERS) {
        memset(pointers + whole, 0, (TMPFS_POINTERS - whole) * sizeof *pointers);
        (void)store_zero(fs, pointer_offset(block, whole),
                         (TMPFS_POINTERS - whole) * sizeof *pointers);
    }
    if (from % TMPFS_POINTERS != 0)
        cut_leaf(fs, leaves[from / TMPFS_POINTERS], from % TMPFS_POINTERS);
    for (i = whole; i < TMPFS_POINTERS; i++)
        cut_leaf(fs, leaves[i], 0);
}

int map_cut(struct tmpfs *fs, struct inode *inode, uint32_t first)
{
    struct tmpfs_inode_record old = inode->record;
    uint32_t i, second = TMPFS_DIRECT + TMPFS_POINTERS;
    int status;

    for (i = first; i < TMPFS_DIRECT; i++)
        inode->record.direct[i] = 0;
    if (first <= TMPFS_DIRECT)
        inode->record.single = 0;
    if (first <= second)
        inode->record.twice = 0;
    status = inode_commit(fs, inode);
    if (status < 0)
        return status;
    for (i = first; i < TMPFS_DIRECT; i++)
        if (old.direct[i] != 0)
            block_free(fs, old.direct[i]);
    if (first < second)
        cut_leaf(fs, old.single, first > TMPFS_DIRECT ? first - TMPFS_DIRECT : 0);
    cut_twice(fs, old.twice, first > second ? first - second : 0);
    return VB_OK;
}

/* Keep a pointer that lies inside the file and can be true; *changed when it is cleared. */
static void scan_pointer(struct tmpfs *fs, uint32_t *pointer, bool inside, bool *changed)
{
    if (*pointer == 0 || (inside && block_mark(fs, *pointer)))
        return;
    fs->repaired += inside;
    *pointer = 0;
    *changed = true;
}

/* Pointers of a leaf, of which the first `inside` are part of the file. */
static int scan_leaf(struct tmpfs *fs, uint32_t leaf, uint32_t inside)
{
    uint32_t *pointers = index_load(fs, leaf);
    bool changed = false;
    uint32_t i;

    if (pointers == NULL)
        return VB_ERR_IO;
    for (i = 0; i < TMPFS_POINTERS; i++)
        scan_pointer(fs, &pointers[i], i < inside, &changed);
    return changed ? store_write(fs, (uint64_t)leaf * TMPFS_BLOCK, pointers, TMPFS_BLOCK) : VB_OK;
}

static int scan_twice(struct tmpfs *fs, uint32_t block, uint32_t inside)
{
    uint32_t leaves[TMPFS_POINTERS];
    uint32_t *pointers = index_load(fs, block);
    bool changed = false;
    uint32_t i, first;
    int status = VB_OK;

    if (pointers == NULL)
        return VB_ERR_IO;
    for (i = 0; i < TMPFS_POINTERS; i++)
        scan_pointer(fs, &pointers[i], i * TMPFS_POINTERS < inside, &changed);
    memcpy(leaves, pointers, sizeof leaves);
    if (changed)
        status = store_write(fs, (uint64_t)block * TMPFS_BLOCK, leaves, sizeof leaves);
    for (i = 0; status == VB_OK && i < TMPFS_POINTERS; i++) {
        first = i * TMPFS_POINTERS;
        if (leaves[i] != 0)
            status = scan_leaf(fs, leaves[i],
                               inside - first < TMPFS_POINTERS ? inside - first : TMPFS_POINTERS);
    }
    return status;
}

int map_scan(struct tmpfs *fs, struct inode *inode)
{
    struct tmpfs_inode_record *record = &inode->record;
    uint64_t blocks = (record->size + TMPFS_BLOCK - 1) / TMPFS_BLOCK;
    uint32_t inside = blocks > TMPFS_BLOCKS_MAX ? TMPFS_BLOCKS_MAX : (uint32_t)blocks;
    uint32_t second = TMPFS_DIRECT + TMPFS_POINTERS;
    bool changed = false;
    uint32_t i;
    int status = VB_OK;

    for (i = 0; i < TMPFS_DIRECT; i++)
        scan_pointer(fs, &record->direct[i], i < inside, &changed);
    scan_pointer(fs, &record->single, inside > TMPFS_DIRECT, &changed);
    scan_pointer(fs, &record->twice, inside > second, &changed);
    if (changed)
        status = inode_commit(fs, inode);
    if (status == VB_OK && record->single != 0)
        status =
            scan_leaf(fs, record->single, inside < second ? inside - TMPFS_DIRECT : TMPFS_POINTERS);
    if (status == VB_OK && record->twice != 0)
        status = scan_twice(fs, record->twice, inside - second);
    return status;
}
