/* Tables of inode and description records: see tmpfs_format.h. They grow and never shrink. */
#include "tmpfs_internal.h"
#include <stdlib.h>
#include <string.h>

static uint32_t per_block(const struct table *table)
{
    return TMPFS_BLOCK / table->record_size;
}

uint32_t table_count(const struct table *table)
{
    return table->leaf_count * per_block(table);
}

uint64_t table_offset(const struct table *table, uint32_t index)
{
    return (uint64_t)table->leaves[index / per_block(table)] * TMPFS_BLOCK +
           (uint64_t)(index % per_block(table)) * table->record_size;
}

static int add_leaf(struct table *table, uint32_t block)
{
    uint32_t *leaves;

    /* Room in powers of two. */
    if ((table->leaf_count & (table->leaf_count + 1)) == 0 || table->leaves == NULL) {
        leaves = realloc(table->leaves, (2 * (size_t)table->leaf_count + 2) * sizeof *leaves);
        if (leaves == NULL)
            return VB_ERR_NO_SPACE;
        table->leaves = leaves;
    }
    table->leaves[table->leaf_count++] = block;
    return VB_OK;
}

int table_open(struct tmpfs *fs, struct table *table)
{
    uint32_t *pointers;
    uint32_t root, i;
    int status = store_read(fs, table->root_offset, table->roots, sizeof table->roots);

    for (root = 0; status == VB_OK && root < TMPFS_TABLE_ROOTS && table->roots[root] != 0; root++) {
        if (!block_mark(fs, table->roots[root]))
            return VB_ERR_IO;
        pointers = index_load(fs, table->roots[root]);
        if (pointers == NULL)
            return VB_ERR_IO;
        for (i = 0; status == VB_OK && i < TMPFS_POINTERS && pointers[i] != 0; i++)
            status = block_mark(fs, pointers[i]) ? add_leaf(table, pointers[i]) : VB_ERR_IO;
    }
    return status;
}

/* Write the pointer to the new leaf: the commit of the table's growth. */
static int link_leaf(struct tmpfs *fs, struct table *table, uint32_t leaf)
{
    uint32_t root = table->leaf_count / TMPFS_POINTERS, at = table->leaf_count % TMPFS_POINTERS;
    uint32_t *pointers;
    uint32_t block;
    int status;

    if (at > 0) {
        pointers = index_load(fs, table->roots[root]);
        if (pointers == NULL)
            return VB_ERR_IO;
        pointers[at] = leaf;
        return store_write(fs, (uint64_t)table->roots[root] * TMPFS_BLOCK + at * sizeof leaf, &leaf,
                           sizeof leaf);
    }
    block = block_take(fs, 0);
    status = store_zero(fs, (uint64_t)block * TMPFS_BLOCK, TMPFS_BLOCK);
    if (status == VB_OK)
        status = store_write(fs, (uint64_t)block * TMPFS_BLOCK, &leaf, sizeof leaf);
    if (status == VB_OK)
        status = store_write(fs, table->root_offset + root * sizeof block, &block, sizeof block);
    if (status == VB_OK)
        table->roots[root] = block;
    return status;
}

int table_reach(struct tmpfs *fs, struct table *table, uint32_t index)
{
    uint32_t leaf;
    int status = VB_OK;

    while (status == VB_OK && index >= table_count(table)) {
        if (table->leaf_count == TMPFS_TABLE_ROOTS * TMPFS_POINTERS)
            return VB_ERR_NO_SPACE;
        status = blocks_reserve(fs, 2);
        if (status < 0)
            return status;
        leaf = block_take(fs, 0);
        status = store_zero(fs, (uint64_t)leaf * TMPFS_BLOCK, TMPFS_BLOCK);
        if (status == VB_OK)
            status = link_leaf(fs, table, leaf);
        if (status == VB_OK)
            status = add_leaf(table, leaf);
    }
    return status;
}
