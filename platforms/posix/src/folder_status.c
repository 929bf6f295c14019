/* What an errno means to the guest. */
#include "folder.h"

#include <errno.h>

int folder_status(int error)
{
    static const struct {
        int error, status;
    } table[] = {
        {EACCES, VB_ERR_ACCESS},
        {EPERM, VB_ERR_ACCESS},
        {ENOENT, VB_ERR_NOT_FOUND},
        {EEXIST, VB_ERR_EXISTS},
        {ENOTDIR, VB_ERR_NOT_DIRECTORY},
        {EISDIR, VB_ERR_IS_DIRECTORY},
        {ENOTEMPTY, VB_ERR_NOT_EMPTY},
        {EROFS, VB_ERR_READ_ONLY},
        {ENOSPC, VB_ERR_NO_SPACE},
        {EDQUOT, VB_ERR_NO_SPACE},
        {ELOOP, VB_ERR_LOOP},
        {ENAMETOOLONG, VB_ERR_NAME_TOO_LONG},
        {EXDEV, VB_ERR_CROSS_DEVICE},
        {EFBIG, VB_ERR_FILE_TOO_BIG},
        {EOVERFLOW, VB_ERR_FILE_TOO_BIG},
        {EINVAL, VB_ERR_INVALID},
        {ENOMEM, VB_ERR_NO_MEMORY},
        {EMFILE, VB_ERR_LIMIT},
        {ENFILE, VB_ERR_LIMIT},
        {EMLINK, VB_ERR_LIMIT},
        {EBUSY, VB_ERR_BUSY},
        {ETXTBSY, VB_ERR_BUSY},
        {EAGAIN, VB_ERR_AGAIN},
        {ENXIO, VB_ERR_NOT_SUPPORTED},
        {ENODEV, VB_ERR_NOT_SUPPORTED},
        {ENOTSUP, VB_ERR_NOT_SUPPORTED},
        {ESPIPE, VB_ERR_NOT_SEEKABLE},
        {EBADF, VB_ERR_BAD_HANDLE},
    };
    for (size_t i = 0; i < ARRAY_LEN(table); i++) {
        if (table[i].error == error) {
            return table[i].status;
        }
    }
    return VB_ERR_IO;
}
