#include <drivers/device.h>
#include <ipc/pulse.h>
#include <process/handle.h>
#include <process/task.h>
#include <process/user.h>
#include <string.h>
#include <syscall/handlers.gen.h>

int64_t sys_device_info(struct thread *self, struct handle *device, uint64_t info)
{
    const struct hal_device *hal = device_of(device->object)->hal;
    struct vb_device_info out = {.kind = (uint32_t)hal->kind, .flags = hal->flags};
    memcpy(out.name, hal->name, sizeof out.name);
    return user_copy_out(self, info, &out, sizeof out);
}

int64_t sys_device_watch(struct thread *self, struct handle *handle, struct handle *pulse)
{
    struct device *device = device_of(handle->object);
    struct object *before = device->pulse;
    device->pulse = pulse->object;
    object_retain(device->pulse);
    object_release(self->task->kernel, before);
    device_collect(device);
    if (!list_empty(&device->done)) /* what came for the one who watched before */
        (void)pulse_fire(pulse_of(device->pulse), DEVICE_BIT);
    return VB_OK;
}

int64_t sys_device_submit(struct thread *self, struct handle *handle, uint64_t address)
{
    struct device *device = device_of(handle->object);
    struct vb_device_request in;
    int status = user_copy_in(self, &in, address, sizeof in);
    if (status != VB_OK)
        return status;
    if (in.operation == 0)
        return VB_ERR_INVALID;
    if (in.input_size > VB_DEVICE_TRANSFER_MAX || in.output_size > VB_DEVICE_TRANSFER_MAX)
        return VB_ERR_TOO_BIG;
    if (device->requests >= VB_DEVICE_REQUESTS_MAX)
        return VB_ERR_BUSY;
    struct device_request *request =
        device_request_create(device, self->task, in.input_size, in.output_size, &status);
    if (request == NULL)
        return status;
    status = user_copy_in(self, request + 1, in.input, in.input_size);
    if (status != VB_OK) {
        device_request_free(request);
        return status;
    }
    request->tag = in.tag;
    request->hal.operation = in.operation;
    request->hal.flags = in.flags;
    request->hal.node = in.node;
    request->hal.offset = in.offset;
    device_submit(request);
    return VB_OK;
}

/* The completed request that is next; NULL: there is none. */
static struct device_request *next_done(struct device *device)
{
    if (list_empty(&device->done))
        device_collect(device);
    struct list *first = list_first(&device->done);
    return first == NULL ? NULL : LIST_ENTRY(first, struct device_request, link);
}

static int copy_completion(struct thread *self, const struct device_request *request,
                           uint64_t completion, struct user_buffer buffer)
{
    const uint32_t written = MIN(request->hal.output_size, request->output_room);
    const struct vb_device_completion out = {
        .tag = request->tag,
        .result = request->hal.result,
        .output_size = (uint32_t)MIN(written, buffer.size),
    };
    int status = user_copy_out(self, buffer.address, request->hal.output, out.output_size);
    return status == VB_OK ? user_copy_out(self, completion, &out, sizeof out) : status;
}

int64_t sys_device_complete(struct thread *self, struct handle *handle, uint64_t completion,
                            struct user_buffer buffer)
{
    struct device_request *request = next_done(device_of(handle->object));
    if (request == NULL)
        return VB_ERR_AGAIN;
    int status = copy_completion(self, request, completion, buffer);
    if (status == VB_OK)
        device_request_free(request);
    return status;
}

int64_t sys_device_peek(struct thread *self, struct handle *handle, uint64_t completion,
                        struct user_buffer buffer)
{
    const struct device_request *request = next_done(device_of(handle->object));
    return request == NULL ? VB_ERR_AGAIN : copy_completion(self, request, completion, buffer);
}
