/* The vfs service: the scheme `file`. */
#include "vfs.h"
#include <sdk/log.h>
#include <sdk/start.h>
#include <string.h>

enum {
    ARENA_FIRST = 16 * TMPFS_BLOCK,
    RESERVE = 4 << 20, /* bytes that files leave to the system: else nobody could start rm */
};

/* ---- tmpfs's store: a memory object that init keeps ---- */

static int64_t arena_read(void *context, uint64_t offset, void *bytes, size_t size)
{
    const struct vfs *vfs = context;
    int64_t count = vb_memory_read(vfs->arena, offset, VB_ADDRESS(bytes), size);

    return count < 0 ? count : count == (int64_t)size ? VB_OK : VB_ERR_IO;
}

static int64_t arena_write(void *context, uint64_t offset, const void *bytes, size_t size)
{
    const struct vfs *vfs = context;
    int64_t count = vb_memory_write(vfs->arena, offset, VB_ADDRESS(bytes), size);

    return count < 0 ? count : VB_OK;
}

static int64_t arena_resize(void *context, uint64_t size)
{
    const struct vfs *vfs = context;

    int64_t reserve;

    if (size > (uint64_t)vb_memory_size(vfs->arena)) {
        reserve = vb_memory_alloc(RESERVE);
        if (reserve < 0)
            return reserve;
        (void)vb_handle_close((uint64_t)reserve);
    }
    return vb_memory_resize(vfs->arena, size);
}

static int open_tmpfs(struct vfs *vfs)
{
    struct store store = {
        .context = vfs, .read = arena_read, .write = arena_write, .resize = arena_resize};
    int64_t arena = (int64_t)sdk_kept("tmpfs");

    if (arena == 0) {
        arena = vb_memory_alloc(ARENA_FIRST);
        if (arena < 0)
            return (int)arena;
        if (sdk_keep("tmpfs", (uint64_t)arena) < 0)
            sdk_log(VB_LOG_WARNING, "vfs: nobody keeps the files: they end with the service");
    }
    vfs->arena = (uint64_t)arena;
    store.size = (uint64_t)vb_memory_size(vfs->arena);
    return tmpfs_open(&store, wall_clock(), &vfs->tmpfs);
}

static int64_t boot_read(void *context, uint64_t offset, void *bytes, size_t size)
{
    const struct vfs *vfs = context;

    return vb_memory_read(vfs->boot, offset, VB_ADDRESS(bytes), size);
}

/* Descriptions whose last handle was closed while nobody looked. */
static void drop_closed(struct vfs *vfs)
{
    for (uint32_t i = FIRST_DESCRIPTION; i < vfs->description_room; i++)
        if (vfs->descriptions[i].used && vb_channel_badge_count(vfs->receiver, i) == 0)
            description_closed(vfs, i);
}

/* ---- requests ---- */

static void serve_request(struct vfs *vfs, struct call *call)
{
    switch (call->request.operation) {
    case VB_FILE_OPEN:
    case VB_FILE_STAT:
    case VB_FILE_MKDIR:
    case VB_FILE_UNLINK:
    case VB_FILE_RMDIR:
    case VB_FILE_SYMLINK:
    case VB_FILE_READLINK:
    case VB_FILE_SET_TIMES:
        serve_path(vfs, call);
        break;
    case VB_FILE_RENAME:
    case VB_FILE_LINK:
        serve_rename(vfs, call);
        break;
    case VB_FILE_MOUNT:
    case VB_FILE_UNMOUNT:
        serve_mount(vfs, call);
        break;
    default:
        serve_data(vfs, call);
    }
}

static void serve(void *context, struct sdk_received *received)
{
    struct vfs *vfs = context;
    const struct vb_message *message = &received->message;
    struct call call = {.reply = message->reply, .badge = message->badge};
    int status;

    if (message->kind == VB_MESSAGE_PULSE) {
        if (message->id & VB_BADGE_CLOSED)
            description_closed(vfs, message->badge);
        else if (message->badge >= CODE_DEVICE && message->badge < CODE_DEVICE + MOUNTS)
            host_completed(vfs, (uint32_t)(message->badge - CODE_DEVICE));
        tmpfs_trim(vfs->tmpfs);
        return;
    }
    status = request_decode(message->id, received->data, message->data_size, message->handle_count,
                            message->window_count, &call.request);
    if (message->handle_count > 0)
        call.handle = received->handles[0];
    if (message->kind != VB_MESSAGE_CALL)
        status = VB_ERR_PROTOCOL;
    if (status == VB_OK)
        serve_request(vfs, &call);
    else if (message->reply != 0)
        sdk_reply(message->reply, status);
    /* What a mount took is 0 now. */
    if (message->handle_count > 0)
        received->handles[0] = call.handle;
    sdk_drop_handles(received);
    tmpfs_trim(vfs->tmpfs);
}

int main(void)
{
    static struct vfs vfs;
    int status;

    vfs.receiver = sdk_start_named("receiver");
    vfs.sender = sdk_start_named("sender");
    vfs.boot = sdk_start_named("boot");
    status = open_tmpfs(&vfs);
    if (status == VB_OK)
        status = bootfs_open(&vfs.bootfs, boot_read, &vfs);
    if (status == VB_OK)
        status = descriptions_open(&vfs);
    if (status == VB_OK)
        status = mounts_open(&vfs);
    if (status < 0)
        sdk_die("vfs: cannot start: %s", sdk_status_text(status));
    drop_closed(&vfs);
    sdk_ready();
    sdk_serve(vfs.receiver, serve, &vfs);
}
