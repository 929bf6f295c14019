/* The list of devices: the machine, with everything that is in it. */
#include "uefi.h"

#include <hal/hardware.h>

static struct hal_device machine = {
    .kind = VB_DEVICE_MACHINE, .line = DEVICE_MACHINE, .name = "machine"};

size_t hal_device_count(void)
{
    return DEVICES;
}

const struct hal_device *hal_device(size_t index)
{
    machine.flags = hal_dma_isolated() ? VB_MACHINE_DMA_ISOLATED : 0;
    return index == DEVICE_MACHINE ? &machine : NULL;
}

void device_complete(struct hal_request *request, int64_t result, uint32_t output_size)
{
    /* Once `done` is set the request may be gone: read what is still needed before. */
    struct hal_ring *ring = request->ring;
    uint32_t line = request->device; /* index and line are the same number */
    request->output_size = output_size;
    request->result = result;
    atomic_store_explicit(&request->done, true, memory_order_release);
    platform_post(ring, line, 0);
}

void hal_device_submit(struct hal_request *request)
{
    machine_submit(request);
}

void hal_device_cancel(struct hal_request *request)
{
    (void)request; /* what the machine does is done at once */
}
