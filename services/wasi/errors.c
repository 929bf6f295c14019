/* One row an error; a status that is new in spec/errors.vibee fails the unit test until it has one.
 */
#include "errors.h"
#include "wasi.h"
#include <vibee/status.h>

static const uint8_t errors[] = {
    [-VB_ERR_INVALID] = WASI_EINVAL,
    [-VB_ERR_BAD_HANDLE] = WASI_EBADF,
    [-VB_ERR_BAD_TYPE] = WASI_EINVAL,
    [-VB_ERR_ACCESS] = WASI_EACCES,
    [-VB_ERR_FAULT] = WASI_EFAULT,
    [-VB_ERR_NO_MEMORY] = WASI_ENOMEM,
    [-VB_ERR_QUOTA] = WASI_ENOMEM,
    [-VB_ERR_LIMIT] = WASI_EMFILE,
    [-VB_ERR_NOT_FOUND] = WASI_ENOENT,
    [-VB_ERR_EXISTS] = WASI_EEXIST,
    [-VB_ERR_BUSY] = WASI_EBUSY,
    [-VB_ERR_AGAIN] = WASI_EAGAIN,
    [-VB_ERR_TIMED_OUT] = WASI_ETIMEDOUT,
    [-VB_ERR_CANCELLED] = WASI_ECANCELED,
    [-VB_ERR_INTERRUPTED] = WASI_EINTR,
    [-VB_ERR_PEER_CLOSED] = WASI_EIO,
    [-VB_ERR_SERVER_DIED] = WASI_EIO,
    [-VB_ERR_TOO_BIG] = WASI_E2BIG,
    [-VB_ERR_NOT_SUPPORTED] = WASI_ENOTSUP,
    [-VB_ERR_BAD_MODULE] = WASI_ENOEXEC,
    [-VB_ERR_UNLINKABLE] = WASI_ENOEXEC,
    [-VB_ERR_TRAPPED] = WASI_EIO,
    [-VB_ERR_PROTOCOL] = WASI_EPROTO,
    [-VB_ERR_IO] = WASI_EIO,
    [-VB_ERR_NOT_DIRECTORY] = WASI_ENOTDIR,
    [-VB_ERR_IS_DIRECTORY] = WASI_EISDIR,
    [-VB_ERR_NOT_EMPTY] = WASI_ENOTEMPTY,
    [-VB_ERR_READ_ONLY] = WASI_EROFS,
    [-VB_ERR_NO_SPACE] = WASI_ENOSPC,
    [-VB_ERR_LOOP] = WASI_ELOOP,
    [-VB_ERR_NAME_TOO_LONG] = WASI_ENAMETOOLONG,
    [-VB_ERR_CROSS_DEVICE] = WASI_EXDEV,
    [-VB_ERR_PIPE] = WASI_EPIPE,
    [-VB_ERR_RANGE] = WASI_ERANGE,
    [-VB_ERR_NOT_SEEKABLE] = WASI_ESPIPE,
    [-VB_ERR_NOT_TERMINAL] = WASI_ENOTTY,
    [-VB_ERR_DEAD] = WASI_ESRCH,
    [-VB_ERR_FILE_TOO_BIG] = WASI_EFBIG,
    [-VB_ERR_STOPPED] = WASI_EINTR,
};

int32_t wasi_error(int64_t status)
{
    if (status >= 0)
        return WASI_OK;
    if (-status >= (int64_t)(sizeof errors) || errors[-status] == 0)
        return WASI_EIO;
    return errors[-status];
}
