/* Terminals and signals: requests to the console service, and to the kernel. */
#include "error.h"
#include <sdk/file.h>
#include <sdk/posix.h>
#include <vibee/syscalls.h>

#define SIGNALS_IGNORED (UINT64_C(1) << 63)

int sdk_terminal_get(int fd, struct vb_terminal *terminal)
{
    int64_t handle = sdk_fd_handle(fd);
    int64_t status;

    if (handle < 0)
        return -1;
    status = sdk_terminal_read((uint64_t)handle, terminal);
    /* A file that knows no terminals says that the operation is none of its own. */
    if (status == VB_ERR_NOT_SUPPORTED)
        status = VB_ERR_NOT_TERMINAL;
    return sdk_posix_result(status) < 0 ? -1 : 0;
}

int sdk_terminal_set(int fd, uint32_t modes)
{
    int64_t handle = sdk_fd_handle(fd);

    if (handle < 0)
        return -1;
    return sdk_posix_result(sdk_terminal_write((uint64_t)handle, modes)) < 0 ? -1 : 0;
}

int sdk_terminal_foreground(int fd, uint64_t job)
{
    int64_t handle = sdk_fd_handle(fd);

    if (handle < 0)
        return -1;
    return sdk_posix_result(sdk_terminal_job((uint64_t)handle, job)) < 0 ? -1 : 0;
}

int64_t sdk_signals_ignore(uint64_t mask)
{
    return vb_signal_handle(mask | SIGNALS_IGNORED, 0);
}

int64_t sdk_signals_default(uint64_t mask)
{
    return vb_signal_handle(mask & ~SIGNALS_IGNORED, 0);
}
