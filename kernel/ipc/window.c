#include <ipc/exchange.h>
#include <memory/memory_object.h>
#include <process/handle.h>
#include <process/thread.h>
#include <process/user.h>
#include <string.h>
#include <syscall/handlers.gen.h>

/* The part of window `index` from `offset` on, at most `size` bytes, in the client's memory as it
 * is now: *bytes is good until something else happens. The count, or an error. */
static int64_t window_find(const struct handle *reply, uint32_t index, uint32_t rights,
                           uint64_t offset, uint64_t size, uint8_t **bytes)
{
    const struct exchange *exchange = exchange_of(reply->object);
    if (exchange->state != EXCHANGE_SERVED)
        return VB_ERR_DEAD;
    if (index >= exchange->outgoing.window_count)
        return VB_ERR_RANGE;
    const struct vb_window *window = &exchange->windows[index];
    if ((window->rights & rights) != rights)
        return VB_ERR_ACCESS;
    if (offset > window->size)
        return VB_ERR_RANGE;
    const uint64_t count = MIN(size, window->size - offset);
    *bytes = NULL;
    if (count > 0) {
        *bytes = user_translate(exchange->thread, window->address + offset, count);
        if (*bytes == NULL)
            return VB_ERR_FAULT;
    }
    return (int64_t)count;
}

/* Client and server may be threads of one task. */
static void copy(uint8_t *to, const uint8_t *from, int64_t count)
{
    if (count > 0)
        memmove(to, from, (size_t)count);
}

int64_t sys_window_read(struct thread *self, struct handle *reply, uint32_t window, uint64_t offset,
                        struct user_buffer buffer)
{
    uint8_t *from;
    int64_t count = window_find(reply, window, VB_RIGHT_READ, offset, buffer.size, &from);
    if (count > 0)
        copy(user_translate(self, buffer.address, (uint64_t)count), from, count);
    return count;
}

int64_t sys_window_write(struct thread *self, struct handle *reply, uint32_t window,
                         uint64_t offset, struct user_buffer data)
{
    uint8_t *to;
    int64_t count = window_find(reply, window, VB_RIGHT_WRITE, offset, data.size, &to);
    if (count > 0)
        copy(to, user_translate(self, data.address, (uint64_t)count), count);
    return count;
}

int64_t sys_window_info(struct thread *self, struct handle *reply, uint32_t window, uint64_t info)
{
    uint8_t *unused;
    int64_t status = window_find(reply, window, 0, 0, 0, &unused);
    if (status < 0)
        return status;
    const struct vb_window *found = &exchange_of(reply->object)->windows[window];
    const struct vb_window_info out = {.size = found->size, .rights = found->rights};
    return user_copy_out(self, info, &out, sizeof out);
}

int64_t sys_window_memory(struct thread *self, struct handle *reply, uint32_t window,
                          uint64_t offset, struct handle *memory, uint64_t memory_offset,
                          uint64_t size, uint32_t to_window)
{
    (void)self;
    struct memory_object *object = memory_object_of(memory->object);
    const bool into_window = to_window != 0;
    if ((memory->rights & (into_window ? VB_RIGHT_READ : VB_RIGHT_WRITE)) == 0)
        return VB_ERR_ACCESS;
    if (memory_offset > object->size)
        return VB_ERR_RANGE;
    size = MIN(size, object->size - memory_offset);
    uint8_t *bytes;
    int64_t count = window_find(reply, window, into_window ? VB_RIGHT_WRITE : VB_RIGHT_READ, offset,
                                size, &bytes);
    if (count <= 0)
        return count;
    if (into_window) {
        copy(bytes, memory_object_bytes(object) + memory_offset, count);
        return count;
    }
    uint8_t *to;
    int status = memory_object_writable(object, &to);
    if (status != VB_OK)
        return status;
    copy(to + memory_offset, bytes, count);
    return count;
}
