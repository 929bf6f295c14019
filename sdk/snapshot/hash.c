#include <sdk/snapshot.h>
#include <vibee/objects.h>
#include <vibee/status.h>
#include <vibee/syscalls.h>

enum { PIECE = 65536 };

int64_t sdk_hash_memory(struct sha256 *hash, uint64_t memory, uint64_t offset, uint64_t size)
{
    static uint8_t piece[PIECE];

    for (uint64_t at = 0; at < size;) {
        uint64_t part = size - at < PIECE ? size - at : PIECE;
        int64_t status = vb_memory_read(memory, offset + at, VB_ADDRESS(piece), part);
        if (status < 0)
            return status;
        sha256_add(hash, piece, (size_t)part);
        at += part;
    }
    return VB_OK;
}

int64_t sdk_hash_image(uint64_t memory, uint8_t out[SHA256_SIZE])
{
    struct sha256 hash;
    int64_t size = vb_memory_size(memory);

    sha256_begin(&hash);
    int64_t status = size < 0 ? size : sdk_hash_memory(&hash, memory, 0, (uint64_t)size);
    sha256_end(&hash, out);
    return status < 0 ? status : size;
}

static int64_t add_part(struct sha256 *hash, uint64_t task, uint32_t part, uint64_t scratch)
{
    struct vb_save_position position = {0};
    int64_t status = VB_OK;

    do {
        int64_t size = vb_task_save(task, part, VB_ADDRESS(&position), scratch);
        status = size < 0 ? size : sdk_hash_memory(hash, scratch, 0, (uint64_t)size);
    } while (status == VB_OK && position.memory != VB_SAVED_ALL);
    return status;
}

int64_t sdk_hash_state(uint64_t task, uint8_t out[SHA256_SIZE])
{
    struct sha256 hash;
    int64_t scratch = vb_memory_alloc(0);

    if (scratch < 0)
        return scratch;
    sha256_begin(&hash);
    int64_t status = add_part(&hash, task, VB_SAVE_STATE, (uint64_t)scratch);
    if (status == VB_OK)
        status = add_part(&hash, task, VB_SAVE_PAGES, (uint64_t)scratch);
    sha256_end(&hash, out);
    (void)vb_handle_close((uint64_t)scratch);
    return status;
}
