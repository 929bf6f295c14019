/* The shim's own extensions: module vibee_posix, declared for programs in sdk/shim.h. */
#include "shim.h"
#include <string.h>

enum { NAME_ROOM = 256, CLOSE_ON_EXEC = 1 };

/* sdk_fd_info as the program lays it out. */
struct fd_info {
    int32_t fd;
    uint32_t kind, flags, reserved;
    uint64_t handle;
    char name[NAME_ROOM];
};

WASI_CALL(fd_handle, int32_t fd, guest result)
{
    SHIM_CALL();
    struct descriptor *d = descriptor(fd);

    return d == NULL ? WASI_EBADF : guest_write_u64(result, d->handle);
}

/* Enter a handle; when that fails it is the caller's still. */
static int32_t install(uint64_t handle, uint32_t type, int32_t *fd)
{
    struct descriptor d = {.handle = handle,
                           .rights = WASI_RIGHTS_ALL,
                           .inheriting = WASI_RIGHTS_ALL,
                           .type = (uint8_t)type};

    (void)shim();
    *fd = descriptor_add(&d, 0);
    return *fd < 0 ? -*fd : WASI_OK;
}

WASI_CALL(fd_install, uint64_t handle, guest result)
{
    SHIM_CALL();
    int32_t fd, error = install(handle, FD_TYPE_UNASKED, &fd);

    return error != WASI_OK ? error : guest_write_u32(result, (uint32_t)fd);
}

/* A second descriptor for the same open description. Neither then knows the offset. */
static int32_t duplicate(int32_t fd, struct descriptor *copy)
{
    struct descriptor *d = descriptor(fd);
    int64_t handle;

    if (d == NULL)
        return WASI_EBADF;
    handle = vb_handle_duplicate(d->handle, 0);
    if (handle < 0)
        return wasi_error(handle);
    d->offset_known = false;
    *copy = *d;
    copy->handle = (uint64_t)handle;
    copy->name = NULL;
    copy->close_on_exec = false;
    return WASI_OK;
}

WASI_CALL(fd_dup, int32_t fd, int32_t minimum, guest result)
{
    SHIM_CALL();
    struct descriptor copy;
    int32_t added, error = duplicate(fd, &copy);

    if (error != WASI_OK)
        return error;
    added = descriptor_add(&copy, minimum);
    if (added < 0) {
        (void)vb_handle_close(copy.handle);
        return -added;
    }
    return guest_write_u32(result, (uint32_t)added);
}

WASI_CALL(fd_dup2, int32_t fd, int32_t to)
{
    SHIM_CALL();
    struct descriptor copy;
    int32_t error;

    if (fd == to)
        return descriptor(fd) == NULL ? WASI_EBADF : WASI_OK;
    error = duplicate(fd, &copy);
    if (error != WASI_OK)
        return error;
    error = descriptor_put(&copy, to);
    if (error != WASI_OK)
        (void)vb_handle_close(copy.handle);
    return error;
}

WASI_CALL(fd_cloexec, int32_t fd, int32_t on)
{
    SHIM_CALL();
    struct descriptor *d = descriptor(fd);

    if (d == NULL)
        return WASI_EBADF;
    d->close_on_exec = on != 0;
    return WASI_OK;
}

WASI_CALL(fd_info, guest result)
{
    SHIM_CALL();
    const struct shim *s = shim();
    const struct descriptor *d;
    struct fd_info info = {0};
    int32_t fd, error = guest_read(&fd, result, sizeof fd);

    if (error != WASI_OK)
        return error;
    while (fd >= 0 && (uint32_t)fd < s->count && s->descriptors[fd].handle == 0)
        fd++;
    d = descriptor(fd);
    if (d == NULL)
        return WASI_EBADF;
    info.fd = fd;
    info.handle = d->handle;
    info.flags = d->close_on_exec ? CLOSE_ON_EXEC : 0;
    info.kind = d->name != NULL ? VB_START_PREOPEN : VB_START_FD;
    if (d->name != NULL)
        strncpy(info.name, d->name, NAME_ROOM - 1);
    return guest_write(result, &info, sizeof info);
}

WASI_CALL(pipe, guest result)
{
    SHIM_CALL();
    struct exchange x = {.operation = VB_FILE_PIPE};
    int64_t scheme = vb_namespace_lookup(0, VB_ADDRESS("pipe"), 4);
    int32_t fds[2], error;
    int64_t status;

    if (scheme < 0)
        return wasi_error(scheme);
    status = exchange((uint64_t)scheme, &x);
    (void)vb_handle_close((uint64_t)scheme);
    if (status < 0)
        return wasi_error(status);
    if (x.received != 2)
        return WASI_EPROTO;
    error = install(x.handles[0], WASI_TYPE_SOCKET, &fds[0]);
    if (error != WASI_OK) {
        (void)vb_handle_close(x.handles[0]);
        (void)vb_handle_close(x.handles[1]);
        return error;
    }
    error = install(x.handles[1], WASI_TYPE_SOCKET, &fds[1]);
    if (error != WASI_OK) {
        (void)vb_handle_close(x.handles[1]);
        descriptor_close(descriptor(fds[0]));
        return error;
    }
    return guest_write(result, fds, sizeof fds);
}

WASI_CALL(chdir, guest text, uint32_t size)
{
    SHIM_CALL();
    struct vb_file_stat stat;
    struct exchange x = {.operation = VB_FILE_STAT, .answer = &stat, .room = sizeof stat};
    struct path path;
    int32_t error = path_take(FD_CWD, text, size, 0, &path);
    const char *absolute;
    int64_t status;

    if (error != WASI_OK)
        return error;
    absolute = path_absolute(0);
    if (absolute == NULL)
        return WASI_ENAMETOOLONG;
    status = path_exchange(&path, &x);
    if (status < 0)
        return wasi_error(status);
    if (stat.type != VB_TYPE_DIRECTORY)
        return WASI_ENOTDIR;
    memcpy(shim()->cwd, absolute, strlen(absolute) + 1);
    return WASI_OK;
}

WASI_CALL(getcwd, guest buffer, uint32_t room)
{
    SHIM_CALL();
    const char *cwd = shim()->cwd;
    size_t size = strlen(cwd) + 1;

    return size > room ? WASI_ERANGE : guest_write(buffer, cwd, size);
}

WASI_CALL(program_open, guest text, uint32_t size, guest result)
{
    SHIM_CALL();
    struct exchange open = {.operation = VB_FILE_OPEN, .request = {.flags = VB_OPEN_READ}};
    struct exchange map = {.operation = VB_FILE_MAP};
    struct vb_file_stat stat;
    struct path path;
    int32_t error = path_take(FD_CWD, text, size, 0, &path);
    int64_t status;

    if (error != WASI_OK)
        return error;
    open.answer = &stat;
    open.room = sizeof stat;
    status = path_exchange(&path, &open);
    if (status < 0)
        return wasi_error(status);
    if (open.received != 1)
        return WASI_EPROTO;
    status = exchange(open.handles[0], &map);
    (void)vb_handle_close(open.handles[0]);
    if (status < 0)
        return wasi_error(status);
    return map.received != 1 ? WASI_EPROTO : guest_write_u64(result, map.handles[0]);
}
