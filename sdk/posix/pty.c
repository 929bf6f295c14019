/* Terminals that a program stands for: pairs of the pty service. */
#include "error.h"
#include <errno.h>
#include <fcntl.h>
#include <sdk/file.h>
#include <sdk/posix.h>
#include <unistd.h>
#include <vibee/syscalls.h>

enum { READ_WRITE = VB_OPEN_READ | VB_OPEN_WRITE };

/* The descriptor of what was opened. */
static int install(int64_t handle)
{
    int fd;

    if (sdk_posix_result(handle) < 0)
        return -1;
    fd = sdk_fd_install((uint64_t)handle);
    if (fd < 0)
        (void)vb_handle_close((uint64_t)handle);
    else
        (void)sdk_close_on_exec(fd, 1);
    return fd;
}

int sdk_pty_open(struct sdk_pty *pty)
{
    int64_t handle;
    int error;

    pty->master = install(sdk_open("pty://", READ_WRITE));
    if (pty->master < 0)
        return -1;
    handle = sdk_fd_handle(pty->master);
    pty->slave = handle < 0 ? -1 : install(sdk_file_open((uint64_t)handle, "", READ_WRITE, NULL));
    if (pty->slave >= 0)
        return 0;
    error = errno;
    close(pty->master);
    errno = error;
    return -1;
}

int sdk_pty_resize(int master, uint32_t columns, uint32_t rows)
{
    int64_t handle = sdk_fd_handle(master);

    if (handle < 0)
        return -1;
    return sdk_posix_result(sdk_terminal_size((uint64_t)handle, columns, rows)) < 0 ? -1 : 0;
}
