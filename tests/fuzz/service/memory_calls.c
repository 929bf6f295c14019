/* System calls on memory objects, windows and handles. */
#include "fake.h"
#include <string.h>

static void *pointer(uint64_t address)
{
    return (void *)(uintptr_t)address;
}

/* Bytes behind an address must be the service's: the sanitizer looks. */
static void touch(uint64_t address, uint64_t size)
{
    volatile uint8_t sum = 0;
    const uint8_t *bytes = pointer(address);

    for (uint64_t i = 0; i < size; i++)
        sum = (uint8_t)(sum + bytes[i]);
}

static uint64_t inside(uint64_t all, uint64_t offset, uint64_t size)
{
    return offset >= all ? 0 : size < all - offset ? size : all - offset;
}

int64_t vb_memory_alloc(uint64_t size)
{
    struct fake_object *object;

    fake_enter();
    if (fake_fails() || size > 1 << 26)
        return VB_ERR_NO_MEMORY;
    object = fake_object(VB_OBJECT_MEMORY);
    object->bytes = calloc(1, size + 1);
    object->size = size;
    if (object->bytes == NULL)
        abort();
    return (int64_t)fake_handle(object);
}

int64_t vb_memory_size(uint64_t memory)
{
    struct fake_object *object = fake_find_type(memory, VB_OBJECT_MEMORY);

    fake_enter();
    return object == NULL ? VB_ERR_BAD_TYPE : (int64_t)object->size;
}

int64_t vb_memory_resize(uint64_t memory, uint64_t size)
{
    struct fake_object *object = fake_find_type(memory, VB_OBJECT_MEMORY);
    uint8_t *bytes;

    fake_enter();
    if (object == NULL)
        return VB_ERR_BAD_TYPE;
    if (fake_fails() || size > 1 << 26)
        return VB_ERR_NO_MEMORY;
    bytes = realloc(object->bytes, size + 1);
    if (bytes == NULL)
        abort();
    if (size > object->size)
        memset(bytes + object->size, 0, size - object->size);
    object->bytes = bytes;
    object->size = size;
    return VB_OK;
}

int64_t vb_memory_read(uint64_t memory, uint64_t offset, uint64_t buffer, uint64_t size)
{
    struct fake_object *object = fake_find_type(memory, VB_OBJECT_MEMORY);

    fake_enter();
    if (object == NULL)
        return VB_ERR_BAD_TYPE;
    if (offset > object->size)
        return VB_ERR_RANGE;
    size = inside(object->size, offset, size);
    if (size > 0)
        memcpy(pointer(buffer), object->bytes + offset, size);
    return (int64_t)size;
}

int64_t vb_memory_write(uint64_t memory, uint64_t offset, uint64_t data, uint64_t size)
{
    struct fake_object *object = fake_find_type(memory, VB_OBJECT_MEMORY);

    fake_enter();
    if (object == NULL)
        return VB_ERR_BAD_TYPE;
    if (offset > object->size || size > object->size - offset)
        return VB_ERR_RANGE;
    if (size > 0)
        memcpy(object->bytes + offset, pointer(data), size);
    fake_spared = false;
    return (int64_t)size;
}

/* ---- windows ---- */

/* How many bytes of a window a transfer may touch, or a vb_status. */
static int64_t window(uint64_t handle, uint32_t index, uint64_t offset, uint64_t size,
                      uint32_t right)
{
    struct fake_object *reply = fake_find_type(handle, VB_OBJECT_REPLY);

    fake_enter();
    if (reply == NULL)
        return VB_ERR_BAD_HANDLE;
    if (!reply->alive)
        return VB_ERR_DEAD;
    if (index >= reply->window_count)
        return VB_ERR_RANGE;
    if ((reply->windows[index].rights & right) == 0)
        return VB_ERR_ACCESS;
    if (offset > reply->windows[index].size)
        return VB_ERR_RANGE;
    return (int64_t)inside(reply->windows[index].size, offset, size);
}

/* Where a window's byte at an offset is; NULL: it has a size, but no bytes. */
static uint8_t *window_bytes(uint64_t handle, uint32_t index, uint64_t offset)
{
    uint64_t address = fake_find_type(handle, VB_OBJECT_REPLY)->windows[index].address;

    return address == 0 ? NULL : (uint8_t *)pointer(address) + offset;
}

int64_t vb_window_read(uint64_t reply, uint32_t index, uint64_t offset, uint64_t buffer,
                       uint64_t size)
{
    int64_t count = window(reply, index, offset, size, VB_RIGHT_READ);

    const uint8_t *from = count > 0 ? window_bytes(reply, index, offset) : NULL;

    for (int64_t i = 0; i < count; i++)
        ((uint8_t *)pointer(buffer))[i] = from != NULL                     ? from[i]
                                          : (offset + (uint64_t)i) % 7 < 4 ? '\n'
                                                                           : 'a';
    return count;
}

int64_t vb_window_write(uint64_t reply, uint32_t index, uint64_t offset, uint64_t data,
                        uint64_t size)
{
    int64_t count = window(reply, index, offset, size, VB_RIGHT_WRITE);

    if (count > 0 && window_bytes(reply, index, offset) != NULL)
        memcpy(window_bytes(reply, index, offset), pointer(data), (size_t)count);
    else if (count > 0)
        touch(data, (uint64_t)count);
    return count;
}

int64_t vb_window_memory(uint64_t reply, uint32_t index, uint64_t offset, uint64_t memory,
                         uint64_t memory_offset, uint64_t size, uint32_t to_window)
{
    struct fake_object *object = fake_find_type(memory, VB_OBJECT_MEMORY);
    int64_t count = window(reply, index, offset, size, to_window ? VB_RIGHT_WRITE : VB_RIGHT_READ);

    if (object == NULL)
        return VB_ERR_BAD_TYPE;
    if (memory_offset > object->size || size > object->size - memory_offset)
        fake_wrong("%llu bytes at %llu of an object of %llu", (unsigned long long)size,
                   (unsigned long long)memory_offset, (unsigned long long)object->size);
    if (count > 0 && window_bytes(reply, index, offset) != NULL) {
        uint8_t *bytes = window_bytes(reply, index, offset);

        memcpy(to_window ? bytes : object->bytes + memory_offset,
               to_window ? object->bytes + memory_offset : bytes, (size_t)count);
    }
    return count;
}

/* ---- handles ---- */

int64_t vb_handle_close(uint64_t handle)
{
    struct fake_object *object = fake_find(handle);

    fake_enter();
    if (object == NULL)
        return VB_ERR_BAD_HANDLE;
    if (object->type == VB_OBJECT_REPLY && object->alive && fake_badge_count(object->badge) > 0)
        fake_wrong("a call is dropped whose client waits");
    fake_close(handle);
    return VB_OK;
}

int64_t vb_handle_duplicate(uint64_t handle, uint32_t rights)
{
    struct fake_object *object = fake_find(handle);

    (void)rights;
    fake_enter();
    if (object == NULL)
        return VB_ERR_BAD_HANDLE;
    if (fake_fails())
        return fake_refusal;
    object->references++;
    return (int64_t)fake_handle(object);
}

int64_t vb_handle_info(uint64_t handle, uint64_t info)
{
    struct fake_object *object = fake_find(handle);

    fake_enter();
    if (object == NULL)
        return VB_ERR_BAD_HANDLE;
    *(struct vb_handle_info *)pointer(info) = (struct vb_handle_info){
        .type = object->type, .rights = UINT32_MAX, .object = (uint64_t)(uintptr_t)object};
    return VB_OK;
}
