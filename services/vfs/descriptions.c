/*
 * Open descriptions: records in tmpfs's table, so that they outlive the service, and a copy of the
 * table in memory. The badge of a handle is the index of its record. A record may stay in the store
 * after its last handle was closed; the copy is right.
 */
#include "vfs.h"
#include <stdlib.h>
#include <string.h>

static int reach(struct vfs *vfs, uint32_t index)
{
    uint32_t room = vfs->description_room == 0 ? 64 : vfs->description_room;
    struct tmpfs_description *table;
    char **paths;

    if (index < vfs->description_room)
        return VB_OK;
    while (room <= index)
        room *= 2;
    table = realloc(vfs->descriptions, room * sizeof *table);
    if (table == NULL)
        return VB_ERR_NO_MEMORY;
    memset(table + vfs->description_room, 0, (room - vfs->description_room) * sizeof *table);
    vfs->descriptions = table;
    paths = realloc(vfs->paths, room * sizeof *paths);
    if (paths == NULL)
        return VB_ERR_NO_MEMORY;
    memset(paths + vfs->description_room, 0, (room - vfs->description_room) * sizeof *paths);
    vfs->paths = paths;
    vfs->description_room = room;
    return VB_OK;
}

int descriptions_open(struct vfs *vfs)
{
    uint32_t i;
    int status = reach(vfs, 0);

    for (i = 0; status == VB_OK; i++) {
        status = reach(vfs, i);
        if (status == VB_OK)
            status = tmpfs_description_read(vfs->tmpfs, i, &vfs->descriptions[i]);
    }
    vfs->next_description = FIRST_DESCRIPTION;
    if (status != VB_ERR_NOT_FOUND)
        return status;
    memset(&vfs->descriptions[i - 1], 0, sizeof vfs->descriptions[0]);
    return VB_OK;
}

struct tmpfs_description *description_of(struct vfs *vfs, uint64_t badge)
{
    if (badge < FIRST_DESCRIPTION || badge >= vfs->description_room ||
        !vfs->descriptions[badge].used)
        return NULL;
    return &vfs->descriptions[badge];
}

int description_save(struct vfs *vfs, uint64_t badge)
{
    return tmpfs_description_write(vfs->tmpfs, (uint32_t)badge, &vfs->descriptions[badge]);
}

int64_t description_make(struct vfs *vfs, const struct tmpfs_description *record)
{
    uint32_t index = vfs->next_description;
    int64_t status, handle;

    while (index < vfs->description_room && vfs->descriptions[index].used)
        index++;
    status = reach(vfs, index);
    if (status < 0)
        return status;
    handle = vb_channel_badge(vfs->sender, index);
    if (handle < 0)
        return handle;
    vfs->descriptions[index] = *record;
    vfs->descriptions[index].used = 1;
    status = description_save(vfs, index);
    if (status < 0) {
        vfs->descriptions[index] = (struct tmpfs_description){0};
        (void)vb_handle_close((uint64_t)handle);
        return status;
    }
    vfs->next_description = index + 1;
    return handle;
}

void description_closed(struct vfs *vfs, uint64_t badge)
{
    struct tmpfs_description old;

    if (description_of(vfs, badge) == NULL)
        return;
    old = vfs->descriptions[badge];
    vfs->descriptions[badge] = (struct tmpfs_description){0};
    free(vfs->paths[badge]);
    vfs->paths[badge] = NULL;
    /* The next start asks how many handles there are (drop_closed), so the store need not know. A
     * device must not be told twice. */
    if (old.mount < MOUNT_HOST)
        tmpfs_description_drop(vfs->tmpfs, (uint32_t)badge);
    else
        (void)description_save(vfs, badge);
    if (badge < vfs->next_description)
        vfs->next_description = (uint32_t)badge;
    if (old.mount >= MOUNT_HOST && old.mount < MOUNTS)
        host_close(vfs, &old);
}

/* NULL: there is none, or no memory for it. */
static char *path_of(const struct vfs *vfs, uint64_t badge, const struct walk *walk)
{
    const char *start = badge < FIRST_DESCRIPTION ? "" : vfs->paths[badge], *trail;
    size_t size, room;
    char *path;

    if (walk == NULL || start == NULL)
        return NULL;
    trail = walk->trail + strspn(walk->trail, "/");
    size = strlen(start);
    if (size > 0 && start[size - 1] == '/')
        size--;
    room = size + strlen(trail) + 2;
    path = malloc(room);
    if (path != NULL) {
        memcpy(path, start, size);
        path[size] = '/';
        memcpy(path + size + 1, trail, room - size - 1);
        if (*trail == 0 && size > 0) /* the directory itself */
            path[size] = 0;
    }
    return path;
}

void reply_opened(struct vfs *vfs, const struct call *call, const struct tmpfs_description *record,
                  const struct vb_file_stat *stat, const struct walk *walk)
{
    struct vb_handle_info info;
    int64_t handle = description_make(vfs, record);

    if (handle < 0) {
        sdk_reply(call->reply, handle);
        return;
    }
    if (vb_handle_info((uint64_t)handle, VB_ADDRESS(&info)) == VB_OK &&
        info.badge < vfs->description_room)
        vfs->paths[info.badge] = path_of(vfs, call->badge, walk);
    sdk_finish(call->reply, VB_OK, stat, sizeof *stat, (uint64_t)handle);
}

void serve_describe(struct vfs *vfs, const struct call *call,
                    const struct tmpfs_description *description)
{
    static struct {
        struct vb_file_description head;
        char path[VB_PATH_MAX];
    } answer;
    const char *path = vfs->paths[call->badge];
    size_t size = path == NULL ? 0 : strlen(path);

    if (size == 0 || size > sizeof answer.path) {
        sdk_reply(call->reply, VB_ERR_NOT_FOUND);
        return;
    }
    answer.head = (struct vb_file_description){description->offset, description->flags, 0};
    memcpy(answer.path, path, size);
    sdk_reply_data(call->reply, VB_OK, &answer, sizeof answer.head + size);
}
