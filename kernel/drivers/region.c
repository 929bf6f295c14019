#include <drivers/device.h>
#include <drivers/hardware.h>
#include <kernel_state.h>
#include <memory/alloc.h>
#include <memory/memory_object.h>
#include <process/handle.h>
#include <process/task.h>
#include <process/user.h>
#include <string.h>
#include <syscall/handlers.gen.h>

struct region {
    struct object object; /* VB_OBJECT_REGION */
    struct hal_region hal;
};

bool hardware_machine(const struct handle *device)
{
    return device_of(device->object)->hal->kind == VB_DEVICE_MACHINE;
}

int64_t hardware_place(struct task *task, struct object *object, uint32_t rights)
{
    int64_t value = handle_place(task, right_open(task->kernel, object, rights, 0));
    object_release(task->kernel, object);
    return value;
}

static struct region *region_of(struct object *object)
{
    return CONTAINER_OF(object, struct region, object);
}

static void region_destroy(struct kernel *kernel, struct object *object)
{
    (void)kernel;
    struct region *region = region_of(object);
    hal_region_close(&region->hal);
    kernel_free(object->account, region, sizeof *region);
}

static const struct object_ops region_ops = {NULL, NULL, region_destroy};

static bool request_valid(uint32_t kind, uint32_t caching, uint64_t base, uint64_t size)
{
    if (size == 0 || size - 1 > UINT64_MAX - base || size > SIZE_MAX / 2)
        return false;
    if (kind == VB_REGION_PORTS)
        return caching == VB_REGION_UNCACHED;
    return kind == VB_REGION_MEMORY && caching <= VB_REGION_CACHED;
}

int64_t sys_region_create(struct thread *self, struct handle *device, uint32_t kind,
                          uint32_t caching, uint64_t base, uint64_t size)
{
    struct task *task = self->task;
    if (!hardware_machine(device))
        return VB_ERR_BAD_TYPE;
    if (!request_valid(kind, caching, base, size))
        return VB_ERR_INVALID;
    int status = handle_reserve(task, 1);
    if (status != VB_OK)
        return status;
    struct region *region = kernel_alloc(task->account, sizeof *region, &status);
    if (region == NULL)
        return status;
    status = hal_region_open((enum vb_region_kind)kind, (enum vb_region_caching)caching, base, size,
                             &region->hal);
    if (status != VB_OK) {
        kernel_free(task->account, region, sizeof *region);
        return status;
    }
    object_init(task->kernel, &region->object, VB_OBJECT_REGION, &region_ops, task->account);
    return hardware_place(task, &region->object, REGION_RIGHTS_ALL);
}

/* ---- access --------------------------------------------------------------------------------- */

static int access_check(const struct region *region, uint64_t offset, uint32_t width)
{
    const uint32_t widest = region->hal.kind == VB_REGION_PORTS ? 4 : 8;
    if (width == 0 || width > widest || (width & (width - 1)) != 0 || offset % width != 0)
        return VB_ERR_INVALID;
    if (offset >= region->hal.size || width > region->hal.size - offset)
        return VB_ERR_RANGE;
    return VB_OK;
}

int64_t sys_region_read(struct thread *self, struct handle *handle, uint64_t offset, uint32_t width,
                        uint64_t value)
{
    const struct region *region = region_of(handle->object);
    int status = access_check(region, offset, width);
    if (status != VB_OK)
        return status;
    const uint64_t out = hal_region_read(&region->hal, offset, width);
    return user_copy_out(self, value, &out, sizeof out);
}

int64_t sys_region_write(struct thread *self, struct handle *handle, uint64_t offset,
                         uint32_t width, uint64_t value)
{
    (void)self;
    const struct region *region = region_of(handle->object);
    int status = access_check(region, offset, width);
    if (status == VB_OK)
        hal_region_write(&region->hal, offset, width, value);
    return status;
}

/* ---- access together with memory: what a driver that may be killed must not do in two steps ----
 */

/* Eight bytes of the object, to be written after everything else was found to be right. */
static int note_check(struct handle *handle, uint64_t at, uint8_t **out)
{
    struct memory_object *memory = memory_object_of(handle->object);
    if (memory->size < sizeof(uint64_t) || at > memory->size - sizeof(uint64_t))
        return VB_ERR_RANGE;
    int status = memory_object_writable(memory, out);
    if (status == VB_OK)
        *out += at;
    return status;
}

int64_t sys_region_fetch(struct thread *self, struct handle *handle, uint64_t offset,
                         uint32_t width, struct handle *memory, uint64_t at)
{
    (void)self;
    const struct region *region = region_of(handle->object);
    uint8_t *out = NULL;
    int status = width > 4 ? VB_ERR_INVALID : access_check(region, offset, width);
    if (status == VB_OK)
        status = note_check(memory, at, &out);
    if (status != VB_OK)
        return status;
    const uint64_t value = hal_region_read(&region->hal, offset, width);
    memcpy(out, &value, sizeof value);
    return (int64_t)value;
}

int64_t sys_region_post(struct thread *self, struct handle *handle, uint64_t offset, uint32_t width,
                        uint64_t value, struct handle *memory, uint64_t at, uint64_t note)
{
    (void)self;
    const struct region *region = region_of(handle->object);
    uint8_t *out = NULL;
    int status = access_check(region, offset, width);
    if (status == VB_OK)
        status = note_check(memory, at, &out);
    if (status != VB_OK)
        return status;
    hal_region_write(&region->hal, offset, width, value);
    memcpy(out, &note, sizeof note);
    return VB_OK;
}

/* ---- bytes: by way of the kernel, since a platform's access need not reach a program's memory ---
 */

#define CHUNK 512u

static int bytes_check(const struct region *region, uint64_t offset, uint64_t size)
{
    if (region->hal.kind != VB_REGION_MEMORY)
        return VB_ERR_INVALID;
    if (offset > region->hal.size || size > region->hal.size - offset)
        return VB_ERR_RANGE;
    return VB_OK;
}

/* Through a chunk on the kernel's stack, from the region to the program or the other way. */
static int64_t move_bytes(struct thread *self, const struct handle *handle, uint64_t offset,
                          struct user_buffer buffer, bool to_region)
{
    const struct region *region = region_of(handle->object);
    uint8_t chunk[CHUNK];
    int status = bytes_check(region, offset, buffer.size);
    for (uint64_t done = 0; status == VB_OK && done < buffer.size; done += CHUNK) {
        const size_t size = (size_t)MIN(buffer.size - done, CHUNK);
        if (to_region) {
            status = user_copy_in(self, chunk, buffer.address + done, size);
            if (status == VB_OK)
                hal_region_copy_in(&region->hal, offset + done, chunk, size);
        } else {
            hal_region_copy_out(&region->hal, offset + done, chunk, size);
            status = user_copy_out(self, buffer.address + done, chunk, size);
        }
    }
    return status != VB_OK ? status : (int64_t)buffer.size;
}

int64_t sys_region_read_bytes(struct thread *self, struct handle *handle, uint64_t offset,
                              struct user_buffer buffer)
{
    return move_bytes(self, handle, offset, buffer, false);
}

int64_t sys_region_write_bytes(struct thread *self, struct handle *handle, uint64_t offset,
                               struct user_buffer data)
{
    return move_bytes(self, handle, offset, data, true);
}
