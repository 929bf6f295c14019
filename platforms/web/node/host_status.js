/* What an error of the host means to the guest. */
import * as vb from '../host/interface.gen.js';
import { Refusal } from '../host/tree.js';

const statuses = {
    EACCES: vb.VB_ERR_ACCESS, EPERM: vb.VB_ERR_ACCESS, ENOENT: vb.VB_ERR_NOT_FOUND, EEXIST: vb.VB_ERR_EXISTS,
    ENOTDIR: vb.VB_ERR_NOT_DIRECTORY, EISDIR: vb.VB_ERR_IS_DIRECTORY, ENOTEMPTY: vb.VB_ERR_NOT_EMPTY,
    EROFS: vb.VB_ERR_READ_ONLY, ENOSPC: vb.VB_ERR_NO_SPACE, EDQUOT: vb.VB_ERR_NO_SPACE, ELOOP: vb.VB_ERR_LOOP,
    ENAMETOOLONG: vb.VB_ERR_NAME_TOO_LONG, EXDEV: vb.VB_ERR_CROSS_DEVICE, EFBIG: vb.VB_ERR_FILE_TOO_BIG,
    EINVAL: vb.VB_ERR_INVALID, ENOMEM: vb.VB_ERR_NO_MEMORY, EMFILE: vb.VB_ERR_LIMIT, ENFILE: vb.VB_ERR_LIMIT,
    EMLINK: vb.VB_ERR_LIMIT, EBUSY: vb.VB_ERR_BUSY, ETXTBSY: vb.VB_ERR_BUSY, EAGAIN: vb.VB_ERR_AGAIN,
    ENXIO: vb.VB_ERR_NOT_SUPPORTED, ENODEV: vb.VB_ERR_NOT_SUPPORTED, ENOTSUP: vb.VB_ERR_NOT_SUPPORTED,
    ESPIPE: vb.VB_ERR_NOT_SEEKABLE, EBADF: vb.VB_ERR_BAD_HANDLE, EFTYPE: vb.VB_ERR_INVALID,
    EOPNOTSUPP: vb.VB_ERR_NOT_SUPPORTED, ENOSYS: vb.VB_ERR_NOT_SUPPORTED,
};

export const statusOf = (error) => (error instanceof Refusal ? error.status : statuses[error.code] ?? vb.VB_ERR_IO);
