/*
 * Directories. In the arena: slots in the directory's blocks. In memory: one struct dentry a slot,
 * and one hash table over all names.
 */
#include "tmpfs_internal.h"
#include <stdlib.h>
#include <string.h>

enum { BUCKETS_MIN = 256, UNITS_A_BLOCK = TMPFS_BLOCK / TMPFS_UNIT };

static uint32_t hash(uint32_t directory, const char *text, size_t size)
{
    uint32_t value = 2166136261u ^ (directory * 0x9e3779b1u);

    for (size_t i = 0; i < size; i++)
        value = (value ^ (uint8_t)text[i]) * 16777619u;
    return value ^ (value >> 15);
}

static uint32_t units_for(size_t name_size)
{
    return (uint32_t)((sizeof(struct tmpfs_entry) + name_size + TMPFS_UNIT - 1) / TMPFS_UNIT);
}

struct dentry *dentry_find(struct tmpfs *fs, uint32_t directory, struct tmpfs_name name)
{
    struct dentry *dentry;

    if (fs->bucket_count == 0)
        return NULL;
    dentry = fs->buckets[hash(directory, name.text, name.size) & (fs->bucket_count - 1)];
    for (; dentry != NULL; dentry = dentry->next)
        if (dentry->directory == directory && dentry->name_size == name.size &&
            memcmp(dentry->name, name.text, name.size) == 0)
            return dentry;
    return NULL;
}

/* Keep chains short; when there is no memory for that they are longer. */
static int reach(struct tmpfs *fs)
{
    uint32_t count = fs->bucket_count == 0 ? BUCKETS_MIN : fs->bucket_count * 2;
    struct dentry **buckets, *dentry, *next;
    uint32_t i, at;

    if (fs->bucket_count > 0 && fs->dentry_count < fs->bucket_count)
        return VB_OK;
    buckets = calloc(count, sizeof(struct dentry *));
    if (buckets == NULL)
        return fs->bucket_count > 0 ? VB_OK : VB_ERR_NO_SPACE;
    for (i = 0; i < fs->bucket_count; i++)
        for (dentry = fs->buckets[i]; dentry != NULL; dentry = next) {
            next = dentry->next;
            at = hash(dentry->directory, dentry->name, dentry->name_size) & (count - 1);
            dentry->next = buckets[at];
            buckets[at] = dentry;
        }
    free(fs->buckets);
    fs->buckets = buckets;
    fs->bucket_count = count;
    return VB_OK;
}

static struct dentry **chain(struct tmpfs *fs, const struct dentry *dentry)
{
    return &fs->buckets[hash(dentry->directory, dentry->name, dentry->name_size) &
                        (fs->bucket_count - 1)];
}

void dentry_fill(struct tmpfs *fs, struct dentry *dentry, uint32_t inode, uint32_t type)
{
    struct dentry **head = chain(fs, dentry);
    struct inode *directory = inode_of(fs, dentry->directory);

    dentry->inode = inode;
    dentry->type = (uint8_t)type;
    dentry->next = *head;
    *head = dentry;
    fs->dentry_count++;
    directory->entries++;
}

void dentry_clear(struct tmpfs *fs, struct dentry *dentry)
{
    struct dentry **at = chain(fs, dentry);

    while (*at != dentry)
        at = &(*at)->next;
    *at = dentry->next;
    dentry->inode = 0;
    fs->dentry_count--;
    inode_of(fs, dentry->directory)->entries--;
}

struct tmpfs_entry dentry_head(const struct dentry *dentry, uint32_t inode, uint32_t type)
{
    return (struct tmpfs_entry){.inode = inode,
                                .name_size = dentry->name_size,
                                .units = dentry->units,
                                .type = (uint8_t)type};
}

uint64_t dentry_offset(struct tmpfs *fs, const struct dentry *dentry)
{
    uint32_t block = map_get(fs, inode_of(fs, dentry->directory), dentry->slot / UNITS_A_BLOCK);

    return (uint64_t)block * TMPFS_BLOCK + (uint64_t)(dentry->slot % UNITS_A_BLOCK) * TMPFS_UNIT;
}

static int slots_reach(struct inode *directory)
{
    uint32_t room = (uint32_t)(directory->record.size / TMPFS_UNIT);
    struct dentry **slots;

    if (room <= directory->slot_room)
        return VB_OK;
    slots = realloc(directory->slots, room * sizeof(struct dentry *));
    if (slots == NULL)
        return VB_ERR_NO_SPACE;
    for (uint32_t i = directory->slot_room; i < room; i++)
        slots[i] = NULL;
    directory->slots = slots;
    directory->slot_room = room;
    return VB_OK;
}

static struct dentry *slot_make(struct inode *directory, uint32_t slot, uint32_t units)
{
    struct dentry *dentry = calloc(1, sizeof *dentry + units * TMPFS_UNIT);

    if (dentry != NULL) {
        dentry->directory = directory->number;
        dentry->slot = slot;
        dentry->units = (uint8_t)units;
        directory->slots[slot] = dentry;
    }
    return dentry;
}

/* One more block of zeroes. */
static int extend(struct tmpfs *fs, struct inode *directory)
{
    uint32_t file_block = (uint32_t)(directory->record.size / TMPFS_BLOCK), block;
    int status = blocks_reserve(fs, 1 + MAP_RESERVE);

    if (status < 0)
        return status;
    block = block_take(fs, 0);
    status = store_zero(fs, (uint64_t)block * TMPFS_BLOCK, TMPFS_BLOCK);
    if (status == VB_OK)
        status = map_set(fs, directory, file_block, &block, 1);
    if (status < 0)
        return status;
    directory->record.size += TMPFS_BLOCK;
    status = inode_commit(fs, directory);
    return status == VB_OK ? slots_reach(directory) : status;
}

/* The first free slot, or place at a block's end, for so many units. */
static struct dentry *find_room(struct inode *directory, uint32_t units)
{
    uint32_t at = 0, end;
    struct dentry *dentry;

    while (at < directory->slot_room) {
        dentry = directory->slots[at];
        if (dentry != NULL) {
            if (dentry->inode == 0 && dentry->units >= units)
                return dentry;
            at += dentry->units;
            continue;
        }
        end = (at / UNITS_A_BLOCK + 1) * UNITS_A_BLOCK;
        if (at + units <= end)
            return slot_make(directory, at, units);
        at = end;
    }
    return NULL;
}

/* The name, and after it a head without units unless the block ends or a slot follows: a name that
 * was never committed may have left bytes there. */
static int write_name(struct tmpfs *fs, const struct inode *directory, const struct dentry *dentry)
{
    uint8_t bytes[TMPFS_UNIT * 10] = {0};
    uint32_t next = dentry->slot + dentry->units;
    size_t size = (size_t)dentry->units * TMPFS_UNIT - sizeof(struct tmpfs_entry);

    memcpy(bytes, dentry->name, dentry->name_size);
    if (next % UNITS_A_BLOCK != 0 && directory->slots[next] == NULL)
        size += sizeof(struct tmpfs_entry);
    return store_write(fs, dentry_offset(fs, dentry) + sizeof(struct tmpfs_entry), bytes, size);
}

struct dentry *dentry_place(struct tmpfs *fs, struct inode *directory, struct tmpfs_name name,
                            int *status)
{
    struct dentry *dentry;

    *status = reach(fs);
    if (*status == VB_OK)
        *status = slots_reach(directory);
    if (*status < 0)
        return NULL;
    dentry = find_room(directory, units_for(name.size));
    if (dentry == NULL) {
        *status = extend(fs, directory);
        if (*status < 0)
            return NULL;
        dentry = find_room(directory, units_for(name.size));
    }
    if (dentry == NULL) {
        *status = VB_ERR_NO_SPACE;
        return NULL;
    }
    memcpy(dentry->name, name.text, name.size);
    dentry->name_size = (uint16_t)name.size;
    *status = write_name(fs, directory, dentry);
    return *status == VB_OK ? dentry : NULL;
}

/* The entries of one block; those that cannot be true are dropped. */
static int scan_block(struct tmpfs *fs, struct inode *directory, uint32_t file_block)
{
    static uint8_t bytes[TMPFS_BLOCK];
    uint32_t block = map_get(fs, directory, file_block), at, slot;
    struct tmpfs_entry head;
    struct dentry *dentry;
    int status =
        block == 0 ? VB_ERR_IO : store_read(fs, (uint64_t)block * TMPFS_BLOCK, bytes, TMPFS_BLOCK);

    for (at = 0; status == VB_OK && at < UNITS_A_BLOCK; at += head.units) {
        memcpy(&head, bytes + at * TMPFS_UNIT, sizeof head);
        slot = file_block * UNITS_A_BLOCK + at;
        if (head.units == 0)
            break;
        if (at + head.units > UNITS_A_BLOCK ||
            head.name_size > head.units * TMPFS_UNIT - sizeof head) {
            fs->repaired++;
            break;
        }
        dentry = reach(fs) == VB_OK ? slot_make(directory, slot, head.units) : NULL;
        if (dentry == NULL)
            return VB_ERR_NO_MEMORY;
        dentry->name_size = head.name_size;
        memcpy(dentry->name, bytes + at * TMPFS_UNIT + sizeof head, head.name_size);
        if (head.inode != 0 && inode_of(fs, head.inode) != NULL)
            dentry_fill(fs, dentry, head.inode, head.type);
    }
    return status;
}

int directory_scan(struct tmpfs *fs, struct inode *directory)
{
    uint32_t i, blocks = (uint32_t)(directory->record.size / TMPFS_BLOCK);
    int status = slots_reach(directory);

    for (i = 0; status == VB_OK && i < blocks; i++)
        status = scan_block(fs, directory, i);
    return status;
}

void directory_forget(struct inode *directory)
{
    uint32_t i;

    for (i = 0; i < directory->slot_room; i++)
        free(directory->slots[i]);
    free(directory->slots);
    directory->slots = NULL;
    directory->slot_room = 0;
}
