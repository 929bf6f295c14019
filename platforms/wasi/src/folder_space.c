/* How much a folder's file system holds: WASI preview 1 does not say. */
#include "folder.h"

int64_t folder_op_space(struct folder *folder, const struct hal_request *request, uint32_t *size)
{
    (void)folder;
    (void)request;
    (void)size;
    return VB_ERR_NOT_SUPPORTED;
}
