/* /dev: a fixed set of devices. /proc: the kernel's text about tasks, as files. */
#include "entries.h"
#include "vfs.h"
#include <stdio.h>
#include <stdlib.h>

enum {
    DEV_ROOT,
    DEV_NULL,
    DEV_ZERO,
    DEV_FULL,
    DEV_RANDOM,
    DEV_URANDOM,
    DEV_STDIN,
    DEV_STDOUT,
    DEV_STDERR,
    DEV_TTY,
    DEV_CONSOLE,
    DEV_COUNT
};

static const char *const names[DEV_COUNT] = {
    "", "null", "zero", "full", "random", "urandom", "stdin", "stdout", "stderr", "tty", "console"};

int64_t dev_lookup(const char *name, size_t size)
{
    for (int64_t i = 1; i < DEV_COUNT; i++)
        if (strlen(names[i]) == size && memcmp(names[i], name, size) == 0)
            return i;
    return disks_lookup(name, size);
}

void dev_stat(uint64_t id, struct vb_file_stat *stat)
{
    stat->type = id == DEV_ROOT ? VB_TYPE_DIRECTORY : VB_TYPE_CHARACTER;
    if (id >= DEV_DISKS)
        disks_stat(id, stat);
}

int64_t dev_list(uint64_t cookie, void *buffer, size_t room)
{
    struct entries entries = {.bytes = buffer, .room = room};
    uint64_t i;

    for (i = cookie + 1; i < DEV_COUNT; i++)
        if (!entries_add(&entries, i, i, VB_TYPE_CHARACTER, names[i], strlen(names[i])))
            return entries_result(&entries);
    disks_list(&entries, DEV_COUNT - 1, i - DEV_COUNT);
    return entries_result(&entries);
}

bool dev_is_remote(uint64_t id)
{
    return id >= DEV_STDIN;
}

void dev_open_remote(struct call *call, uint64_t id)
{
    const struct vb_file_request request = {0};
    struct vb_file_stat stat = {.type = VB_TYPE_CHARACTER, .links = 1};
    struct sdk_call ask = {.id = VB_FILE_STAT,
                           .data = &request,
                           .data_size = sizeof request,
                           .answer = &stat,
                           .answer_room = sizeof stat};
    char url[32];
    int64_t handle;
    uint64_t handles[1];

    if (id >= DEV_DISKS)
        disks_url(id, url, sizeof url);
    else
        snprintf(url, sizeof url, "console://%s", id >= DEV_TTY ? "stdin" : names[id]);
    handle =
        vb_scheme_open(0, VB_ADDRESS(url), strlen(url),
                       call->request.head.flags & (VB_OPEN_READ | VB_OPEN_WRITE | VB_OPEN_NONBLOCK),
                       (uint64_t)vb_clock(VB_CLOCK_MONOTONIC) + UINT64_C(2000000000));
    if (handle < 0) {
        sdk_reply(call->reply, handle);
        return;
    }
    handles[0] = (uint64_t)handle;
    (void)sdk_call(handles[0], &ask);
    if (id == DEV_TTY)
        stat.flags |= VB_STAT_CONTROLLING;
    handle = sdk_reply_handles(call->reply, VB_OK, &stat, sizeof stat, handles, 1);
    if (handle < 0)
        sdk_reply(call->reply, handle);
}

static int64_t fill_random(uint8_t *bytes, uint64_t size)
{
    int64_t status = VB_OK;

    for (uint64_t at = 0; status >= 0 && at < size; at += 256)
        status = vb_entropy(VB_ADDRESS(bytes + at), size - at < 256 ? size - at : 256);
    return status;
}

/* Fill the client's window piece by piece. */
static int64_t fill(struct call *call, uint64_t id)
{
    static uint8_t piece[4096];
    uint64_t size = call->request.head.size, done = 0, part;
    int64_t count = 0;

    memset(piece, 0, sizeof piece);
    size = size < TMPFS_TRANSFER_MAX ? size : TMPFS_TRANSFER_MAX;
    for (; done < size; done += (uint64_t)count) {
        part = size - done < sizeof piece ? size - done : sizeof piece;
        count = id >= DEV_RANDOM ? fill_random(piece, part) : VB_OK;
        if (count >= 0)
            count = vb_window_write(call->reply, 0, done, VB_ADDRESS(piece), part);
        if (count <= 0)
            break;
    }
    return done > 0 ? (int64_t)done : count;
}

void dev_transfer(struct vfs *vfs, struct call *call, uint64_t id)
{
    (void)vfs;
    if (call->request.operation == VB_FILE_WRITE)
        sdk_reply(call->reply, id == DEV_FULL ? VB_ERR_NO_SPACE : (int64_t)call->request.head.size);
    else
        sdk_reply(call->reply, id == DEV_NULL ? 0 : fill(call, id));
}

/* ---- /proc: node 0 is the root, 1 the list; a task's directory is pid << 4, its status + 1 ----
 */

enum { PROC_TEXT = 32768 };

static char text[PROC_TEXT];

/* All of a file of the kernel's scheme; its size. */
static int64_t load(const char *url)
{
    int64_t file = vb_scheme_open(0, VB_ADDRESS(url), strlen(url), VB_OPEN_READ, VB_FOREVER);
    int64_t size = 0, count = 1;

    if (file < 0)
        return file;
    while (count > 0 && size < PROC_TEXT - 1) {
        count = vb_scheme_read((uint64_t)file, VB_ADDRESS(text + size),
                               (uint64_t)(PROC_TEXT - 1 - size), VB_FOREVER);
        size += count > 0 ? count : 0;
    }
    (void)vb_handle_close((uint64_t)file);
    text[size] = 0;
    return size;
}

static int64_t load_node(uint64_t id)
{
    char url[40];

    if (id == 1)
        return load("proc:list");
    snprintf(url, sizeof url, "proc:%u/status", (unsigned)(id >> 4));
    return load(url);
}

int64_t proc_lookup(uint64_t directory, const char *name, size_t size, uint64_t *id)
{
    uint64_t pid = 0;
    size_t i;

    if (directory != 0) {
        *id = directory + 1;
        return size == 6 && memcmp(name, "status", 6) == 0 ? VB_TYPE_REGULAR : VB_ERR_NOT_FOUND;
    }
    *id = 1;
    if (size == 4 && memcmp(name, "list", 4) == 0)
        return VB_TYPE_REGULAR;
    for (i = 0; i < size && i < 9 && name[i] >= '0' && name[i] <= '9'; i++)
        pid = pid * 10 + (uint64_t)(name[i] - '0');
    *id = pid << 4;
    return i == size && pid > 0 && load_node(*id) >= 0 ? VB_TYPE_DIRECTORY : VB_ERR_NOT_FOUND;
}

void proc_stat(uint64_t id, struct vb_file_stat *stat)
{
    stat->type = (id & 15) == 0 ? VB_TYPE_DIRECTORY : VB_TYPE_REGULAR;
    stat->flags = VB_STAT_READ_ONLY;
}

/* The pids that begin the lines of the list, after its first entry. */
int64_t proc_list(uint64_t id, uint64_t cookie, void *buffer, size_t room)
{
    struct entries entries = {.bytes = buffer, .room = room};
    const char *line;
    uint64_t at = 1;
    size_t digits;

    if (id != 0) {
        if (cookie == 0)
            (void)entries_add(&entries, 1, id + 2, VB_TYPE_REGULAR, "status", 6);
        return entries_result(&entries);
    }
    if (cookie == 0 && !entries_add(&entries, 1, 2, VB_TYPE_REGULAR, "list", 4))
        return entries_result(&entries);
    if (load("proc:list") < 0)
        return entries_result(&entries);
    for (line = text; line != NULL; line = strchr(line, '\n')) {
        line += strspn(line, "\n ");
        digits = strspn(line, "0123456789");
        if (digits == 0 && *line == 0)
            break;
        if (digits > 0 && ++at > cookie &&
            !entries_add(&entries, at, (strtoul(line, NULL, 10) << 4) + 1, VB_TYPE_DIRECTORY, line,
                         digits))
            break;
    }
    return entries_result(&entries);
}

void proc_read(struct vfs *vfs, struct call *call, uint64_t id)
{
    const struct tmpfs_description *description = description_of(vfs, call->badge);
    uint64_t offset = transfer_offset(description, call);
    int64_t size = load_node(id), count = 0;

    if (size > 0 && offset < (uint64_t)size) {
        count = size - (int64_t)offset;
        if ((uint64_t)count > call->request.head.size)
            count = (int64_t)call->request.head.size;
        count = vb_window_write(call->reply, 0, 0, VB_ADDRESS(text + offset), (uint64_t)count);
    }
    count = size < 0 ? size : count;
    transfer_done(vfs, call, offset, count);
    sdk_reply(call->reply, count);
}
