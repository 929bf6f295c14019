#include <drivers/device.h>
#include <kernel_state.h>

/* Lines may be shared, and a record may stand for several completions: devices are asked, not
 * believed to be done. */
void interrupts_poll(struct kernel *kernel)
{
    struct hal_interrupt interrupt;
    while (hal_ring_take(kernel->config.ring, &interrupt)) {
        LIST_FOR_EACH (node, &kernel->ipc.devices) {
            struct device *device = LIST_ENTRY(node, struct device, link);
            if (device->hal->line == interrupt.line)
                device_collect(device);
        }
    }
}
