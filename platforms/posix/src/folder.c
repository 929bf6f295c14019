/* Requests to a folder: refuses what the folder does not allow, carries out the rest. */
#include "folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static bool changes_something(const struct hal_request *request)
{
    switch (request->operation) {
    case VB_FOLDER_OPEN:
        return request->flags & (VB_OPEN_WRITE | VB_OPEN_CREATE | VB_OPEN_TRUNCATE);
    case VB_FOLDER_CLOSE:
    case VB_FOLDER_READ:
    case VB_FOLDER_STAT:
    case VB_FOLDER_LIST:
    case VB_FOLDER_READLINK:
    case VB_FOLDER_SYNC:
    case VB_FOLDER_SPACE:
        return false;
    default:
        return true;
    }
}

static int64_t carry_out(struct folder *folder, const struct hal_request *request, uint32_t *size)
{
    switch (request->operation) {
    case VB_FOLDER_OPEN:
        return folder_op_open(folder, request);
    case VB_FOLDER_CLOSE:
        return folder_op_close(folder, request);
    case VB_FOLDER_READ:
        return folder_op_read(folder, request, size);
    case VB_FOLDER_WRITE:
        return folder_op_write(folder, request);
    case VB_FOLDER_STAT:
        return folder_op_stat(folder, request, size);
    case VB_FOLDER_LIST:
        return folder_op_list(folder, request, size);
    case VB_FOLDER_MKDIR:
        return folder_op_mkdir(folder, request);
    case VB_FOLDER_UNLINK:
        return folder_op_unlink(folder, request);
    case VB_FOLDER_RMDIR:
        return folder_op_rmdir(folder, request);
    case VB_FOLDER_RENAME:
        return folder_op_rename(folder, request);
    case VB_FOLDER_LINK:
        return folder_op_link(folder, request);
    case VB_FOLDER_SYMLINK:
        return folder_op_symlink(folder, request);
    case VB_FOLDER_READLINK:
        return folder_op_readlink(folder, request, size);
    case VB_FOLDER_SET_SIZE:
        return folder_op_set_size(folder, request);
    case VB_FOLDER_SET_TIMES:
        return folder_op_set_times(folder, request);
    case VB_FOLDER_SYNC:
        return folder_op_sync(folder, request);
    case VB_FOLDER_SPACE:
        return folder_op_space(folder, request, size);
    default:
        return VB_ERR_NOT_SUPPORTED;
    }
}

int64_t folder_carry_out(struct folder *folder, const struct hal_request *request, uint32_t *size)
{
    *size = 0;
    if (folder->read_only && changes_something(request)) {
        return VB_ERR_READ_ONLY;
    }
    return carry_out(folder, request, size);
}

struct folder *folder_open(const char *host_path, bool read_only)
{
    struct folder *folder = calloc(1, sizeof *folder);
    if (!folder) {
        errno = ENOMEM;
        return NULL;
    }
    /* The command line may name a symbolic link: that was the user's choice, not a guest's. */
    folder->root = open(host_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder->root < 0) {
        free(folder);
        return NULL;
    }
    folder->read_only = read_only;
    for (size_t i = 0; i < FOLDER_NODES; i++) {
        folder->nodes[i].fd = -1;
    }
    return folder;
}
