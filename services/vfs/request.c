/* See request.h. */
#include "request.h"
#include <string.h>
#include <vibee/status.h>

#define OPEN_FLAGS                                                                                 \
    (VB_OPEN_READ | VB_OPEN_WRITE | VB_OPEN_CREATE | VB_OPEN_EXCLUSIVE | VB_OPEN_TRUNCATE |        \
     VB_OPEN_APPEND | VB_OPEN_DIRECTORY | VB_OPEN_NO_FOLLOW | VB_OPEN_NONBLOCK)

enum text_kind { TEXT_NONE, TEXT_PATH, TEXT_PAIR, TEXT_PLACES /* one or two */ };

/* What each operation brings. */
static const struct shape {
    enum text_kind text;
    uint8_t handles; /* at most */
    uint8_t windows; /* exactly */
} shapes[] = {
    [VB_FILE_OPEN] = {TEXT_PLACES, 0, 0},   [VB_FILE_READ] = {TEXT_NONE, 0, 1},
    [VB_FILE_WRITE] = {TEXT_NONE, 0, 1},    [VB_FILE_STAT] = {TEXT_PLACES, 0, 0},
    [VB_FILE_SEEK] = {TEXT_NONE, 0, 0},     [VB_FILE_SET_SIZE] = {TEXT_NONE, 0, 0},
    [VB_FILE_SYNC] = {TEXT_NONE, 0, 0},     [VB_FILE_LIST] = {TEXT_NONE, 0, 1},
    [VB_FILE_MKDIR] = {TEXT_PATH, 0, 0},    [VB_FILE_UNLINK] = {TEXT_PATH, 0, 0},
    [VB_FILE_RMDIR] = {TEXT_PATH, 0, 0},    [VB_FILE_RENAME] = {TEXT_PAIR, 1, 0},
    [VB_FILE_LINK] = {TEXT_PAIR, 1, 0},     [VB_FILE_SYMLINK] = {TEXT_PAIR, 0, 0},
    [VB_FILE_READLINK] = {TEXT_PATH, 0, 0}, [VB_FILE_SET_TIMES] = {TEXT_PATH, 0, 0},
    [VB_FILE_ARM] = {TEXT_NONE, 1, 0},      [VB_FILE_DISARM] = {TEXT_NONE, 0, 0},
    [VB_FILE_MAP] = {TEXT_NONE, 0, 0},      [VB_FILE_SET_FLAGS] = {TEXT_NONE, 0, 0},
    [VB_FILE_SPACE] = {TEXT_NONE, 0, 0},    [VB_FILE_MOUNT] = {TEXT_PATH, 1, 0},
    [VB_FILE_UNMOUNT] = {TEXT_PATH, 0, 0},  [VB_FILE_DESCRIBE] = {TEXT_NONE, 0, 0},
};

static int decode_text(const char *text, size_t size, enum text_kind kind, struct request *request)
{
    const char *end = size == 0 ? NULL : memchr(text, 0, size);

    if (kind == TEXT_NONE)
        return size == 0 ? VB_OK : VB_ERR_PROTOCOL;
    request->path = text;
    request->path_size = size;
    if (kind == TEXT_PATH || (kind == TEXT_PLACES && end == NULL))
        return end != NULL ? VB_ERR_PROTOCOL : size > VB_PATH_MAX ? VB_ERR_NAME_TOO_LONG : VB_OK;
    if (end == NULL || memchr(end + 1, 0, size - (size_t)(end + 1 - text)) != NULL)
        return VB_ERR_PROTOCOL;
    request->path_size = (size_t)(end - text);
    request->second = end + 1;
    request->second_size = size - request->path_size - 1;
    if (request->path_size > VB_PATH_MAX || request->second_size > VB_PATH_MAX)
        return VB_ERR_NAME_TOO_LONG;
    return VB_OK;
}

int request_decode(int64_t id, const void *data, size_t size, uint32_t handles, uint32_t windows,
                   struct request *request)
{
    const struct shape *shape;
    int status;

    *request = (struct request){0};
    if (id < VB_FILE_OPEN || id >= (int64_t)(sizeof shapes / sizeof shapes[0]) ||
        (id > VB_FILE_SPACE && id < VB_FILE_MOUNT && id != VB_FILE_DESCRIBE))
        return VB_ERR_NOT_SUPPORTED;
    shape = &shapes[id];
    if (size < sizeof request->head || handles > shape->handles || windows < shape->windows)
        return VB_ERR_PROTOCOL;
    request->operation = (uint32_t)id;
    memcpy(&request->head, data, sizeof request->head);
    if (id == VB_FILE_OPEN && (request->head.flags & ~(uint32_t)OPEN_FLAGS) != 0)
        return VB_ERR_INVALID;
    status = decode_text((const char *)data + sizeof request->head, size - sizeof request->head,
                         shape->text, request);
    if (status == VB_OK && id == VB_FILE_OPEN && request->second != NULL &&
        (request->head.flags & VB_OPEN_CREATE) != 0)
        status = VB_ERR_INVALID;
    return status;
}
