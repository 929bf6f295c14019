/* Operations on names: what does not need an open file. */
#include "folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static int result_of(int host_result)
{
    return host_result == 0 ? VB_OK : folder_status(errno);
}

static int64_t nanoseconds(struct timespec time)
{
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static int64_t answer_stat(const struct folder *folder, const struct stat *found,
                           const struct hal_request *request, uint32_t *size)
{
    struct vb_file_stat out = {
        .type = folder_type(found->st_mode),
        .flags = (folder->read_only ? VB_STAT_READ_ONLY : 0) |
                 (S_ISREG(found->st_mode) ? VB_STAT_SEEKABLE : 0) |
                 (S_ISREG(found->st_mode) && found->st_mode & S_IXUSR ? VB_STAT_EXECUTABLE : 0),
        .inode = found->st_ino,
        .device = request->device,
        .size = (uint64_t)found->st_size,
        .links = found->st_nlink,
        .access_time = nanoseconds(found->st_atim),
        .modification_time = nanoseconds(found->st_mtim),
        .change_time = nanoseconds(found->st_ctim),
    };
    if (request->output_size < sizeof out) {
        return VB_ERR_INVALID;
    }
    memcpy(request->output, &out, sizeof out);
    *size = sizeof out;
    return VB_OK;
}

int64_t folder_op_stat(struct folder *folder, const struct hal_request *request, uint32_t *size)
{
    struct stat found;
    if (request->input_size == 0) {
        struct node *node = folder_node(folder, request);
        if (!node) {
            return VB_ERR_BAD_HANDLE;
        }
        int status = result_of(fstat(node->fd, &found));
        return status == VB_OK ? answer_stat(folder, &found, request, size) : status;
    }
    struct place place;
    int status = folder_enter(folder, request->input, request->input_size, &place);
    if (status != VB_OK) {
        return status;
    }
    status = result_of(fstatat(place.directory, place.name, &found, AT_SYMLINK_NOFOLLOW));
    folder_leave(folder, &place);
    if (status == VB_OK && place.must_be_directory && !S_ISDIR(found.st_mode)) {
        status = S_ISLNK(found.st_mode) ? VB_ERR_LOOP : VB_ERR_NOT_DIRECTORY;
    }
    return status == VB_OK ? answer_stat(folder, &found, request, size) : status;
}

int64_t folder_op_mkdir(struct folder *folder, const struct hal_request *request)
{
    struct place place;
    int status = folder_enter(folder, request->input, request->input_size, &place);
    if (status == VB_OK) {
        status = result_of(mkdirat(place.directory, place.name, 0777));
        folder_leave(folder, &place);
    }
    return status;
}

int64_t folder_op_unlink(struct folder *folder, const struct hal_request *request)
{
    struct place place;
    int status = folder_enter(folder, request->input, request->input_size, &place);
    if (status != VB_OK) {
        return status;
    }
    struct stat found;
    status = result_of(fstatat(place.directory, place.name, &found, AT_SYMLINK_NOFOLLOW));
    if (status == VB_OK && S_ISDIR(found.st_mode)) {
        status = VB_ERR_IS_DIRECTORY; /* hosts disagree on what unlink() says then */
    } else if (status == VB_OK && place.must_be_directory) {
        status = VB_ERR_NOT_DIRECTORY;
    }
    if (status == VB_OK) {
        status = result_of(unlinkat(place.directory, place.name, 0));
    }
    folder_leave(folder, &place);
    return status;
}

int64_t folder_op_rmdir(struct folder *folder, const struct hal_request *request)
{
    struct place place;
    int status = folder_enter(folder, request->input, request->input_size, &place);
    if (status == VB_OK) {
        int host = unlinkat(place.directory, place.name, AT_REMOVEDIR);
        status = host != 0 && errno == EEXIST ? VB_ERR_NOT_EMPTY : result_of(host);
        folder_leave(folder, &place);
    }
    return status;
}

/* Both paths of a request: the first ends at a NUL. */
static int enter_both(struct folder *folder, const struct hal_request *request, struct place *from,
                      struct place *to)
{
    size_t second = folder_second_path(request);
    if (second == SIZE_MAX) {
        return VB_ERR_INVALID;
    }
    int status = folder_enter(folder, request->input, second - 1, from);
    if (status != VB_OK) {
        return status;
    }
    status = folder_enter(folder, request->input + second, request->input_size - second, to);
    if (status != VB_OK) {
        folder_leave(folder, from);
    }
    return status;
}

int64_t folder_op_rename(struct folder *folder, const struct hal_request *request)
{
    struct place from, to;
    int status = enter_both(folder, request, &from, &to);
    if (status != VB_OK) {
        return status;
    }
    int host = renameat(from.directory, from.name, to.directory, to.name);
    /* POSIX lets hosts say either for a directory that is not empty. */
    status = host != 0 && errno == EEXIST ? VB_ERR_NOT_EMPTY : result_of(host);
    folder_leave(folder, &from);
    folder_leave(folder, &to);
    return status;
}

int64_t folder_op_link(struct folder *folder, const struct hal_request *request)
{
    struct place from, to;
    int status = enter_both(folder, request, &from, &to);
    if (status != VB_OK) {
        return status;
    }
    status = result_of(linkat(from.directory, from.name, to.directory, to.name, 0));
    folder_leave(folder, &from);
    folder_leave(folder, &to);
    return status;
}

int64_t folder_op_symlink(struct folder *folder, const struct hal_request *request)
{
    char target[VB_PATH_MAX + 1];
    size_t second = folder_second_path(request);
    if (second == SIZE_MAX || second == 1) {
        return VB_ERR_INVALID;
    }
    if (second - 1 > VB_PATH_MAX) {
        return VB_ERR_NAME_TOO_LONG;
    }
    memcpy(target, request->input, second);
    if (target[0] == '/') {
        return VB_ERR_ACCESS; /* it would mean a path of the host to every program there */
    }
    struct place place;
    int status =
        folder_enter(folder, request->input + second, request->input_size - second, &place);
    if (status == VB_OK) {
        status = result_of(symlinkat(target, place.directory, place.name));
        folder_leave(folder, &place);
    }
    return status;
}

int64_t folder_op_readlink(struct folder *folder, const struct hal_request *request, uint32_t *size)
{
    struct place place;
    int status = folder_enter(folder, request->input, request->input_size, &place);
    if (status != VB_OK) {
        return status;
    }
    ssize_t count =
        readlinkat(place.directory, place.name, (char *)request->output, request->output_size);
    status = count < 0 ? folder_status(errno) : VB_OK;
    folder_leave(folder, &place);
    if (status != VB_OK) {
        return status;
    }
    *size = (uint32_t)count;
    return count;
}

static struct timespec host_time(int64_t value)
{
    if (value == -1) {
        return (struct timespec){.tv_nsec = UTIME_OMIT};
    }
    int64_t seconds = value / 1000000000, rest = value % 1000000000;
    if (rest < 0) { /* before 1970 */
        seconds--;
        rest += 1000000000;
    }
    return (struct timespec){.tv_sec = (time_t)seconds, .tv_nsec = (long)rest};
}

int64_t folder_op_set_times(struct folder *folder, const struct hal_request *request)
{
    int64_t values[2];
    if (request->input_size < sizeof values) {
        return VB_ERR_INVALID;
    }
    memcpy(values, request->input, sizeof values);
    struct timespec times[2] = {host_time(values[0]), host_time(values[1])};
    struct place place;
    int status = folder_enter(folder, request->input + sizeof values,
                              request->input_size - (uint32_t)sizeof values, &place);
    if (status == VB_OK) {
        status = result_of(utimensat(place.directory, place.name, times, AT_SYMLINK_NOFOLLOW));
        folder_leave(folder, &place);
    }
    return status;
}
