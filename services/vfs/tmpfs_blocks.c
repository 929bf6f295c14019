/* The arena: reading, writing, growing, and which blocks are free. */
#include "tmpfs_internal.h"
#include <stdlib.h>
#include <string.h>

enum { GROW_MIN = 16, TRIM_MIN = 1024 }; /* blocks */

int store_read(struct tmpfs *fs, uint64_t offset, void *bytes, size_t size)
{
    return (int)fs->store.read(fs->store.context, offset, bytes, size);
}

int store_write(struct tmpfs *fs, uint64_t offset, const void *bytes, size_t size)
{
    return (int)fs->store.write(fs->store.context, offset, bytes, size);
}

int store_zero(struct tmpfs *fs, uint64_t offset, uint64_t size)
{
    static const uint8_t zeroes[TMPFS_BLOCK];
    uint64_t part;
    int status;

    for (; size > 0; offset += part, size -= part) {
        part = size < TMPFS_BLOCK ? size : TMPFS_BLOCK;
        status = store_write(fs, offset, zeroes, part);
        if (status < 0)
            return status;
    }
    return VB_OK;
}

static bool is_used(const struct tmpfs *fs, uint32_t block)
{
    return (fs->bitmap[block / 64] >> (block % 64)) & 1;
}

static int bitmap_resize(struct tmpfs *fs, uint32_t count)
{
    size_t old = ((size_t)fs->block_count + 63) / 64, words = ((size_t)count + 63) / 64;
    uint64_t *bitmap = realloc(fs->bitmap, words * sizeof *bitmap);

    if (bitmap == NULL)
        return VB_ERR_NO_SPACE;
    if (words > old)
        memset(bitmap + old, 0, (words - old) * sizeof *bitmap);
    fs->bitmap = bitmap;
    return VB_OK;
}

static int grow(struct tmpfs *fs, uint32_t count)
{
    uint64_t size = (uint64_t)count * TMPFS_BLOCK;

    if (bitmap_resize(fs, count) < 0 || fs->store.resize(fs->store.context, size) < 0)
        return VB_ERR_NO_SPACE;
    fs->store.size = size;
    fs->free_blocks += count - fs->block_count;
    fs->block_count = count;
    return VB_OK;
}

int blocks_open(struct tmpfs *fs)
{
    uint32_t count = (uint32_t)(fs->store.size / TMPFS_BLOCK);

    if (bitmap_resize(fs, count) < 0)
        return VB_ERR_NO_MEMORY;
    fs->block_count = fs->free_blocks = count;
    fs->next_block = 1;
    return VB_OK;
}

int blocks_reserve(struct tmpfs *fs, uint32_t count)
{
    uint32_t missing, more;

    if (fs->free_blocks >= count)
        return VB_OK;
    missing = count - fs->free_blocks;
    if (missing > UINT32_MAX - fs->block_count)
        return VB_ERR_NO_SPACE;
    /* Growing may copy the arena: by half each time, that costs little for each block. */
    more = fs->block_count / 2 > GROW_MIN ? fs->block_count / 2 : GROW_MIN;
    if (more > missing && more <= UINT32_MAX - fs->block_count &&
        grow(fs, fs->block_count + more) == VB_OK)
        return VB_OK;
    return grow(fs, fs->block_count + missing);
}

void tmpfs_trim(struct tmpfs *fs)
{
    uint32_t used = fs->block_count, count;

    if (fs->block_count < TRIM_MIN || fs->free_blocks < fs->block_count / 2)
        return;
    while (used > 0 && !is_used(fs, used - 1))
        used -= used % 64 == 0 && fs->bitmap[used / 64 - 1] == 0 ? 64 : 1;
    count = used + used / 4 + GROW_MIN;
    if (count >= fs->block_count / 2 ||
        fs->store.resize(fs->store.context, (uint64_t)count * TMPFS_BLOCK) < 0)
        return;
    fs->store.size = (uint64_t)count * TMPFS_BLOCK;
    fs->free_blocks -= fs->block_count - count;
    fs->block_count = count;
    if (fs->next_block >= count)
        fs->next_block = 1;
}

bool block_mark(struct tmpfs *fs, uint32_t block)
{
    if (block >= fs->block_count || is_used(fs, block))
        return false;
    fs->bitmap[block / 64] |= UINT64_C(1) << (block % 64);
    fs->free_blocks--;
    return true;
}

uint32_t block_take(struct tmpfs *fs, uint32_t hint)
{
    uint32_t block = hint < fs->block_count ? hint : fs->next_block;
    uint32_t seen;

    for (seen = 0; seen <= fs->block_count; seen++, block++) {
        if (block >= fs->block_count)
            block = 1;
        if (block % 64 == 0 && fs->bitmap[block / 64] == UINT64_MAX) {
            block += 63;
            seen += 63;
        } else if (block_mark(fs, block)) {
            fs->next_block = block + 1;
            return block;
        }
    }
    return 0;
}

void block_free(struct tmpfs *fs, uint32_t block)
{
    uint32_t i;

    for (i = 0; i < INDEX_CACHE; i++)
        if (fs->cache[i].block == block)
            fs->cache[i].block = 0;
    fs->bitmap[block / 64] &= ~(UINT64_C(1) << (block % 64));
    fs->free_blocks++;
    if (block < fs->next_block)
        fs->next_block = block;
}
