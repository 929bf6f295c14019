/* A boot image of any bytes: indexed, listed and looked up. */
#include "../../services/vfs/bootfs.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <vibee/file.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct bytes {
    const uint8_t *data;
    size_t size;
};

static int64_t read_bytes(void *context, uint64_t offset, void *to, size_t size)
{
    const struct bytes *bytes = context;

    if (offset >= bytes->size)
        return 0;
    if (size > bytes->size - offset)
        size = bytes->size - (size_t)offset;
    memcpy(to, bytes->data + offset, size);
    return (int64_t)size;
}

static void visit(const struct bootfs *fs, uint32_t node, int depth)
{
    static _Alignas(8) char buffer[64 * 1024];
    const struct bootfs_node *at = &fs->nodes[node];

    if (depth > BOOTFS_DEPTH_MAX)
        abort();
    (void)bootfs_list(fs, node, 0, buffer, sizeof buffer);
    for (uint32_t child = at->child; child != 0; child = fs->nodes[child].sibling) {
        if (bootfs_lookup(fs, node, fs->names + fs->nodes[child].name,
                          fs->nodes[child].name_size) != child)
            abort();
        visit(fs, child, depth + 1);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes bytes = {data, size};
    struct bootfs fs;

    if (bootfs_open(&fs, read_bytes, &bytes) == 0)
        visit(&fs, 0, 0);
    bootfs_close(&fs);
    return 0;
}
