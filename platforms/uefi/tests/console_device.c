/*
 * The platform's devices for the cases of the system calls: one console, in place of the machine
 * (common/devices.c, which the linker then leaves out). What is written goes where boot messages
 * go; input has ended.
 */
#include "../common/uefi.h"

static const struct hal_device console = {.kind = VB_DEVICE_CONSOLE, .line = 0, .name = "console"};

size_t hal_device_count(void)
{
    return 1;
}

const struct hal_device *hal_device(size_t index)
{
    return index == 0 ? &console : NULL;
}

void hal_device_submit(struct hal_request *request)
{
    switch (request->operation) {
    case VB_CONSOLE_WRITE:
        hal_console_write((const char *)request->input, request->input_size);
        device_complete(request, request->input_size, 0);
        break;
    case VB_CONSOLE_READ:
        device_complete(request, 0, 0);
        break;
    default:
        device_complete(request, VB_ERR_NOT_SUPPORTED, 0);
    }
}

void hal_device_cancel(struct hal_request *request)
{
    (void)request; /* everything is done at once */
}
