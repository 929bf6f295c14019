#include <ipc/exchange.h>
#include <memory/memory_object.h>
#include <process/handle.h>
#include <process/task.h>
#include <process/thread.h>
#include <process/user.h>
#include <syscall/handlers.gen.h>

/* The part of window `index` from `offset` on, at most `size` bytes, in the client's memory as it
 * is now: *place is good until something else happens. The count, or an error. */
static int64_t window_find(const struct handle *reply, uint32_t index, uint32_t rights,
                           uint64_t offset, uint64_t size, struct place *place)
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
    if (count > 0) {
        *place = user_place(exchange->thread, window->address + offset, count);
        if (place->bytes == NULL)
            return VB_ERR_FAULT;
    }
    return (int64_t)count;
}

int64_t sys_window_read(struct thread *self, struct handle *reply, uint32_t window, uint64_t offset,
                        struct user_buffer buffer)
{
    struct place from;
    int64_t count = window_find(reply, window, VB_RIGHT_READ, offset, buffer.size, &from);
    if (count > 0)
        place_copy(self->task->kernel, user_place(self, buffer.address, (uint64_t)count), from,
                   (size_t)count);
    return count;
}

int64_t sys_window_write(struct thread *self, struct handle *reply, uint32_t window,
                         uint64_t offset, struct user_buffer data)
{
    struct place to;
    int64_t count = window_find(reply, window, VB_RIGHT_WRITE, offset, data.size, &to);
    if (count > 0)
        place_copy(self->task->kernel, to, user_place(self, data.address, (uint64_t)count),
                   (size_t)count);
    return count;
}

int64_t sys_window_info(struct thread *self, struct handle *reply, uint32_t window, uint64_t info)
{
    struct place unused;
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
    struct kernel *kernel = self->task->kernel;
    struct memory_object *object = memory_object_of(memory->object);
    const bool into_window = to_window != 0;
    if ((memory->rights & (into_window ? VB_RIGHT_READ : VB_RIGHT_WRITE)) == 0)
        return VB_ERR_ACCESS;
    if (memory_offset > object->size)
        return VB_ERR_RANGE;
    size = MIN(size, object->size - memory_offset);
    struct place place;
    int64_t count = window_find(reply, window, into_window ? VB_RIGHT_WRITE : VB_RIGHT_READ, offset,
                                size, &place);
    if (count <= 0)
        return count;
    if (into_window) {
        place_copy(kernel, place, kernel_place(memory_object_bytes(object) + memory_offset),
                   (size_t)count);
        return count;
    }
    uint8_t *to;
    int status = memory_object_writable(object, &to);
    if (status != VB_OK)
        return status;
    place_copy(kernel, kernel_place(to + memory_offset), place, (size_t)count);
    return count;
}
