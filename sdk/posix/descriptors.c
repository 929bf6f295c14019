/* Duplicates, pipes, and the handles behind descriptors. */
#include "error.h"
#include <sdk/posix.h>
#include <sdk/shim.h>
#include <string.h>

int dup(int fd)
{
    int copy;

    return sdk_posix_shim(sdk_shim_fd_dup(fd, 0, &copy)) < 0 ? -1 : copy;
}

int dup2(int fd, int to)
{
    return sdk_posix_shim(sdk_shim_fd_dup2(fd, to)) < 0 ? -1 : to;
}

int pipe(int fds[2])
{
    return sdk_posix_shim(sdk_shim_pipe(fds));
}

int sdk_close_on_exec(int fd, int on)
{
    return sdk_posix_shim(sdk_shim_fd_cloexec(fd, on));
}

int64_t sdk_fd_handle(int fd)
{
    uint64_t handle;

    return sdk_posix_shim(sdk_shim_fd_handle(fd, &handle)) < 0 ? -1 : (int64_t)handle;
}

int sdk_fd_install(uint64_t handle)
{
    int fd;

    return sdk_posix_shim(sdk_shim_fd_install(handle, &fd)) < 0 ? -1 : fd;
}

int64_t sdk_program_open(const char *path)
{
    uint64_t handle;
    int error = sdk_shim_program_open(path, strlen(path), &handle);

    return error == 0 ? (int64_t)handle : sdk_posix_status(error);
}
