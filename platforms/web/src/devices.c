/* The list of devices, which the host makes before the system starts, and their requests. */
#include "web.h"

#include <string.h>

static struct hal_device devices[HAL_LINES];
static size_t device_count;

int web_device(enum vb_device_kind kind, uint32_t flags, const char *name)
{
    size_t length = strlen(name);
    if (device_count == HAL_LINES) {
        return VB_ERR_LIMIT;
    }
    struct hal_device *device = &devices[device_count];
    if (length >= sizeof device->name) {
        return VB_ERR_NAME_TOO_LONG;
    }
    *device = (struct hal_device){.kind = kind, .flags = flags, .line = (uint32_t)device_count};
    memcpy(device->name, name, length + 1);
    return (int)device_count++;
}

size_t hal_device_count(void)
{
    return device_count;
}

const struct hal_device *hal_device(size_t index)
{
    return index < device_count ? &devices[index] : NULL;
}

void hal_device_submit(struct hal_request *request)
{
    web_submit(request, request->device, request->operation, request->flags, request->node,
               request->offset, request->input, request->input_size, request->output,
               request->output_size);
}

void hal_device_cancel(struct hal_request *request)
{
    web_cancel(request);
}

void web_complete(struct hal_request *request, int64_t result, uint32_t output_size)
{
    struct hal_ring *ring = request->ring;
    uint32_t line = devices[request->device].line;
    request->output_size = output_size;
    request->result = result;
    atomic_store_explicit(&request->done, true, memory_order_release);
    hal_ring_post(ring, line, 0, hal_clock_monotonic());
}
