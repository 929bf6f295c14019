/* The list of devices: the machine, and the serial console when there is one. */
#include "uefi.h"

#include <string.h>

static const struct hal_device devices[DEVICES] = {
    [DEVICE_MACHINE] = {.kind = VB_DEVICE_MACHINE, .line = DEVICE_MACHINE, .name = "machine"},
    [DEVICE_CONSOLE] = {.kind = VB_DEVICE_CONSOLE,
                        .flags = VB_CONSOLE_INPUT_TERMINAL | VB_CONSOLE_OUTPUT_TERMINAL |
                                 VB_CONSOLE_ERROR_TERMINAL,
                        .line = DEVICE_CONSOLE,
                        .name = "serial"}};

bool console_offered(void)
{
    const char *who = option("console");
    return serial_console_there() && !(who && strcmp(who, "drivers") == 0);
}

size_t hal_device_count(void)
{
    return console_offered() ? DEVICES : DEVICE_CONSOLE;
}

const struct hal_device *hal_device(size_t index)
{
    return index < hal_device_count() ? &devices[index] : NULL;
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
    if (request->device == DEVICE_CONSOLE) {
        serial_console_submit(request);
    } else {
        machine_submit(request);
    }
}

void hal_device_cancel(struct hal_request *request)
{
    if (request->device == DEVICE_CONSOLE) {
        serial_console_cancel(request);
    } /* what the machine does is done at once */
}
