/* Opening a file. */
#include "shim.h"

enum {
    SYNC_FLAGS = 2 | 8 | 16
}; /* dsync, rsync, sync: files here are as durable as fd_sync makes them */

static uint32_t open_flags(uint32_t lookup, uint32_t oflags, uint64_t rights, uint32_t fdflags)
{
    uint32_t flags = 0;

    if ((rights & (WASI_RIGHT_READ | WASI_RIGHT_READDIR)) != 0)
        flags |= VB_OPEN_READ;
    if ((rights & (WASI_RIGHT_WRITE | WASI_RIGHT_ALLOCATE | WASI_RIGHT_SET_SIZE)) != 0 &&
        (oflags & WASI_OFLAG_DIRECTORY) == 0)
        flags |= VB_OPEN_WRITE;
    if ((flags & VB_OPEN_WRITE) == 0)
        flags |= VB_OPEN_READ;
    if (oflags & WASI_OFLAG_CREAT)
        flags |= VB_OPEN_CREATE;
    if (oflags & WASI_OFLAG_EXCL)
        flags |= VB_OPEN_EXCLUSIVE;
    if (oflags & WASI_OFLAG_TRUNC)
        flags |= VB_OPEN_TRUNCATE | VB_OPEN_WRITE;
    if (oflags & WASI_OFLAG_DIRECTORY)
        flags |= VB_OPEN_DIRECTORY;
    if (fdflags & WASI_FDFLAG_APPEND)
        flags |= VB_OPEN_APPEND;
    if (fdflags & WASI_FDFLAG_NONBLOCK)
        flags |= VB_OPEN_NONBLOCK;
    if ((lookup & WASI_LOOKUP_FOLLOW) == 0)
        flags |= VB_OPEN_NO_FOLLOW;
    return flags;
}

/* An existing file at any place goes before a new one at the first. */
static int64_t open_at(const struct path *path, struct exchange *x)
{
    uint32_t flags = x->request.flags;
    int64_t status;

    if (path->count > 1 && (flags & VB_OPEN_CREATE) != 0 && (flags & VB_OPEN_EXCLUSIVE) == 0) {
        x->request.flags = flags & ~(uint32_t)VB_OPEN_CREATE;
        status = path_exchange(path, x);
        if (status != VB_ERR_NOT_FOUND && status != VB_ERR_NOT_DIRECTORY)
            return status;
        x->request.flags = flags;
    }
    return path_exchange(path, x);
}

/* The server of /dev/tty knows one terminal; ours may be another. Without one of our own its answer
 * stays. */
static void own_terminal(uint64_t *handle, uint32_t flags)
{
    static const char url[] = "console://stdin";
    enum { PATIENCE = 2000000000 }; /* nanoseconds, for a console that is being started again */
    uint64_t deadline = (uint64_t)vb_clock(VB_CLOCK_MONOTONIC) + PATIENCE;
    int64_t own =
        vb_scheme_open(0, VB_ADDRESS(url), sizeof url - 1,
                       flags & (VB_OPEN_READ | VB_OPEN_WRITE | VB_OPEN_NONBLOCK), deadline);

    if (own < 0)
        return;
    (void)vb_handle_close(*handle);
    *handle = (uint64_t)own;
}

WASI_CALL(path_open, int32_t fd, uint32_t lookup, guest text, uint32_t size, uint32_t oflags,
          uint64_t rights, uint64_t inheriting, uint32_t fdflags, guest result)
{
    SHIM_CALL();
    struct vb_file_stat stat = {.type = WASI_TYPE_UNKNOWN};
    struct exchange x = {.operation = VB_FILE_OPEN, .answer = &stat, .room = sizeof stat};
    struct descriptor d = {.rights = rights, .inheriting = inheriting, .flags = (uint16_t)fdflags};
    struct path path;
    int32_t added, error = path_take(fd, text, size, 0, &path);
    int64_t status;

    if (error != WASI_OK)
        return error;
    x.request.flags = open_flags(lookup, oflags, rights, fdflags & ~(uint32_t)SYNC_FLAGS);
    /* A server that died may have made the file already: then "exists" is its doing. */
    x.once = (x.request.flags & VB_OPEN_EXCLUSIVE) != 0;
    status = open_at(&path, &x);
    if (status < 0)
        return wasi_error(status);
    if (x.received != 1)
        return WASI_EPROTO;
    if (x.size == sizeof stat && (stat.flags & VB_STAT_CONTROLLING) != 0)
        own_terminal(&x.handles[0], x.request.flags);
    d.handle = x.handles[0];
    d.type = x.size == sizeof stat ? (uint8_t)stat.type : FD_TYPE_UNASKED;
    d.terminal = (stat.flags & VB_STAT_TERMINAL) != 0;
    d.offset_known = (fdflags & WASI_FDFLAG_APPEND) == 0 && d.type == WASI_TYPE_REGULAR;
    added = descriptor_add(&d, 0);
    if (added < 0) {
        (void)vb_handle_close(d.handle);
        return -added;
    }
    return guest_write_u32(result, (uint32_t)added);
}
