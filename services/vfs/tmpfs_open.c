/* Making an empty file system, taking up an old one, and the table of descriptions. */
#include "tmpfs_internal.h"
#include <stdlib.h>
#include <string.h>

static int format(struct tmpfs *fs, int64_t now)
{
    const struct tmpfs_super super = {
        .magic = TMPFS_MAGIC, .version = 1, .block_size = TMPFS_BLOCK};
    struct inode *root;
    int status = blocks_reserve(fs, 4);

    if (status < 0)
        return status;
    (void)block_mark(fs, 0);
    root = inode_make(fs, VB_TYPE_DIRECTORY, now);
    if (root == NULL)
        return VB_ERR_NO_SPACE;
    root->parent = TMPFS_ROOT;
    status = inode_commit(fs, root);
    if (status < 0)
        return status;
    /* Last of all and without the roots, which the table has written: now it is a file system. */
    return store_write(fs, 0, &super, offsetof(struct tmpfs_super, inode_roots));
}

static int redo(struct tmpfs *fs)
{
    const uint64_t at = offsetof(struct tmpfs_super, redo);
    const uint32_t none = 0;
    struct tmpfs_redo record;
    uint32_t i;
    int status = store_read(fs, at, &record, sizeof record);

    if (status < 0 || record.count == 0)
        return status;
    if (record.count > TMPFS_REDO_ENTRIES)
        return VB_ERR_IO;
    for (i = 0; i < record.count; i++)
        if (record.entries[i].offset > fs->store.size - sizeof record.entries[i].bytes)
            return VB_ERR_IO;
    for (i = 0; status == VB_OK && i < record.count; i++)
        status = store_write(fs, record.entries[i].offset, record.entries[i].bytes,
                             sizeof record.entries[i].bytes);
    return status == VB_OK ? store_write(fs, at, &none, sizeof none) : status;
}

static int load_inodes(struct tmpfs *fs)
{
    static struct tmpfs_inode_record records[TMPFS_BLOCK / sizeof(struct tmpfs_inode_record)];
    const uint32_t per_block = sizeof records / sizeof records[0];
    struct inode *inode;
    uint32_t number, i;
    int status = VB_OK;

    for (number = 0; status == VB_OK && number < table_count(&fs->inode_table);
         number += per_block) {
        status = store_read(fs, table_offset(&fs->inode_table, number), records, sizeof records);
        for (i = 0; status == VB_OK && i < per_block; i++) {
            if (records[i].type == 0)
                continue;
            inode = inode_insert(fs, number + i);
            if (inode == NULL)
                return VB_ERR_NO_MEMORY;
            inode->record = records[i];
            inode->record.links = 0;
        }
    }
    for (number = 0; status == VB_OK && number < fs->inode_room; number++)
        if (fs->inodes[number] != NULL)
            status = map_scan(fs, fs->inodes[number]);
    return status;
}

/* Read every directory, count names, find parents. */
static int load_names(struct tmpfs *fs)
{
    struct inode *inode, *child;
    uint32_t number, i;
    int status = VB_OK;

    for (number = 0; status == VB_OK && number < fs->inode_room; number++) {
        inode = fs->inodes[number];
        if (inode == NULL || inode->record.type != VB_TYPE_DIRECTORY)
            continue;
        status = directory_scan(fs, inode);
        for (i = 0; i < inode->slot_room; i++)
            if (inode->slots[i] != NULL && inode->slots[i]->inode != 0) {
                child = inode_of(fs, inode->slots[i]->inode);
                child->record.links++;
                child->parent = number;
            }
    }
    return status;
}

/* Room in memory for what each record of the table holds. */
static int reach_held(struct tmpfs *fs)
{
    uint32_t room = table_count(&fs->description_table), *held;

    if (room <= fs->held_room)
        return VB_OK;
    held = realloc(fs->held, room * sizeof *held);
    if (held == NULL)
        return VB_ERR_NO_SPACE;
    memset(held + fs->held_room, 0, (room - fs->held_room) * sizeof *held);
    fs->held = held;
    fs->held_room = room;
    return VB_OK;
}

static int load_descriptions(struct tmpfs *fs)
{
    struct tmpfs_description record;
    uint32_t i;
    int status = reach_held(fs);

    for (i = 0; status == VB_OK && i < table_count(&fs->description_table); i++) {
        status = tmpfs_description_read(fs, i, &record);
        if (status == VB_OK && record.used && inode_of(fs, record.inode) != NULL) {
            fs->held[i] = record.inode;
            inode_of(fs, record.inode)->opens++;
        }
    }
    return status;
}

static int load(struct tmpfs *fs)
{
    struct inode *root;
    uint32_t number;
    int status;

    if (!block_mark(fs, 0))
        return VB_ERR_IO;
    status = redo(fs);
    if (status == VB_OK)
        status = table_open(fs, &fs->inode_table);
    if (status == VB_OK)
        status = table_open(fs, &fs->description_table);
    if (status == VB_OK)
        status = load_inodes(fs);
    if (status == VB_OK)
        status = load_names(fs);
    if (status == VB_OK)
        status = load_descriptions(fs);
    root = inode_of(fs, TMPFS_ROOT);
    if (status < 0 || root == NULL)
        return status < 0 ? status : VB_ERR_IO;
    root->record.links = 1;
    root->parent = TMPFS_ROOT;
    for (number = 1; number < fs->inode_room; number++)
        if (fs->inodes[number] != NULL)
            inode_settle(fs, fs->inodes[number]);
    return VB_OK;
}

/* A store that died before its first file system was whole counts as empty. */
static bool is_formatted(struct tmpfs *fs)
{
    uint64_t magic = 0;

    return fs->store.size >= TMPFS_BLOCK && store_read(fs, 0, &magic, sizeof magic) == VB_OK &&
           magic == TMPFS_MAGIC;
}

/* Nothing but the superblock is expected to be zero. */
static int wipe(struct tmpfs *fs)
{
    return store_zero(fs, 0, fs->store.size < TMPFS_BLOCK ? fs->store.size : TMPFS_BLOCK);
}

int tmpfs_open(const struct store *store, int64_t now, struct tmpfs **out)
{
    struct tmpfs *fs = calloc(1, sizeof *fs);
    bool formatted;
    int status = VB_OK;

    if (fs == NULL)
        return VB_ERR_NO_MEMORY;
    fs->store = *store;
    fs->next_inode = TMPFS_ROOT;
    fs->inode_table.record_size = sizeof(struct tmpfs_inode_record);
    fs->inode_table.root_offset = offsetof(struct tmpfs_super, inode_roots);
    fs->description_table.record_size = sizeof(struct tmpfs_description);
    fs->description_table.root_offset = offsetof(struct tmpfs_super, description_roots);
    formatted = is_formatted(fs);
    if (!formatted && store->size > 0)
        status = wipe(fs);
    if (status == VB_OK)
        status = blocks_open(fs);
    if (status == VB_OK)
        status = formatted ? load(fs) : format(fs, now);
    if (status < 0) {
        tmpfs_close(fs);
        return status;
    }
    *out = fs;
    return VB_OK;
}

void tmpfs_close(struct tmpfs *fs)
{
    uint32_t i;

    for (i = 0; i < fs->inode_room; i++)
        if (fs->inodes[i] != NULL)
            inode_forget(fs, fs->inodes[i]);
    free(fs->inodes);
    free(fs->buckets);
    free(fs->bitmap);
    free(fs->inode_table.leaves);
    free(fs->description_table.leaves);
    free(fs->held);
    free(fs);
}

int tmpfs_description_read(struct tmpfs *fs, uint32_t index, struct tmpfs_description *record)
{
    if (index >= table_count(&fs->description_table))
        return VB_ERR_NOT_FOUND;
    return store_read(fs, table_offset(&fs->description_table, index), record, sizeof *record);
}

/* The description holds this inode now, 0 for none, and no longer the one it held. */
static void hold(struct tmpfs *fs, uint32_t index, uint32_t number)
{
    struct inode *after = inode_of(fs, number), *before = inode_of(fs, fs->held[index]);

    fs->held[index] = after == NULL ? 0 : number;
    if (after == before)
        return;
    if (after != NULL)
        after->opens++;
    if (before != NULL) {
        before->opens--;
        inode_settle(fs, before);
    }
}

int tmpfs_description_write(struct tmpfs *fs, uint32_t index,
                            const struct tmpfs_description *record)
{
    int status = index < fs->held_room ? VB_OK : table_reach(fs, &fs->description_table, index);

    if (status == VB_OK)
        status = reach_held(fs);
    if (status == VB_OK)
        status =
            store_write(fs, table_offset(&fs->description_table, index), record, sizeof *record);
    if (status == VB_OK)
        hold(fs, index, record->used ? record->inode : 0);
    return status;
}

void tmpfs_description_drop(struct tmpfs *fs, uint32_t index)
{
    if (index < fs->held_room)
        hold(fs, index, 0);
}

void tmpfs_usage(const struct tmpfs *fs, struct tmpfs_usage *usage)
{
    *usage = (struct tmpfs_usage){.arena = fs->store.size,
                                  .free = (uint64_t)fs->free_blocks * TMPFS_BLOCK,
                                  .inodes = fs->inode_count,
                                  .repaired = fs->repaired};
}
