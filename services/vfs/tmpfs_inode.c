/* Inodes: made in memory, committed by one write of their record, freed when nothing holds them. */
#include "tmpfs_internal.h"
#include <stdlib.h>

enum { ROOM_MIN = 64 };

static int reach(struct tmpfs *fs, uint32_t number)
{
    uint32_t room = fs->inode_room == 0 ? ROOM_MIN : fs->inode_room;
    struct inode **inodes;

    if (number < fs->inode_room)
        return VB_OK;
    while (room <= number)
        room *= 2;
    inodes = realloc(fs->inodes, room * sizeof(struct inode *));
    if (inodes == NULL)
        return VB_ERR_NO_SPACE;
    for (uint32_t i = fs->inode_room; i < room; i++)
        inodes[i] = NULL;
    fs->inodes = inodes;
    fs->inode_room = room;
    return VB_OK;
}

struct inode *inode_insert(struct tmpfs *fs, uint32_t number)
{
    struct inode *inode = reach(fs, number) == VB_OK ? calloc(1, sizeof *inode) : NULL;

    if (inode != NULL) {
        inode->number = number;
        fs->inodes[number] = inode;
        fs->inode_count++;
    }
    return inode;
}

struct inode *inode_make(struct tmpfs *fs, uint32_t type, int64_t now)
{
    struct inode *inode;
    uint32_t number = fs->next_inode;

    while (inode_of(fs, number) != NULL)
        number++;
    if (table_reach(fs, &fs->inode_table, number) < 0)
        return NULL;
    inode = inode_insert(fs, number);
    if (inode == NULL)
        return NULL;
    fs->next_inode = number + 1;
    inode->record.type = type;
    inode->record.links = 1;
    /* No two inodes with the same number have a version in common. */
    inode->record.version = (uint64_t)now;
    inode->record.access_time = inode->record.modification_time = inode->record.change_time = now;
    return inode;
}

int inode_commit(struct tmpfs *fs, const struct inode *inode)
{
    return store_write(fs, table_offset(&fs->inode_table, inode->number), &inode->record,
                       sizeof inode->record);
}

void inode_forget(struct tmpfs *fs, struct inode *inode)
{
    if (inode->number < fs->next_inode)
        fs->next_inode = inode->number;
    fs->inodes[inode->number] = NULL;
    fs->inode_count--;
    directory_forget(inode);
    free(inode);
}

void inode_settle(struct tmpfs *fs, struct inode *inode)
{
    uint32_t i;

    if (inode->record.links > 0 || inode->opens > 0 || inode->number == TMPFS_ROOT)
        return;
    if (inode->slots != NULL)
        for (i = 0; i < inode->slot_room; i++)
            if (inode->slots[i] != NULL && inode->slots[i]->inode != 0)
                dentry_clear(fs, inode->slots[i]);
    inode->record.type = 0;
    inode->record.size = 0;
    (void)map_cut(fs, inode, 0);
    inode_forget(fs, inode);
}
