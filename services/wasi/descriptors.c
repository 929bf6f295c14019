/* The fd_ functions of WASI that neither transfer data nor list a directory. */
#include "shim.h"
#include <string.h>

WASI_CALL(fd_close, int32_t fd)
{
    SHIM_CALL();
    struct descriptor *d = descriptor(fd);

    if (d == NULL)
        return WASI_EBADF;
    descriptor_close(d);
    return WASI_OK;
}

WASI_CALL(fd_renumber, int32_t fd, int32_t to)
{
    SHIM_CALL();
    struct descriptor *d = descriptor(fd);
    struct descriptor *target = descriptor(to);

    if (d == NULL || target == NULL)
        return WASI_EBADF;
    if (d == target)
        return WASI_OK;
    descriptor_close(target);
    descriptor_fill(target, d);
    *d = (struct descriptor){0};
    return WASI_OK;
}

/* One request to a descriptor's server, without text. */
static int64_t request(int32_t fd, uint32_t operation, const struct vb_file_request *request)
{
    struct descriptor *d = descriptor(fd);
    struct exchange x = {.operation = operation, .request = *request};

    return d == NULL ? VB_ERR_BAD_HANDLE : exchange(d->handle, &x);
}

WASI_CALL(fd_sync, int32_t fd)
{
    SHIM_CALL();
    return wasi_error(request(fd, VB_FILE_SYNC, &(struct vb_file_request){0}));
}

WASI_CALL(fd_datasync, int32_t fd)
{
    SHIM_CALL();
    return shim_fd_sync(fd);
}

/* Seek, remembering where the description then stands: see recover in transfer.c. */
static int32_t seek(int32_t fd, int64_t delta, uint32_t whence, guest result)
{
    struct descriptor *d;
    int32_t error = descriptor_typed(fd, &d);
    struct exchange x = {.operation = VB_FILE_SEEK,
                         .once = whence == 1 && delta != 0,
                         .request = {.offset = (uint64_t)delta}};
    int64_t at;

    if (error != WASI_OK)
        return error;
    if (whence > 2)
        return WASI_EINVAL;
    if (d->type == WASI_TYPE_SOCKET || d->terminal)
        return WASI_ESPIPE;
    x.request.argument = whence; /* WASI counts set, cur, end as the protocol does */
    at = exchange(d->handle, &x);
    if (at < 0)
        return wasi_error(at);
    d->offset = (uint64_t)at;
    d->offset_known = true;
    return guest_write_u64(result, (uint64_t)at);
}

WASI_CALL(fd_seek, int32_t fd, int64_t delta, uint32_t whence, guest result)
{
    SHIM_CALL();
    return seek(fd, delta, whence, result);
}

WASI_CALL(fd_tell, int32_t fd, guest result)
{
    SHIM_CALL();
    return seek(fd, 0, 1, result);
}

WASI_CALL(fd_fdstat_get, int32_t fd, guest result)
{
    SHIM_CALL();
    struct wasi_fdstat stat = {
        .filetype = WASI_TYPE_DIRECTORY, .rights = WASI_RIGHTS_ALL, .inheriting = WASI_RIGHTS_ALL};
    struct descriptor *d;
    int32_t error;

    if (fd != FD_CWD) {
        error = descriptor_typed(fd, &d);
        if (error != WASI_OK)
            return error;
        stat.filetype = d->type;
        stat.flags = d->flags;
        stat.rights = d->rights;
        stat.inheriting = d->inheriting;
        /* wasi-libc's isatty: a character device that cannot seek. */
        if (d->terminal || d->type == WASI_TYPE_SOCKET)
            stat.rights &= ~(WASI_RIGHT_SEEK | WASI_RIGHT_TELL);
    }
    return guest_write(result, &stat, sizeof stat);
}

WASI_CALL(fd_fdstat_set_flags, int32_t fd, uint32_t flags)
{
    SHIM_CALL();
    struct descriptor *d = descriptor(fd);
    struct vb_file_request wanted = {0};
    int64_t status;

    if (d == NULL)
        return WASI_EBADF;
    if (flags & ~(uint32_t)(WASI_FDFLAG_APPEND | WASI_FDFLAG_NONBLOCK))
        return WASI_EINVAL; /* synchronous writing cannot be switched on later */
    wanted.flags = (flags & WASI_FDFLAG_APPEND ? VB_OPEN_APPEND : 0) |
                   (flags & WASI_FDFLAG_NONBLOCK ? VB_OPEN_NONBLOCK : 0);
    status = request(fd, VB_FILE_SET_FLAGS, &wanted);
    if (status < 0)
        return wasi_error(status);
    d->flags = (uint16_t)flags;
    return WASI_OK;
}

WASI_CALL(fd_fdstat_set_rights, int32_t fd, uint64_t rights, uint64_t inheriting)
{
    SHIM_CALL();
    struct descriptor *d = descriptor(fd);

    if (d == NULL)
        return WASI_EBADF;
    if ((rights & ~d->rights) != 0 || (inheriting & ~d->inheriting) != 0)
        return WASI_EPERM; /* rights only shrink */
    d->rights = rights;
    d->inheriting = inheriting;
    return WASI_OK;
}

void filestat_from(const struct vb_file_stat *stat, struct wasi_filestat *result)
{
    *result = (struct wasi_filestat){.device = stat->device,
                                     .inode = stat->inode,
                                     .filetype = stat->type,
                                     .links = stat->links,
                                     .size = stat->size,
                                     .access_time = (uint64_t)stat->access_time,
                                     .modification_time = (uint64_t)stat->modification_time,
                                     .change_time = (uint64_t)stat->change_time};
}

WASI_CALL(fd_filestat_get, int32_t fd, guest result)
{
    SHIM_CALL();
    struct descriptor *d = descriptor(fd);
    struct vb_file_stat stat = {.type = WASI_TYPE_CHARACTER, .links = 1};
    struct exchange x = {.operation = VB_FILE_STAT, .answer = &stat, .room = sizeof stat};
    struct wasi_filestat filestat;
    int64_t status;

    if (d == NULL)
        return WASI_EBADF;
    status = exchange(d->handle, &x);
    if (status < 0 && status != VB_ERR_BAD_TYPE)
        return wasi_error(status);
    filestat_from(&stat, &filestat);
    return guest_write(result, &filestat, sizeof filestat);
}

WASI_CALL(fd_filestat_set_size, int32_t fd, uint64_t size)
{
    SHIM_CALL();
    return wasi_error(request(fd, VB_FILE_SET_SIZE, &(struct vb_file_request){.offset = size}));
}

WASI_CALL(fd_allocate, int32_t fd, uint64_t offset, uint64_t size)
{
    SHIM_CALL();
    struct descriptor *d = descriptor(fd);
    struct vb_file_stat stat = {0};
    struct exchange x = {.operation = VB_FILE_STAT, .answer = &stat, .room = sizeof stat};
    int64_t status;

    if (d == NULL)
        return WASI_EBADF;
    if (size == 0 || offset + size < offset)
        return WASI_EINVAL;
    status = exchange(d->handle, &x);
    if (status < 0)
        return wasi_error(status);
    return stat.size >= offset + size ? WASI_OK : shim_fd_filestat_set_size(fd, offset + size);
}

WASI_CALL(fd_advise, int32_t fd, uint64_t offset, uint64_t size, uint32_t advice)
{
    SHIM_CALL();
    enum { ADVICES = 6 };

    (void)offset;
    (void)size;
    if (descriptor(fd) == NULL)
        return WASI_EBADF;
    return advice < ADVICES ? WASI_OK : WASI_EINVAL;
}

/* Whether a preopen follows at a higher number. */
static bool preopen_above(int32_t fd)
{
    const struct shim *s = shim();
    uint32_t i;

    for (i = (uint32_t)fd + 1; i < s->preopen_end; i++)
        if (s->descriptors[i].handle != 0 && s->descriptors[i].name != NULL)
            return true;
    return false;
}

/*
 * C libraries ask for 3, 4, 5 and so on until EBADF. A descriptor that a parent gave its child
 * below a preopen must not end that: it has a type that they skip.
 */
WASI_CALL(fd_prestat_get, int32_t fd, guest result)
{
    SHIM_CALL();
    enum { NOT_A_DIRECTORY = 255 };
    struct descriptor *d = descriptor(fd);
    struct wasi_prestat prestat = {0};

    if (d == NULL && (fd < 0 || !preopen_above(fd)))
        return WASI_EBADF;
    if (d != NULL && d->name != NULL)
        prestat.name_size = (uint32_t)strlen(d->name);
    else if (preopen_above(fd))
        prestat.tag = NOT_A_DIRECTORY;
    else
        return WASI_EBADF;
    return guest_write(result, &prestat, sizeof prestat);
}

WASI_CALL(fd_prestat_dir_name, int32_t fd, guest name, uint32_t room)
{
    SHIM_CALL();
    struct descriptor *d = descriptor(fd);

    if (d == NULL || d->name == NULL)
        return WASI_EBADF;
    if (strlen(d->name) > room)
        return WASI_ENAMETOOLONG;
    return guest_write(name, d->name, strlen(d->name));
}
