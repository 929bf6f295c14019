#include <drivers/device.h>
#include <drivers/hardware.h>
#include <kernel_state.h>

/* Paravirtual devices may share a line, and a record may stand for several completions: they are
 * asked, not believed to be done. */
static void devices_came(struct kernel *kernel, uint32_t line)
{
    LIST_FOR_EACH (node, &kernel->ipc.devices) {
        struct device *device = LIST_ENTRY(node, struct device, link);
        if (device->hal->line == line)
            device_collect(device);
    }
}

void interrupts_poll(struct kernel *kernel)
{
    struct hal_interrupt record;
    while (hal_ring_take(kernel->config.ring, &record)) {
        if (!interrupt_came(kernel, record.line, record.time))
            devices_came(kernel, record.line);
    }
}
