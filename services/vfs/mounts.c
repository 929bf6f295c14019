/* What is mounted where: directories of tmpfs that are covered by roots of other file systems. */
#include "vfs.h"
#include <sdk/log.h>
#include <sdk/start.h>
#include <stdio.h>
#include <string.h>

static int cover(struct vfs *vfs, uint32_t inode, struct node node)
{
    for (uint32_t i = 0; i < COVERS; i++)
        if (vfs->covers[i].inode == 0) {
            vfs->covers[i] = (struct cover){inode, node};
            tmpfs_pin(vfs->tmpfs, inode, true);
            return VB_OK;
        }
    return VB_ERR_LIMIT;
}

/* A directory of the root, made if there is none. */
static int64_t root_directory(struct vfs *vfs, const char *text, size_t size)
{
    const struct tmpfs_name name = {text, size};
    int64_t inode = tmpfs_lookup(vfs->tmpfs, TMPFS_ROOT, name);

    if (inode == VB_ERR_NOT_FOUND)
        inode = tmpfs_create(vfs->tmpfs, TMPFS_ROOT, name, VB_TYPE_DIRECTORY, wall_clock());
    return inode;
}

static void mount_fixed(struct vfs *vfs, const char *name, size_t size, struct node node)
{
    int64_t inode = root_directory(vfs, name, size);
    int status = inode < 0 ? (int)inode : cover(vfs, (uint32_t)inode, node);

    if (status < 0)
        sdk_log(VB_LOG_ERROR, "vfs: /%.*s: %s", (int)size, name, sdk_status_text(status));
}

static int64_t watch(struct vfs *vfs, uint32_t mount)
{
    int64_t pulse = vb_pulse_create(vfs->receiver, CODE_DEVICE + mount), status;

    if (pulse < 0)
        return pulse;
    status = vb_device_watch(vfs->mounts[mount].device, (uint64_t)pulse);
    (void)vb_handle_close((uint64_t)pulse);
    return status;
}

static void take_device(struct vfs *vfs, uint32_t mount, uint64_t device)
{
    struct vb_device_info info = {0};

    (void)vb_device_info(device, VB_ADDRESS(&info));
    vfs->mounts[mount] =
        (struct mount){.device = device, .read_only = (info.flags & VB_FOLDER_READ_ONLY) != 0};
}

/* Whoever mounts the scheme decides which tasks /proc shows: no authority of ours. */
static int64_t take_proc(struct vfs *vfs, uint64_t scheme)
{
    static const char name[] = "proc";
    int64_t status = vb_namespace_bind(0, VB_ADDRESS(name), sizeof name - 1, scheme);

    if (status == VB_OK)
        vfs->mounts[MOUNT_PROC] = (struct mount){.device = scheme, .read_only = true};
    return status;
}

static int64_t take(struct vfs *vfs, uint32_t mount, uint64_t handle)
{
    if (mount == MOUNT_PROC)
        return take_proc(vfs, handle);
    take_device(vfs, mount, handle);
    return watch(vfs, mount);
}

/* What an earlier incarnation mounted: devices were kept, what they cover is written in the mount's
 * description. */
static void restore_mounts(struct vfs *vfs)
{
    const struct tmpfs_description *record;
    char name[16];
    uint64_t device;

    for (uint32_t i = MOUNT_PROC; i < MOUNTS; i++) {
        snprintf(name, sizeof name, "mount.%u", i);
        device = sdk_kept(name);
        if (device == 0)
            continue;
        record = &vfs->descriptions[i];
        if (take(vfs, i, device) < 0)
            sdk_log(VB_LOG_ERROR, "vfs: %s cannot be used", name);
        if (record->used && record->inode != 0)
            (void)cover(vfs, record->inode, (struct node){i, 0});
    }
}

int mounts_open(struct vfs *vfs)
{
    const struct bootfs *boot = &vfs->bootfs;
    uint32_t node = boot->count > 0 ? boot->nodes[0].child : 0;

    for (; node != 0; node = boot->nodes[node].sibling)
        if (boot->nodes[node].type == VB_TYPE_DIRECTORY)
            mount_fixed(vfs, boot->names + boot->nodes[node].name, boot->nodes[node].name_size,
                        (struct node){MOUNT_BOOT, node});
    mount_fixed(vfs, "dev", 3, (struct node){MOUNT_DEV, 0});
    (void)root_directory(vfs, "tmp", 3);
    (void)root_directory(vfs, "root", 4);
    restore_mounts(vfs);
    return VB_OK;
}

/* The directory of tmpfs at a path; with `makes`, it and those above it are made where there are
 * none.
 */
static int64_t place_of(struct vfs *vfs, const char *path, size_t size, bool makes)
{
    uint32_t directory = TMPFS_ROOT;
    size_t at = 0, length;
    int64_t inode;

    for (; at < size; at += length) {
        length = 0;
        while (at + length < size && path[at + length] != '/')
            length++;
        if (length > 0) {
            const struct tmpfs_name name = {path + at, length};

            inode = tmpfs_lookup(vfs->tmpfs, directory, name);
            if (inode == VB_ERR_NOT_FOUND && makes)
                inode = tmpfs_create(vfs->tmpfs, directory, name, VB_TYPE_DIRECTORY, wall_clock());
            if (inode < 0)
                return inode;
            if (cover_lookup(vfs, (uint32_t)inode).mount != MOUNT_TMPFS)
                return VB_ERR_BUSY;
            directory = (uint32_t)inode;
        }
        length += at + length < size;
    }
    return directory == TMPFS_ROOT ? VB_ERR_BUSY : (int64_t)directory;
}

/* The place in the table for what is to be mounted: a folder, or the scheme proc, once. */
static int64_t free_mount(const struct vfs *vfs, uint64_t handle)
{
    struct vb_handle_info info;
    struct vb_device_info device;
    uint32_t i = MOUNT_HOST;

    if (handle == 0 || vb_handle_info(handle, VB_ADDRESS(&info)) < 0)
        return VB_ERR_BAD_TYPE;
    if (info.type == VB_OBJECT_SCHEME)
        return vfs->mounts[MOUNT_PROC].device == 0 ? (int64_t)MOUNT_PROC : VB_ERR_BUSY;
    if (vb_device_info(handle, VB_ADDRESS(&device)) < 0 || device.kind != VB_DEVICE_FOLDER)
        return VB_ERR_BAD_TYPE;
    while (i < MOUNTS && vfs->mounts[i].device != 0)
        i++;
    return i < MOUNTS ? (int64_t)i : VB_ERR_LIMIT;
}

/* What was mounted as number `mount` outlives this incarnation from here on. */
static int64_t keep_device(uint32_t mount, uint64_t device)
{
    char name[16];

    snprintf(name, sizeof name, "mount.%u", mount);
    return device != 0 ? sdk_keep(name, device) : sdk_forget(name);
}

static int64_t add_mount(struct vfs *vfs, struct call *call, uint32_t *mount)
{
    struct tmpfs_description record = {.used = 1};
    int64_t status = free_mount(vfs, call->handle);
    uint32_t i;

    if (status < 0)
        return status;
    i = (uint32_t)status;
    status = VB_OK;
    if (call->request.path_size > 0) {
        status = place_of(vfs, call->request.path, call->request.path_size, true);
        record.inode = status < 0 ? 0 : (uint32_t)status;
    }
    if (status >= 0)
        status = tmpfs_description_write(vfs->tmpfs, i, &record);
    /* Before the answer: whoever has one finds the mount, whatever happens then. */
    if (status >= 0)
        status = keep_device(i, call->handle);
    if (status < 0)
        return status;
    status = take(vfs, i, call->handle);
    if (status == VB_OK && record.inode != 0)
        status = cover(vfs, record.inode, (struct node){i, 0});
    if (status < 0) {
        vfs->mounts[i].device = 0;
        (void)keep_device(i, 0);
        return status;
    }
    call->handle = 0; /* the mount's now */
    *mount = i;
    return VB_OK;
}

/* Does the path lead to the directory that this mount covers? */
static bool covers_path(struct vfs *vfs, struct cover *at, const struct request *request)
{
    uint32_t inode = at->inode;
    bool same;

    at->inode = 0; /* so that the path leads to the directory itself */
    same = place_of(vfs, request->path, request->path_size, false) == (int64_t)inode;
    at->inode = inode;
    return same;
}

static bool is_mounted(struct node node)
{
    return node.mount >= MOUNT_PROC;
}

static struct cover *find_cover(struct vfs *vfs, const struct request *request)
{
    for (uint32_t i = 0; i < COVERS; i++)
        if (vfs->covers[i].inode != 0 && is_mounted(vfs->covers[i].node) &&
            covers_path(vfs, &vfs->covers[i], request))
            return &vfs->covers[i];
    return NULL;
}

static int64_t unmount(struct vfs *vfs, const struct call *call)
{
    struct cover *at = find_cover(vfs, &call->request);
    uint32_t inode;

    if (at == NULL || !is_host(at->node))
        return VB_ERR_NOT_FOUND;
    inode = at->inode;
    at->inode = 0;
    tmpfs_pin(vfs->tmpfs, inode, false);
    /* Open files stay: the device is given back with the last use of the service. */
    return tmpfs_description_write(vfs->tmpfs, at->node.mount, &(struct tmpfs_description){0});
}

static uint64_t object_of(uint64_t handle)
{
    struct vb_handle_info info;

    return handle != 0 && vb_handle_info(handle, VB_ADDRESS(&info)) == VB_OK ? info.object : 0;
}

/* The same mounted there already: its answer was lost with the incarnation that did it. */
static bool is_repeated(struct vfs *vfs, const struct call *call)
{
    const struct cover *at = call->request.path_size > 0 ? find_cover(vfs, &call->request) : NULL;

    return at != NULL && object_of(call->handle) != 0 &&
           object_of(call->handle) == object_of(vfs->mounts[at->node.mount].device);
}

/* Without a path nothing is covered: the answer's handle is the only way to the folder. */
void serve_mount(struct vfs *vfs, struct call *call)
{
    struct tmpfs_description record = {.flags = VB_OPEN_READ | VB_OPEN_WRITE};
    struct vb_file_stat stat = {.type = VB_TYPE_DIRECTORY, .links = 1};
    uint32_t mount = 0;
    int64_t status;
    bool mounted = false;

    if (call->badge != BADGE_ADMINISTRATOR)
        status = VB_ERR_ACCESS;
    else if (call->request.operation == VB_FILE_UNMOUNT)
        status = unmount(vfs, call);
    else if (is_repeated(vfs, call))
        status = VB_OK;
    else
        mounted = (status = add_mount(vfs, call, &mount)) >= 0;
    if (!mounted || call->request.path_size > 0) {
        sdk_reply(call->reply, status);
        return;
    }
    record.mount = mount;
    status = tmpfs_text(vfs->tmpfs, (struct tmpfs_name){".", 1}, wall_clock());
    record.inode = status < 0 ? 0 : (uint32_t)status;
    stat.device = mount + 1;
    reply_opened(vfs, call, &record, &stat, NULL);
}
