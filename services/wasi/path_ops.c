/* The other path_ functions. */
#include "shim.h"
#include <string.h>

/* A request about one path, without data in its answer. */
static int32_t simple(int32_t fd, guest text, uint32_t size, struct exchange *x)
{
    struct path path;
    int32_t error = path_take(fd, text, size, 0, &path);

    return error != WASI_OK ? error : wasi_error(path_exchange(&path, x));
}

/* An operation that changes names is not repeated: the server may have done it before it died. */
WASI_CALL(path_create_directory, int32_t fd, guest text, uint32_t size)
{
    SHIM_CALL();
    return simple(fd, text, size, &(struct exchange){.operation = VB_FILE_MKDIR, .once = true});
}

WASI_CALL(path_remove_directory, int32_t fd, guest text, uint32_t size)
{
    SHIM_CALL();
    return simple(fd, text, size, &(struct exchange){.operation = VB_FILE_RMDIR, .once = true});
}

WASI_CALL(path_unlink_file, int32_t fd, guest text, uint32_t size)
{
    SHIM_CALL();
    return simple(fd, text, size, &(struct exchange){.operation = VB_FILE_UNLINK, .once = true});
}

WASI_CALL(path_filestat_get, int32_t fd, uint32_t lookup, guest text, uint32_t size, guest result)
{
    SHIM_CALL();
    struct vb_file_stat stat;
    struct wasi_filestat filestat;
    struct exchange x = {.operation = VB_FILE_STAT, .answer = &stat, .room = sizeof stat};
    int32_t error;

    x.request.flags = lookup & WASI_LOOKUP_FOLLOW ? 0 : VB_OPEN_NO_FOLLOW;
    error = simple(fd, text, size, &x);
    if (error != WASI_OK)
        return error;
    filestat_from(&stat, &filestat);
    return guest_write(result, &filestat, sizeof filestat);
}

/* The request for new times; EINVAL when a time is given twice. */
static int32_t times_request(uint64_t access, uint64_t modification, uint32_t flags,
                             struct vb_file_request *request)
{
    int64_t now = vb_clock(VB_CLOCK_WALL);
    const uint32_t both_access = WASI_TIME_ATIM | WASI_TIME_ATIM_NOW;
    const uint32_t both_modification = WASI_TIME_MTIM | WASI_TIME_MTIM_NOW;

    if ((flags & both_access) == both_access || (flags & both_modification) == both_modification)
        return WASI_EINVAL;
    request->offset = request->size = UINT64_MAX;
    if (flags & both_access)
        request->offset = flags & WASI_TIME_ATIM ? access : (uint64_t)now;
    if (flags & both_modification)
        request->size = flags & WASI_TIME_MTIM ? modification : (uint64_t)now;
    return WASI_OK;
}

WASI_CALL(path_filestat_set_times, int32_t fd, uint32_t lookup, guest text, uint32_t size,
          uint64_t access, uint64_t modification, uint32_t flags)
{
    SHIM_CALL();
    struct exchange x = {.operation = VB_FILE_SET_TIMES};
    int32_t error = times_request(access, modification, flags, &x.request);

    if (error != WASI_OK)
        return error;
    x.request.flags = lookup & WASI_LOOKUP_FOLLOW ? 0 : VB_OPEN_NO_FOLLOW;
    return simple(fd, text, size, &x);
}

WASI_CALL(fd_filestat_set_times, int32_t fd, uint64_t access, uint64_t modification, uint32_t flags)
{
    SHIM_CALL();
    struct descriptor *d = descriptor(fd);
    struct exchange x = {.operation = VB_FILE_SET_TIMES};
    int32_t error = times_request(access, modification, flags, &x.request);

    if (d == NULL)
        return WASI_EBADF;
    return error != WASI_OK ? error : wasi_error(exchange(d->handle, &x));
}

WASI_CALL(path_readlink, int32_t fd, guest text, uint32_t size, guest buffer, uint32_t room,
          guest result)
{
    SHIM_CALL();
    struct exchange x = {.operation = VB_FILE_READLINK, .answer = staging, .room = STAGING_SIZE};
    int32_t error = simple(fd, text, size, &x);
    uint32_t fits = x.size < room ? x.size : room;

    if (error != WASI_OK)
        return error;
    error = guest_write(buffer, staging, fits);
    return error != WASI_OK ? error : guest_write_u32(result, fits);
}

WASI_CALL(path_symlink, guest target, uint32_t target_size, int32_t fd, guest text, uint32_t size)
{
    SHIM_CALL();
    struct exchange x = {.operation = VB_FILE_SYMLINK, .once = true};
    struct path path;
    size_t length;
    int32_t error;

    if (target_size == 0)
        return WASI_ENOENT;
    if (target_size >= VB_PATH_MAX)
        return WASI_ENAMETOOLONG;
    error = path_take(fd, text, size, 0, &path);
    if (error != WASI_OK)
        return error;
    path_settle(&path, true);
    error = guest_read(exchange_text, target, target_size);
    if (error != WASI_OK)
        return error;
    exchange_text[target_size] = '\0';
    length = wasi_place_text(&path.places[0], exchange_text + target_size + 1,
                             TEXT_MAX - target_size - 1);
    if (length == 0)
        return WASI_ENAMETOOLONG;
    x.text_size = target_size + 1 + length;
    return wasi_error(exchange(path.directory, &x));
}

/* rename and link: two paths in one text, and the directory of the second when it is another. */
static int32_t with_two(struct exchange *x, struct path *from, struct path *to)
{
    size_t first, second;
    int64_t copy;

    path_settle(from, false);
    path_settle(to, true);
    first = wasi_place_text(&from->places[0], exchange_text, TEXT_MAX - 1);
    if (first == 0)
        return WASI_ENAMETOOLONG;
    exchange_text[first] = '\0';
    second = wasi_place_text(&to->places[0], exchange_text + first + 1, TEXT_MAX - first - 1);
    if (second == 0)
        return WASI_ENAMETOOLONG;
    x->text_size = first + 1 + second;
    if (to->directory != from->directory) {
        copy = vb_handle_duplicate(to->directory, 0);
        if (copy < 0)
            return wasi_error(copy);
        x->send = (uint64_t)copy;
    }
    return wasi_error(exchange(from->directory, x));
}

WASI_CALL(path_rename, int32_t fd, guest text, uint32_t size, int32_t to_fd, guest to_text,
          uint32_t to_size)
{
    SHIM_CALL();
    struct exchange x = {.operation = VB_FILE_RENAME, .once = true};
    struct path from, to;
    int32_t error = path_take(fd, text, size, 0, &from);

    if (error == WASI_OK)
        error = path_take(to_fd, to_text, to_size, 1, &to);
    return error != WASI_OK ? error : with_two(&x, &from, &to);
}

WASI_CALL(path_link, int32_t fd, uint32_t lookup, guest text, uint32_t size, int32_t to_fd,
          guest to_text, uint32_t to_size)
{
    SHIM_CALL();
    struct exchange x = {.operation = VB_FILE_LINK, .once = true};
    struct path from, to;
    int32_t error = path_take(fd, text, size, 0, &from);

    if (lookup & WASI_LOOKUP_FOLLOW)
        return WASI_EINVAL; /* a link is made to the name as it is */
    if (error == WASI_OK)
        error = path_take(to_fd, to_text, to_size, 1, &to);
    return error != WASI_OK ? error : with_two(&x, &from, &to);
}
