/* Errors of the system calls as errno, and back. */
#include "error.h"
#include <errno.h>
#include <vibee/status.h>

static const struct {
    int16_t status, error;
} errors[] = {
    {VB_ERR_INVALID, EINVAL},
    {VB_ERR_BAD_HANDLE, EBADF},
    {VB_ERR_BAD_TYPE, EINVAL},
    {VB_ERR_ACCESS, EACCES},
    {VB_ERR_FAULT, EFAULT},
    {VB_ERR_NO_MEMORY, ENOMEM},
    {VB_ERR_QUOTA, ENOMEM},
    {VB_ERR_LIMIT, EAGAIN},
    {VB_ERR_NOT_FOUND, ENOENT},
    {VB_ERR_EXISTS, EEXIST},
    {VB_ERR_BUSY, EBUSY},
    {VB_ERR_AGAIN, EAGAIN},
    {VB_ERR_TIMED_OUT, ETIMEDOUT},
    {VB_ERR_CANCELLED, EINTR},
    {VB_ERR_INTERRUPTED, EINTR},
    {VB_ERR_PEER_CLOSED, EIO},
    {VB_ERR_SERVER_DIED, EIO},
    {VB_ERR_TOO_BIG, E2BIG},
    {VB_ERR_NOT_SUPPORTED, ENOTSUP},
    {VB_ERR_BAD_MODULE, ENOEXEC},
    {VB_ERR_UNLINKABLE, ENOEXEC},
    {VB_ERR_IS_DIRECTORY, EISDIR},
    {VB_ERR_NOT_DIRECTORY, ENOTDIR},
    {VB_ERR_NOT_EMPTY, ENOTEMPTY},
    {VB_ERR_READ_ONLY, EROFS},
    {VB_ERR_NO_SPACE, ENOSPC},
    {VB_ERR_LOOP, ELOOP},
    {VB_ERR_NAME_TOO_LONG, ENAMETOOLONG},
    {VB_ERR_CROSS_DEVICE, EXDEV},
    {VB_ERR_PIPE, EPIPE},
    {VB_ERR_RANGE, ERANGE},
    {VB_ERR_NOT_SEEKABLE, ESPIPE},
    {VB_ERR_NOT_TERMINAL, ENOTTY},
    {VB_ERR_DEAD, ESRCH},
    {VB_ERR_FILE_TOO_BIG, EFBIG},
    {VB_ERR_STOPPED, EINTR},
    {VB_ERR_IO, EIO},
};

enum { COUNT = sizeof errors / sizeof errors[0] };

int64_t sdk_posix_result(int64_t status)
{
    int i;

    if (status >= 0)
        return status;
    errno = EIO;
    for (i = 0; i < COUNT; i++)
        if (errors[i].status == status)
            errno = errors[i].error;
    return -1;
}

int sdk_posix_shim(int error)
{
    if (error == 0)
        return 0;
    errno = error;
    return -1;
}

int64_t sdk_posix_status(int error)
{
    int i;

    for (i = 0; i < COUNT; i++)
        if (errors[i].error == error)
            return errors[i].status;
    return VB_ERR_IO;
}
