#include <kernel_state.h>
#include <memory/memory_object.h>
#include <process/task.h>
#include <process/user.h>
#include <string.h>
#include <syscall/handlers.gen.h>

/* A size that this target can address. */
static bool size_valid(uint64_t size)
{
    return size <= SIZE_MAX / 2;
}

static bool range_valid(const struct memory_object *memory, uint64_t offset, uint64_t size)
{
    return offset <= memory->size && size <= memory->size - offset;
}

/* A handle to an object just made, whose one reference is the caller's. */
static int64_t insert_new(struct thread *self, struct memory_object *memory, uint32_t rights)
{
    int64_t value = handle_insert(self->task, &memory->object, rights, 0);
    object_release(self->task->kernel, &memory->object);
    return value;
}

int64_t sys_memory_alloc(struct thread *self, uint64_t size)
{
    struct memory_object *memory;
    if (!size_valid(size))
        return VB_ERR_INVALID;
    int status = memory_object_create(self->task->account, (size_t)size, &memory);
    return status != VB_OK ? status : insert_new(self, memory, MEMORY_RIGHTS_ALL);
}

int64_t sys_memory_free(struct thread *self, struct handle *memory)
{
    (void)self;
    return memory_object_resize(memory_object_of(memory->object), 0);
}

/* ---- numbers that a device looks at: whole, and in the order of the calls -----------------------
 */

static bool is_word(const struct memory_object *memory, uint64_t offset, uint64_t size)
{
    return memory->pins > 0 && (size == 1 || size == 2 || size == 4 || size == 8) &&
           offset % size == 0;
}

static uint64_t word_load(const uint8_t *from, uint64_t size)
{
    switch (size) {
    case 1:
        return __atomic_load_n(from, __ATOMIC_ACQUIRE);
    case 2:
        return __atomic_load_n((const uint16_t *)(const void *)from, __ATOMIC_ACQUIRE);
    case 4:
        return __atomic_load_n((const uint32_t *)(const void *)from, __ATOMIC_ACQUIRE);
    default:
        return __atomic_load_n((const uint64_t *)(const void *)from, __ATOMIC_ACQUIRE);
    }
}

/* Sequentially consistent: what the device is asked afterwards, it answers having seen this. */
static void word_store(uint8_t *to, uint64_t size, uint64_t value)
{
    switch (size) {
    case 1:
        __atomic_store_n(to, (uint8_t)value, __ATOMIC_SEQ_CST);
        break;
    case 2:
        __atomic_store_n((uint16_t *)(void *)to, (uint16_t)value, __ATOMIC_SEQ_CST);
        break;
    case 4:
        __atomic_store_n((uint32_t *)(void *)to, (uint32_t)value, __ATOMIC_SEQ_CST);
        break;
    default:
        __atomic_store_n((uint64_t *)(void *)to, value, __ATOMIC_SEQ_CST);
        break;
    }
}

static int copy_out(struct thread *self, const struct memory_object *memory, uint64_t offset,
                    uint64_t address, size_t size)
{
    const uint8_t *from = memory_object_bytes(memory) + offset;
    if (!is_word(memory, offset, size))
        return user_copy_out(self, address, from, size);
    const uint64_t word = word_load(from, size); /* little-endian, as all targets are */
    return user_copy_out(self, address, &word, size);
}

static int copy_in(struct thread *self, const struct memory_object *memory, uint8_t *bytes,
                   uint64_t offset, struct user_buffer data)
{
    if (!is_word(memory, offset, data.size))
        return user_copy_in(self, bytes + offset, data.address, (size_t)data.size);
    uint64_t word = 0;
    int status = user_copy_in(self, &word, data.address, (size_t)data.size);
    if (status == VB_OK)
        word_store(bytes + offset, data.size, word);
    return status;
}

int64_t sys_memory_read(struct thread *self, struct handle *handle, uint64_t offset,
                        struct user_buffer buffer)
{
    const struct memory_object *memory = memory_object_of(handle->object);
    if (offset > memory->size)
        return VB_ERR_RANGE;
    size_t size = (size_t)MIN(buffer.size, memory->size - offset);
    if (size == 0)
        return 0;
    int status = copy_out(self, memory, offset, buffer.address, size);
    return status != VB_OK ? status : (int64_t)size;
}

int64_t sys_memory_write(struct thread *self, struct handle *handle, uint64_t offset,
                         struct user_buffer data)
{
    struct memory_object *memory = memory_object_of(handle->object);
    uint8_t *bytes;
    if (!range_valid(memory, offset, data.size))
        return VB_ERR_RANGE;
    if (data.size == 0)
        return 0;
    int status = memory_object_writable(memory, &bytes);
    if (status == VB_OK)
        status = copy_in(self, memory, bytes, offset, data);
    return status != VB_OK ? status : (int64_t)data.size;
}

int64_t sys_memory_size(struct thread *self, struct handle *memory)
{
    (void)self;
    return (int64_t)memory_object_of(memory->object)->size;
}

int64_t sys_memory_resize(struct thread *self, struct handle *memory, uint64_t size)
{
    (void)self;
    if (!size_valid(size))
        return VB_ERR_INVALID;
    return memory_object_resize(memory_object_of(memory->object), (size_t)size);
}

int64_t sys_memory_clone(struct thread *self, struct handle *handle)
{
    struct memory_object *memory = memory_object_of(handle->object), *copy;
    int status = memory_object_share(self->task->account, memory, 0, memory->size, &copy);
    return status != VB_OK ? status : insert_new(self, copy, MEMORY_RIGHTS_ALL);
}

int64_t sys_memory_slice(struct thread *self, struct handle *handle, uint64_t offset, uint64_t size)
{
    struct memory_object *memory = memory_object_of(handle->object), *slice;
    if (!range_valid(memory, offset, size))
        return VB_ERR_RANGE;
    int status =
        memory_object_share(self->task->account, memory, (size_t)offset, (size_t)size, &slice);
    if (status != VB_OK)
        return status;
    return insert_new(self, slice, VB_RIGHT_DUPLICATE | VB_RIGHT_TRANSFER | VB_RIGHT_READ);
}

int64_t sys_memory_copy(struct thread *self, struct handle *to_handle, uint64_t to_offset,
                        struct handle *from_handle, uint64_t from_offset, uint64_t size)
{
    (void)self;
    struct memory_object *to = memory_object_of(to_handle->object);
    struct memory_object *from = memory_object_of(from_handle->object);
    uint8_t *bytes;
    if (!range_valid(to, to_offset, size) || !range_valid(from, from_offset, size))
        return VB_ERR_RANGE;
    if (size == 0)
        return 0;
    int status = memory_object_writable(to, &bytes); /* may move `from` too: it may be `to` */
    if (status != VB_OK)
        return status;
    memmove(bytes + to_offset, memory_object_bytes(from) + from_offset, (size_t)size);
    return (int64_t)size;
}

/* ---- a shim and its caller --------------------------------------------------------------------
 */

static int64_t copy_between(struct thread *self, uint64_t to, uint64_t from, uint64_t size)
{
    const struct place target = user_place(self, to, size);
    const struct place source = user_place(self, from, size);
    if (size == 0)
        return VB_OK;
    if (target.bytes == NULL || source.bytes == NULL)
        return VB_ERR_FAULT;
    place_copy(self->task->kernel, target, source, (size_t)size);
    return VB_OK;
}

int64_t sys_caller_read(struct thread *self, uint64_t to, uint64_t from, uint64_t size)
{
    return copy_between(self, to & ~VB_CALLER_MEMORY, from | VB_CALLER_MEMORY, size);
}

int64_t sys_caller_write(struct thread *self, uint64_t to, uint64_t from, uint64_t size)
{
    return copy_between(self, to | VB_CALLER_MEMORY, from & ~VB_CALLER_MEMORY, size);
}
