/*
 * Folders of the host. Each request becomes one or more requests to the device; between them it
 * waits here, with its client's reply right, and others are served.
 */
#include "vfs.h"
#include <stdlib.h>
#include <string.h>

enum { PENDING_MAX = 64, TRANSFER = 65536 };

/* What the next completion means. */
enum stage {
    STAGE_LAST,     /* it is the answer */
    STAGE_OPENED,   /* the node: ask for its stat */
    STAGE_STAT,     /* the stat of what was opened */
    STAGE_SEARCH,   /* the stat of one component: is it the link? */
    STAGE_READLINK, /* the link's target: walk again */
    STAGE_SEEK_END,
    STAGE_MAP_STAT,
    STAGE_MAP_READ,
};

struct pending {
    struct call call;
    enum stage stage;
    uint32_t mount, generation;
    bool used;
    uint64_t node, memory, size, done; /* memory: the object that MAP fills */
    struct vb_file_stat stat;
    struct walk walk; /* of a request with a path */
    uint32_t component;
    int64_t refusal; /* what made us look for a link; the answer when there is none */
    char text[2 * VB_PATH_MAX + 2]; /* the request's */
};

static struct pending *table[PENDING_MAX];
static uint32_t generation;
static uint8_t buffer[TRANSFER];

static void finish(struct pending *pending, int64_t result)
{
    sdk_reply(pending->call.reply, result);
    if (pending->memory != 0)
        (void)vb_handle_close(pending->memory);
    pending->used = false;
}

/* The end of a request with a path that failed: perhaps it goes on at another place. */
static void refuse(struct vfs *vfs, struct pending *pending, int64_t result)
{
    struct call call = pending->call;

    if (!path_has_next(&call, result)) {
        finish(pending, result);
        return;
    }
    call.pending = NULL;
    pending->used = false; /* its texts stay until the call is kept again, perhaps just there */
    path_refuse(vfs, &call, result);
}

/* A copy of the call that lasts; NULL after an answer when there is no room. */
static struct pending *keep(struct call *call, uint32_t mount)
{
    struct pending *pending = call->pending;
    uint32_t i;

    if (pending != NULL)
        return pending;
    for (i = 0; i < PENDING_MAX && table[i] != NULL && table[i]->used; i++)
        ;
    if (i < PENDING_MAX && table[i] == NULL)
        table[i] = malloc(sizeof *pending);
    if (i == PENDING_MAX || table[i] == NULL) {
        sdk_reply(call->reply, i == PENDING_MAX ? VB_ERR_BUSY : VB_ERR_NO_MEMORY);
        return NULL;
    }
    pending = table[i];
    pending->used = true;
    if (generation == 0) /* another range than an earlier incarnation's, whose answers still come */
        generation = (uint32_t)(vb_clock(VB_CLOCK_MONOTONIC) / 1000);
    pending->generation = ++generation;
    pending->mount = mount;
    pending->memory = pending->done = pending->size = pending->node = 0;
    pending->call = *call;
    pending->call.pending = pending;
    if (call->request.path_size > 0)
        memcpy(pending->text, call->request.path, call->request.path_size);
    pending->call.request.path = pending->text;
    if (call->request.second != NULL) {
        memcpy(pending->text + VB_PATH_MAX + 1, call->request.second, call->request.second_size);
        pending->call.request.second = pending->text + VB_PATH_MAX + 1;
    }
    return pending;
}

static uint64_t tag_of(const struct pending *pending)
{
    uint64_t i = 0;

    while (table[i] != pending)
        i++;
    return (uint64_t)pending->generation << 8 | i;
}

static void submit(struct vfs *vfs, struct pending *pending, enum stage stage,
                   struct vb_device_request request)
{
    int64_t status;

    pending->stage = stage;
    request.tag = tag_of(pending);
    status = vb_device_submit(vfs->mounts[pending->mount].device, VB_ADDRESS(&request));
    if (status < 0)
        finish(pending, status);
}

static struct vb_device_request with_path(uint32_t operation, const char *path, size_t size)
{
    return (struct vb_device_request){
        .operation = operation, .input = VB_ADDRESS(path), .input_size = (uint32_t)size};
}

static struct vb_device_request with_node(uint32_t operation, uint64_t node)
{
    return (struct vb_device_request){.operation = operation, .node = node};
}

void host_directory_path(struct vfs *vfs, const struct tmpfs_description *description, char *path,
                         size_t room)
{
    int64_t size = tmpfs_readlink(vfs->tmpfs, description->inode, path, room - 1);

    path[size < 0 ? 0 : size] = 0;
}

void host_close(struct vfs *vfs, const struct tmpfs_description *description)
{
    /* Tag 0 belongs to no request: nobody waits for the answer. */
    const struct vb_device_request request = {.operation = VB_FOLDER_CLOSE,
                                              .node = description->node};

    if (description->node != 0 && vfs->mounts[description->mount].device != 0)
        (void)vb_device_submit(vfs->mounts[description->mount].device, VB_ADDRESS(&request));
}

/* ---- requests with a path ---- */

static void submit_times(struct vfs *vfs, struct pending *pending, const char *path)
{
    static uint8_t input[16 + VB_PATH_MAX + 1];
    size_t size = strlen(path);

    memcpy(input, &pending->call.request.head.offset, 8);
    memcpy(input + 8, &pending->call.request.head.size, 8);
    memcpy(input + 16, path, size);
    submit(vfs, pending, STAGE_LAST,
           with_path(VB_FOLDER_SET_TIMES, (const char *)input, 16 + size));
}

static void submit_symlink(struct vfs *vfs, struct pending *pending, const char *path)
{
    static char input[2 * VB_PATH_MAX + 2];
    const struct request *request = &pending->call.request;

    memcpy(input, request->path, request->path_size);
    input[request->path_size] = 0;
    strcpy(input + request->path_size + 1, path);
    submit(vfs, pending, STAGE_LAST,
           with_path(VB_FOLDER_SYMLINK, input, request->path_size + 1 + strlen(path)));
}

/* The device's request for what the client asked, at the walk's path. */
static void submit_path(struct vfs *vfs, struct pending *pending)
{
    static const uint32_t operations[] = {
        [VB_FILE_OPEN] = VB_FOLDER_OPEN,   [VB_FILE_STAT] = VB_FOLDER_STAT,
        [VB_FILE_MKDIR] = VB_FOLDER_MKDIR, [VB_FILE_UNLINK] = VB_FOLDER_UNLINK,
        [VB_FILE_RMDIR] = VB_FOLDER_RMDIR, [VB_FILE_READLINK] = VB_FOLDER_READLINK};
    const char *path = pending->walk.path;
    uint32_t operation = pending->call.request.operation;
    struct vb_device_request request;

    if (operation == VB_FILE_SET_TIMES) {
        submit_times(vfs, pending, path);
        return;
    }
    if (operation == VB_FILE_SYMLINK) {
        submit_symlink(vfs, pending, path);
        return;
    }
    request = with_path(operations[operation], path, strlen(path));
    if (operation == VB_FILE_OPEN)
        request.flags = pending->call.request.head.flags & ~(uint32_t)VB_OPEN_NONBLOCK;
    if (operation == VB_FILE_OPEN && pending->walk.directory_wanted)
        request.flags |= VB_OPEN_DIRECTORY;
    request.output_size = operation == VB_FILE_STAT       ? sizeof(struct vb_file_stat)
                          : operation == VB_FILE_READLINK ? VB_PATH_MAX
                                                          : 0;
    submit(vfs, pending, operation == VB_FILE_OPEN ? STAGE_OPENED : STAGE_LAST, request);
}

void host_path(struct vfs *vfs, struct call *call, const struct walk *walk)
{
    struct pending *pending = keep(call, walk->node.mount);

    if (pending == NULL)
        return;
    if (&pending->walk != walk)
        pending->walk = *walk;
    pending->mount = walk->node.mount;
    submit_path(vfs, pending);
}

void host_pair(struct vfs *vfs, struct call *call, uint32_t mount, const char *from, const char *to)
{
    static char input[2 * VB_PATH_MAX + 4];
    struct pending *pending = keep(call, mount);
    size_t size = strlen(from);

    if (pending == NULL)
        return;
    pending->walk.path[0] = 0; /* links among the names are not looked for */
    memcpy(input, from, size + 1);
    strcpy(input + size + 1, to);
    submit(vfs, pending, STAGE_LAST,
           with_path(call->request.operation == VB_FILE_LINK ? VB_FOLDER_LINK : VB_FOLDER_RENAME,
                     input, size + 1 + strlen(to)));
}

/* ---- links: the device follows none ---- */

/* Bytes of the walk's path up to the end of a component; 0: there is none. */
static size_t prefix_of(const struct pending *pending)
{
    const char *at = pending->walk.path;
    uint32_t i;

    for (i = 0; i < pending->component && at != NULL; i++) {
        at = strchr(at, '/');
        at = at == NULL ? NULL : at + 1;
    }
    return at == NULL || *at == 0 ? 0 : (size_t)(at - pending->walk.path) + strcspn(at, "/");
}

static void search(struct vfs *vfs, struct pending *pending)
{
    size_t size = prefix_of(pending);
    struct vb_device_request request = with_path(VB_FOLDER_STAT, pending->walk.path, size);

    request.output_size = sizeof(struct vb_file_stat);
    if (size == 0)
        refuse(vfs, pending, pending->refusal);
    else
        submit(vfs, pending, STAGE_SEARCH, request);
}

static void searched(struct vfs *vfs, struct pending *pending, const struct vb_file_stat *stat)
{
    size_t size = prefix_of(pending);
    bool last = pending->walk.path[size] == 0;
    struct vb_device_request request = with_path(VB_FOLDER_READLINK, pending->walk.path, size);

    request.output_size = VB_PATH_MAX;
    if (stat->type != VB_TYPE_SYMLINK) {
        pending->component++;
        search(vfs, pending);
    } else if (last && !(pending->walk.flags & WALK_FOLLOW) && !pending->walk.directory_wanted) {
        finish(pending, VB_ERR_LOOP);
    } else {
        submit(vfs, pending, STAGE_READLINK, request);
    }
}

static void relink(struct vfs *vfs, struct pending *pending, size_t size)
{
    int status = walk_relink(&pending->walk, pending->component, (const char *)buffer, size);

    if (status < 0) {
        refuse(vfs, pending, status);
    } else if (pending->walk.remote) {
        pending->mount = pending->walk.node.mount;
        submit_path(vfs, pending);
    } else {
        /* The link leads out of the folder, to one of our own file systems. */
        struct call call = pending->call;

        call.pending = NULL;
        pending->used = false;
        serve_local(vfs, &call, &pending->walk);
    }
}

/* ---- requests about an open description ---- */

static void submit_write(struct vfs *vfs, struct pending *pending, uint64_t size)
{
    struct vb_device_request request = with_node(VB_FOLDER_WRITE, pending->node);
    int64_t count = vb_window_read(pending->call.reply, 0, 0, VB_ADDRESS(buffer),
                                   size < TRANSFER ? size : TRANSFER);

    if (count <= 0) {
        finish(pending, count);
        return;
    }
    request.offset = pending->done;
    request.input = VB_ADDRESS(buffer);
    request.input_size = (uint32_t)count;
    submit(vfs, pending, STAGE_LAST, request);
}

static void submit_seek(struct vfs *vfs, struct pending *pending,
                        struct tmpfs_description *description)
{
    const struct vb_file_request *head = &pending->call.request.head;
    struct vb_device_request request = with_node(VB_FOLDER_STAT, pending->node);
    int64_t offset;

    request.output_size = sizeof(struct vb_file_stat);
    if (head->argument == 2) {
        submit(vfs, pending, STAGE_SEEK_END, request);
        return;
    }
    if (head->argument > 2 ||
        __builtin_add_overflow((int64_t)(head->argument == 1 ? description->offset : 0),
                               (int64_t)head->offset, &offset) ||
        offset < 0) {
        finish(pending, VB_ERR_INVALID);
        return;
    }
    description->offset = (uint64_t)offset;
    (void)description_save(vfs, pending->call.badge);
    finish(pending, offset);
}

static void submit_simple(struct vfs *vfs, struct pending *pending)
{
    struct vb_device_request request = with_node(VB_FOLDER_SYNC, pending->node);
    const struct vb_file_request *head = &pending->call.request.head;
    uint64_t size = head->size < TRANSFER ? head->size : TRANSFER;

    switch (pending->call.request.operation) {
    case VB_FILE_READ:
        request.operation = VB_FOLDER_READ;
        request.offset = pending->done;
        request.output_size = (uint32_t)size;
        break;
    case VB_FILE_LIST:
        request.operation = VB_FOLDER_LIST;
        request.offset = head->offset;
        request.output_size = (uint32_t)size;
        break;
    case VB_FILE_STAT:
        request.operation = VB_FOLDER_STAT;
        request.output_size = sizeof(struct vb_file_stat);
        break;
    case VB_FILE_SET_SIZE:
        request.operation = VB_FOLDER_SET_SIZE;
        request.offset = head->offset;
        break;
    case VB_FILE_SPACE:
        request.operation = VB_FOLDER_SPACE;
        request.output_size = 2 * sizeof(uint64_t);
        break;
    default: /* SYNC */
        break;
    }
    submit(vfs, pending, STAGE_LAST, request);
}

void host_data(struct vfs *vfs, struct call *call, const struct tmpfs_description *description)
{
    struct pending *pending = keep(call, description->mount);
    struct vb_device_request request;

    if (pending == NULL)
        return;
    pending->node = description->node;
    pending->done = transfer_offset(description, call);
    switch (call->request.operation) {
    case VB_FILE_WRITE:
        submit_write(vfs, pending, call->request.head.size);
        break;
    case VB_FILE_SEEK:
        submit_seek(vfs, pending, description_of(vfs, call->badge));
        break;
    case VB_FILE_MAP:
        pending->done = 0;
        request = with_node(VB_FOLDER_STAT, pending->node);
        request.output_size = sizeof(struct vb_file_stat);
        submit(vfs, pending, STAGE_MAP_STAT, request);
        break;
    case VB_FILE_SET_TIMES:
        finish(pending, VB_ERR_NOT_SUPPORTED); /* the device sets times by path only */
        break;
    default:
        submit_simple(vfs, pending);
    }
}

/* ---- completions ---- */

static void opened(struct vfs *vfs, struct pending *pending, const struct vb_file_stat *stat)
{
    struct tmpfs_description record = {
        .mount = pending->mount, .node = pending->node, .flags = pending->call.request.head.flags};
    int64_t text = 0;

    if (stat->type == VB_TYPE_DIRECTORY)
        text = tmpfs_text(vfs->tmpfs,
                          (struct tmpfs_name){pending->walk.path, strlen(pending->walk.path)},
                          wall_clock());
    record.inode = text < 0 ? 0 : (uint32_t)text;
    if (text < 0) {
        host_close(vfs, &record);
        finish(pending, text);
        return;
    }
    reply_opened(vfs, &pending->call, &record, stat, &pending->walk);
    pending->used = false;
}

static void map_next(struct vfs *vfs, struct pending *pending)
{
    struct vb_device_request request = with_node(VB_FOLDER_READ, pending->node);
    uint64_t left = pending->size - pending->done;

    if (left == 0) {
        reply_memory(pending->call.reply, pending->memory);
        (void)vb_handle_close(pending->memory);
        pending->used = false;
        return;
    }
    request.offset = pending->done;
    request.output_size = left < TRANSFER ? (uint32_t)left : TRANSFER;
    submit(vfs, pending, STAGE_MAP_READ, request);
}

static void map_begin(struct vfs *vfs, struct pending *pending, const struct vb_file_stat *stat)
{
    int64_t memory = vb_memory_alloc(stat->size);

    if (memory < 0) {
        finish(pending, memory);
        return;
    }
    pending->memory = (uint64_t)memory;
    pending->size = stat->size;
    map_next(vfs, pending);
}

static void map_more(struct vfs *vfs, struct pending *pending, size_t size)
{
    int64_t status =
        size == 0 ? VB_ERR_IO
                  : vb_memory_write(pending->memory, pending->done, VB_ADDRESS(buffer), size);

    if (status < 0) {
        finish(pending, status);
        return;
    }
    pending->done += size;
    map_next(vfs, pending);
}

static void seek_end(struct vfs *vfs, struct pending *pending, const struct vb_file_stat *stat)
{
    struct tmpfs_description *description = description_of(vfs, pending->call.badge);
    int64_t offset;

    if (description == NULL ||
        __builtin_add_overflow((int64_t)stat->size, (int64_t)pending->call.request.head.offset,
                               &offset) ||
        offset < 0) {
        finish(pending, VB_ERR_INVALID);
        return;
    }
    description->offset = (uint64_t)offset;
    (void)description_save(vfs, pending->call.badge);
    finish(pending, offset);
}

/* The answer to the client, as its operation wants it. */
static void answer(struct vfs *vfs, struct pending *pending, int64_t result, size_t size,
                   struct vb_file_stat *stat)
{
    uint64_t reply = pending->call.reply;

    switch (pending->call.request.operation) {
    case VB_FILE_READ:
    case VB_FILE_LIST:
        if (size > 0)
            result = vb_window_write(reply, 0, 0, VB_ADDRESS(buffer), size);
        if (pending->call.request.operation == VB_FILE_READ)
            transfer_done(vfs, &pending->call, pending->done, result);
        finish(pending, result);
        break;
    case VB_FILE_WRITE:
        transfer_done(vfs, &pending->call, pending->done, result);
        finish(pending, result);
        break;
    case VB_FILE_STAT:
        if (stat->type == VB_TYPE_SYMLINK && pending->call.request.path_size > 0 &&
            (pending->walk.flags & WALK_FOLLOW)) {
            pending->component = 0;
            pending->refusal = VB_ERR_LOOP;
            search(vfs, pending);
            break;
        }
        sdk_reply_data(reply, VB_OK, stat, sizeof *stat);
        pending->used = false;
        break;
    case VB_FILE_READLINK:
    case VB_FILE_SPACE:
        sdk_reply_data(reply, result, buffer, size);
        pending->used = false;
        break;
    default:
        finish(pending, result > 0 ? VB_OK : result);
    }
}

/* A link in the way is worth a search, except when the last one must not be followed. */
static bool is_link_error(const struct pending *pending, int64_t result)
{
    return pending->call.request.path_size > 0 && pending->walk.path[0] != 0 &&
           (pending->stage == STAGE_LAST || pending->stage == STAGE_OPENED) &&
           (result == VB_ERR_LOOP || result == VB_ERR_NOT_SUPPORTED) &&
           pending->call.request.operation != VB_FILE_RENAME &&
           pending->call.request.operation != VB_FILE_LINK;
}

static void complete(struct vfs *vfs, struct pending *pending, int64_t result, size_t size)
{
    struct vb_file_stat stat = {0};
    struct vb_device_request request;

    if (is_link_error(pending, result)) {
        pending->component = 0;
        pending->refusal = result;
        search(vfs, pending);
        return;
    }
    if (result < 0) {
        refuse(vfs, pending, result);
        return;
    }
    if (size >= sizeof stat)
        memcpy(&stat, buffer, sizeof stat);
    stat.device = pending->mount + 1;
    switch (pending->stage) {
    case STAGE_LAST:
        answer(vfs, pending, result, size, &stat);
        break;
    case STAGE_OPENED:
        pending->node = (uint64_t)result;
        request = with_node(VB_FOLDER_STAT, pending->node);
        request.output_size = sizeof stat;
        submit(vfs, pending, STAGE_STAT, request);
        break;
    case STAGE_STAT:
        opened(vfs, pending, &stat);
        break;
    case STAGE_SEARCH:
        searched(vfs, pending, &stat);
        break;
    case STAGE_READLINK:
        relink(vfs, pending, size);
        break;
    case STAGE_SEEK_END:
        seek_end(vfs, pending, &stat);
        break;
    case STAGE_MAP_STAT:
        map_begin(vfs, pending, &stat);
        break;
    case STAGE_MAP_READ:
        map_more(vfs, pending, size);
        break;
    }
}

void host_completed(struct vfs *vfs, uint32_t mount)
{
    struct vb_device_completion completion;
    struct pending *pending;
    uint64_t slot;

    while (vb_device_complete(vfs->mounts[mount].device, VB_ADDRESS(&completion),
                              VB_ADDRESS(buffer), sizeof buffer) == VB_OK) {
        slot = completion.tag & 0xff;
        pending = slot < PENDING_MAX ? table[slot] : NULL;
        /* Others are answers that nobody waits for, or that an earlier incarnation waited for. */
        if (pending != NULL && pending->used && pending->generation == completion.tag >> 8)
            complete(vfs, pending, completion.result, completion.output_size);
    }
}
