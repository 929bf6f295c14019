/* The device of kind VB_DEVICE_MACHINE: tables, the framebuffer and what is on it
 * (spec/device.vibee). */
#include "uefi.h"

#include <string.h>

static void answer_table(struct hal_request *request)
{
    size_t size = 0;
    if (request->input_size != 4 || request->node > UINT32_MAX) {
        device_complete(request, VB_ERR_INVALID, 0);
        return;
    }
    const char *table = table_find((const char *)request->input, (uint32_t)request->node, &size);
    if (!table) {
        device_complete(request, VB_ERR_NOT_FOUND, 0);
        return;
    }
    uint64_t left = request->offset < size ? size - request->offset : 0;
    uint32_t count = (uint32_t)MIN(left, request->output_size);
    if (count > 0) {
        memcpy(request->output, table + request->offset, count);
    }
    device_complete(request, (int64_t)size, count);
}

static void answer_framebuffer(struct hal_request *request)
{
    const struct boot_framebuffer *found = &boot.framebuffer;
    struct vb_framebuffer out = {.address = found->address,
                                 .size = found->size,
                                 .width = found->width,
                                 .height = found->height,
                                 .pitch = found->pitch,
                                 .format = found->format};
    if (request->output_size < sizeof out) {
        device_complete(request, VB_ERR_INVALID, 0);
    } else if (found->size == 0) {
        device_complete(request, VB_ERR_NOT_FOUND, 0);
    } else {
        memcpy(request->output, &out, sizeof out);
        device_complete(request, VB_OK, sizeof out);
    }
}

static void answer_messages(struct hal_request *request)
{
    size_t size = screen_text((char *)request->output, request->output_size);
    device_complete(request, size > 0 ? (int64_t)size : VB_ERR_NOT_FOUND, (uint32_t)size);
}

_Static_assert(SCREEN_TEXT_MAX <= VB_MACHINE_MESSAGES_MAX, "who asks has room for all of it");

void machine_submit(struct hal_request *request)
{
    switch (request->operation) {
    case VB_MACHINE_TABLE:
        answer_table(request);
        break;
    case VB_MACHINE_FRAMEBUFFER:
        answer_framebuffer(request);
        break;
    case VB_MACHINE_MESSAGES:
        answer_messages(request);
        break;
    default:
        device_complete(request, VB_ERR_NOT_SUPPORTED, 0);
    }
}
