/* How much a folder's file system holds. */
#include "folder.h"

#include <errno.h>
#include <string.h>
#include <sys/statvfs.h>

int64_t folder_op_space(struct folder *folder, const struct hal_request *request, uint32_t *size)
{
    struct statvfs found;
    uint64_t out[2];
    if (request->output_size < sizeof out) {
        return VB_ERR_INVALID;
    }
    if (fstatvfs(folder->root, &found) != 0) {
        return folder_status(errno);
    }
    out[0] = (uint64_t)found.f_blocks * found.f_frsize;
    out[1] = (uint64_t)found.f_bavail * found.f_frsize;
    memcpy(request->output, out, sizeof out);
    *size = sizeof out;
    return VB_OK;
}
