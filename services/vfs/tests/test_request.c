/* The decoder of requests: what has the right shape, and what has not. */
#include "../request.h"
#include <check.h>
#include <vibee/status.h>

static struct request request;

static int decode(int64_t id, uint32_t flags, const char *text, size_t size, uint32_t handles,
                  uint32_t windows)
{
    static char data[2 * VB_PATH_MAX + 100];
    const struct vb_file_request head = {.flags = flags};

    memcpy(data, &head, sizeof head);
    memcpy(data + sizeof head, text, size);
    return request_decode(id, data, sizeof head + size, handles, windows, &request);
}

static void takes_paths(void)
{
    CHECK_EQ(decode(VB_FILE_OPEN, VB_OPEN_READ, "a/b", 3, 0, 0), VB_OK);
    CHECK_EQ(request.path_size, 3);
    CHECK_EQ(decode(VB_FILE_STAT, 0, "", 0, 0, 0), VB_OK);
    CHECK_EQ(decode(VB_FILE_OPEN, VB_OPEN_READ, "a\0b", 3, 0, 0), VB_OK);
    CHECK_EQ(request.path_size, 1);
    CHECK_EQ(request.second_size, 1);
    CHECK_EQ(decode(VB_FILE_OPEN, VB_OPEN_READ, "a\0b\0c", 5, 0, 0), VB_ERR_PROTOCOL);
    CHECK_EQ(decode(VB_FILE_OPEN, VB_OPEN_CREATE, "a\0b", 3, 0, 0), VB_ERR_INVALID);
    CHECK_EQ(decode(VB_FILE_STAT, 0, "a\0b", 3, 0, 0), VB_OK);
    CHECK_EQ(decode(VB_FILE_MKDIR, 0, "a\0b", 3, 0, 0), VB_ERR_PROTOCOL);
    CHECK_EQ(decode(VB_FILE_OPEN, 0x80000000, "a", 1, 0, 0), VB_ERR_INVALID);
}

static void takes_pairs(void)
{
    CHECK_EQ(decode(VB_FILE_RENAME, 0, "old\0new", 7, 1, 0), VB_OK);
    CHECK_EQ(request.path_size, 3);
    CHECK_EQ(request.second_size, 3);
    CHECK(memcmp(request.second, "new", 3) == 0);
    CHECK_EQ(decode(VB_FILE_RENAME, 0, "old", 3, 0, 0), VB_ERR_PROTOCOL);
    CHECK_EQ(decode(VB_FILE_LINK, 0, "a\0b\0c", 5, 0, 0), VB_ERR_PROTOCOL);
    CHECK_EQ(decode(VB_FILE_RENAME, 0, "a\0b", 3, 2, 0), VB_ERR_PROTOCOL);
}

static void refuses_other_shapes(void)
{
    const char head[sizeof(struct vb_file_request)] = {0};

    CHECK_EQ(request_decode(VB_FILE_OPEN, head, sizeof head - 1, 0, 0, &request), VB_ERR_PROTOCOL);
    CHECK_EQ(request_decode(VB_FILE_READ, head, sizeof head, 0, 0, &request), VB_ERR_PROTOCOL);
    CHECK_EQ(request_decode(VB_FILE_READ, head, sizeof head, 0, 1, &request), VB_OK);
    CHECK_EQ(decode(VB_FILE_READ, 0, "x", 1, 0, 1), VB_ERR_PROTOCOL);
    CHECK_EQ(request_decode(0, head, sizeof head, 0, 0, &request), VB_ERR_NOT_SUPPORTED);
    CHECK_EQ(request_decode(-1, head, sizeof head, 0, 0, &request), VB_ERR_NOT_SUPPORTED);
    CHECK_EQ(request_decode(VB_FILE_PIPE, head, sizeof head, 0, 0, &request), VB_ERR_NOT_SUPPORTED);
    CHECK_EQ(request_decode(INT64_MAX, head, sizeof head, 0, 0, &request), VB_ERR_NOT_SUPPORTED);
}

static void bounds_paths(void)
{
    static char path[VB_PATH_MAX + 1];

    memset(path, 'p', sizeof path);
    CHECK_EQ(decode(VB_FILE_OPEN, 0, path, VB_PATH_MAX, 0, 0), VB_OK);
    CHECK_EQ(decode(VB_FILE_OPEN, 0, path, VB_PATH_MAX + 1, 0, 0), VB_ERR_NAME_TOO_LONG);
}

int main(void)
{
    RUN(takes_paths);
    RUN(takes_pairs);
    RUN(refuses_other_shapes);
    RUN(bounds_paths);
    return check_exit();
}
