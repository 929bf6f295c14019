/* pvconsole: the terminal protocol over the paravirtual console. */
#include "device.h"
#include "driver.h"
#include "memory.h"
#include <string.h>
#include <vibee/device.h>
#include <vibee/driver.h>

const struct vb_devmgr_resources driver_has = {.device_count = 1, .name = "pvconsole@0"};

static int64_t carry_out(const struct vb_device_request *request, const uint8_t *input,
                         uint8_t *output, uint32_t *size)
{
    const struct vb_console_size cells = {80, 24};

    (void)input;
    if (request->operation == VB_CONSOLE_WRITE)
        return request->input_size;
    if (request->operation != VB_CONSOLE_SIZE)
        return DEVICE_LATER;
    if (request->output_size < sizeof cells)
        return VB_ERR_INVALID;
    memcpy(output, &cells, sizeof cells);
    *size = sizeof cells;
    return VB_OK;
}

const struct device_kind device_kind = {
    .kind = VB_DEVICE_CONSOLE,
    .flags = VB_CONSOLE_INPUT_TERMINAL | VB_CONSOLE_OUTPUT_TERMINAL | VB_CONSOLE_ERROR_TERMINAL,
    .carry_out = carry_out};

static void happens(void)
{
    uint8_t choice = fake_byte();
    size_t size = fake_byte();
    const uint8_t *bytes;

    switch (choice & 7) {
    case 0:
        bytes = fake_bytes(&size);
        (void)device_finish(VB_CONSOLE_READ, (int64_t)size, bytes, size);
        break;
    case 1:
        (void)device_finish(VB_CONSOLE_READ, choice & 8 ? VB_ERR_IO : 0, NULL, 0);
        break;
    case 2:
        (void)device_finish(VB_CONSOLE_EVENT, (int64_t)size, NULL, 0);
        break;
    case 3:
        device_silent((choice & 8) != 0);
        break;
    case 4:
        (void)device_finish(VB_CONSOLE_WRITE, choice & 8 ? VB_ERR_PIPE : (int64_t)size, NULL, 0);
        break;
    case 5:
        device_answers(size & 7, choice & 8 ? VB_ERR_IO : 0);
        break;
    default:
        (void)device_finish(0, choice & 8 ? VB_ERR_CANCELLED : (int64_t)size, NULL, 0);
    }
}

static void told(uint32_t what, uint64_t number, uint64_t other, const uint8_t *bytes, size_t size)
{
    switch ((enum fake_told)what) {
    case FAKE_TYPED:
        (void)device_finish(VB_CONSOLE_READ, (int64_t)size, bytes, size);
        break;
    case FAKE_ENDED:
        (void)device_finish(VB_CONSOLE_READ, (int64_t)other, NULL, 0);
        break;
    case FAKE_EVENT:
        (void)device_finish(VB_CONSOLE_EVENT, (int64_t)number, NULL, 0);
        break;
    case FAKE_COMPLETED:
        while (device_finish(VB_CONSOLE_WRITE, 1, NULL, 0))
            continue;
        break;
    case FAKE_SILENT:
        device_silent(number != 0);
        break;
    case FAKE_ANSWERS:
        device_answers((uint32_t)number, (int64_t)other);
        break;
    default:
        fake_wrong("a console does not know happening %u", what);
    }
}

static const struct protocol_errors errors[] = TERMINAL_ERRORS;

const struct fake_service fake_service = {.run = service_main,
                                          .given = driver_given,
                                          .finished = driver_finished,
                                          .badges = {1},
                                          .ids = 8,
                                          .dies = true,
                                          .happens = happens,
                                          .over = device_over,
                                          .errors = errors,
                                          .called = driver_called,
                                          .told = told};
