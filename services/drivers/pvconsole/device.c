/* Requests to the device, and what comes back. */
#include "pvconsole.h"
#include <string.h>
#include <vibee/syscalls.h>

/* A request's tag: operation, incarnation, stream, and a write's size or a read's number. */
enum { TAG_INCARNATION = 8, INCARNATION_BITS = 22, TAG_STREAM = 30, TAG_SIZE = 32 };

static char buffer[INPUT_CHUNK];

static uint64_t tag_of(const struct pvconsole *console, uint32_t operation)
{
    return operation | console->incarnation << TAG_INCARNATION;
}

static int64_t submit(struct pvconsole *console, uint32_t operation, uint32_t output_size)
{
    struct vb_device_request request = {.tag = tag_of(console, operation) | (uint64_t)console->reads
                                                                                << TAG_SIZE,
                                        .operation = operation,
                                        .output_size = output_size};

    return vb_device_submit(console->device, VB_ADDRESS(&request));
}

int64_t device_read(struct pvconsole *console)
{
    int64_t status;

    if (console->reading)
        return VB_OK;
    console->reads++;
    status = submit(console, VB_CONSOLE_READ, INPUT_CHUNK);
    console->reading = status >= 0;
    console->read_wanted = status == VB_ERR_BUSY;
    return console->read_wanted ? VB_OK : status;
}

int64_t device_write(struct pvconsole *console, uint32_t stream, const void *data, size_t size)
{
    struct vb_device_request request = {.tag = tag_of(console, VB_CONSOLE_WRITE) |
                                               (uint64_t)stream << TAG_STREAM |
                                               (uint64_t)size << TAG_SIZE,
                                        .operation = VB_CONSOLE_WRITE,
                                        .node = stream,
                                        .input = VB_ADDRESS(data),
                                        .input_size = (uint32_t)size};
    int64_t status = vb_device_submit(console->device, VB_ADDRESS(&request));

    if (status >= 0)
        console->under_way += size;
    return status;
}

int64_t device_start(struct pvconsole *console)
{
    enum { SHIFT = 16 }; /* units of 65 microseconds: longer than a driver takes to be replaced */
    struct vb_device_info info;
    int64_t pulse, status = vb_device_info(console->device, VB_ADDRESS(&info));

    if (status < 0)
        return status;
    console->incarnation =
        (uint64_t)vb_clock(VB_CLOCK_MONOTONIC) >> SHIFT & ((1 << INCARNATION_BITS) - 1);
    console->server.info.flags = info.flags;
    memcpy(console->server.info.name, info.name, sizeof console->server.info.name);
    console->reads = (uint32_t)vb_clock(VB_CLOCK_MONOTONIC);
    pulse = sdk_driver_pulse(&console->server.driver, 0);
    if (pulse < 0)
        return pulse;
    status = vb_device_watch(console->device, (uint64_t)pulse);
    if (status < 0)
        return status;
    if (info.flags & VB_CONSOLE_OUTPUT_TERMINAL)
        (void)submit(console, VB_CONSOLE_SIZE, sizeof(struct vb_console_size));
    (void)submit(console, VB_CONSOLE_EVENT, 0);
    return VB_OK;
}

/* Into the queue, unless it is there already. False: it cannot be kept, and stays with the device.
 */
static bool keep_input(struct pvconsole *console, const struct vb_device_completion *completion)
{
    struct kept_ring *input = &console->server.input;
    uint64_t last;

    kept_ring_get(input, &last, sizeof last);
    if (last == completion->tag)
        return true;
    kept_ring_set(input, &completion->tag, sizeof completion->tag);
    return kept_ring_put(input, buffer, completion->output_size) >= 0;
}

static uint32_t size_came(struct pvconsole *console, const struct vb_device_completion *completion)
{
    struct vb_console_size size;

    if (completion->result < 0 || completion->output_size != sizeof size)
        return 0;
    memcpy(&size, buffer, sizeof size);
    console->server.info.columns = size.columns;
    console->server.info.rows = size.rows;
    return VB_DRIVER_CHANGED;
}

static uint32_t event_came(struct pvconsole *console, int64_t event)
{
    if (event == VB_CONSOLE_RESIZED)
        (void)submit(console, VB_CONSOLE_SIZE, sizeof(struct vb_console_size));
    else if (event > 0 && event < 32)
        console->events |= UINT32_C(1) << event;
    return console->events != 0 ? VB_DRIVER_EVENT : 0;
}

static uint32_t write_done(struct pvconsole *console, const struct vb_device_completion *completion)
{
    uint64_t size = completion->tag >> TAG_SIZE;
    uint32_t bits = 0;

    console->under_way -= size < console->under_way ? size : console->under_way;
    if (completion->result < 0) {
        *((completion->tag >> TAG_STREAM & 3) == 2 ? &console->server.info.error
                                                   : &console->server.info.output) =
            completion->result;
        bits |= VB_DRIVER_CHANGED;
    }
    if (console->server.room_wanted > 0 && console->under_way < OUTPUT_LIMIT)
        bits |= VB_DRIVER_ROOM;
    if (console->server.drain_wanted && console->under_way == 0)
        bits |= VB_DRIVER_DRAINED;
    return bits;
}

/* What an earlier incarnation asked for is used all the same, but not asked for again. */
static uint32_t take(struct pvconsole *console, const struct vb_device_completion *completion)
{
    bool own = (completion->tag >> TAG_INCARNATION & ((1 << INCARNATION_BITS) - 1)) ==
               console->incarnation;

    switch (completion->tag & 0xff) {
    case VB_CONSOLE_READ:
        if (own)
            console->reading = false;
        console->server.ended = console->server.ended || completion->result <= 0;
        return VB_DRIVER_INPUT;
    case VB_CONSOLE_WRITE:
        return own ? write_done(console, completion) : 0;
    case VB_CONSOLE_SIZE:
        return size_came(console, completion);
    case VB_CONSOLE_EVENT:
        /* A device without events says so; asking again would not end. */
        if (own && completion->result >= 0)
            (void)submit(console, VB_CONSOLE_EVENT, 0);
        return event_came(console, completion->result);
    default:
        return 0;
    }
}

void device_completed(struct pvconsole *console)
{
    struct vb_device_completion completion;
    char nothing;
    uint32_t bits = 0;

    for (;;) {
        console->held = kept_ring_room(&console->server.input) < sizeof buffer;
        if (console->held || vb_device_peek(console->device, VB_ADDRESS(&completion),
                                            VB_ADDRESS(buffer), sizeof buffer) < 0)
            break;
        if ((completion.tag & 0xff) == VB_CONSOLE_READ && completion.result > 0 &&
            !keep_input(console, &completion))
            break;
        bits |= take(console, &completion);
        (void)vb_device_complete(console->device, VB_ADDRESS(&completion), VB_ADDRESS(&nothing), 0);
    }
    if (bits & VB_DRIVER_ROOM)
        console->server.room_wanted = 0;
    if (bits & VB_DRIVER_DRAINED)
        console->server.drain_wanted = false;
    if (console->read_wanted)
        (void)device_read(console);
    terminal_server_tell(&console->server, bits);
}
