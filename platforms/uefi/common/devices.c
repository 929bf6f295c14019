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

void hal_device_submit(struct hal_request *request)
{
    machine_submit(request);
}

void hal_device_cancel(struct hal_request *request)
{
    (void)request; /* what the machine does is done at once */
}
