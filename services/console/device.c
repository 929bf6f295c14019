/* Requests to the console device: reads, writes, size, events. */
#include "console.h"
#include <string.h>

/* A request's tag: operation, incarnation, stream, and for a write its size. */
enum { TAG_INCARNATION = 8, TAG_STREAM = 16, TAG_SIZE = 24 };

static char buffer[CHUNK];

static int64_t submit(struct console *console, uint32_t operation, uint32_t output_size)
{
    struct vb_device_request request = {
        .tag = operation | (uint64_t)(console->kept.incarnation & 0xff) << TAG_INCARNATION,
        .operation = operation,
        .output_size = output_size};

    return vb_device_submit(console->device, VB_ADDRESS(&request));
}

int64_t device_write(struct console *console, enum stream stream, const void *data, size_t size)
{
    struct vb_device_request request = {
        .tag = VB_CONSOLE_WRITE | (uint64_t)(console->kept.incarnation & 0xff) << TAG_INCARNATION |
               (uint64_t)stream << TAG_STREAM | (uint64_t)size << TAG_SIZE,
        .operation = VB_CONSOLE_WRITE,
        .node = stream,
        .input = VB_ADDRESS(data),
        .input_size = (uint32_t)size};
    int64_t status = vb_device_submit(console->device, VB_ADDRESS(&request));

    if (status >= 0)
        console->output_under_way += size;
    return status;
}

/* A terminal is always read, for its signals; a plain stream only when somebody reads it. */
void device_want_input(struct console *console)
{
    bool wanted =
        console->terminal[STREAM_INPUT] || console->readers != NULL || console->armed != NULL;

    if (wanted && !console->reading && !console->input_ended &&
        line_room(&console->line) >= CHUNK / 2)
        console->reading = submit(console, VB_CONSOLE_READ, CHUNK / 4) >= 0;
}

int64_t device_start(struct console *console)
{
    struct vb_device_info info;
    int64_t pulse, status = vb_device_info(console->device, VB_ADDRESS(&info));

    if (status < 0)
        return status;
    console->terminal[STREAM_INPUT] = (info.flags & VB_CONSOLE_INPUT_TERMINAL) != 0;
    console->terminal[STREAM_OUTPUT] = (info.flags & VB_CONSOLE_OUTPUT_TERMINAL) != 0;
    console->terminal[STREAM_ERROR] = (info.flags & VB_CONSOLE_ERROR_TERMINAL) != 0;
    pulse = vb_pulse_create(console->receiver, 0);
    if (pulse < 0)
        return pulse;
    status = vb_device_watch(console->device, (uint64_t)pulse);
    if (status < 0)
        return status;
    if (console->terminal[STREAM_OUTPUT])
        (void)submit(console, VB_CONSOLE_SIZE, sizeof(struct vb_console_size));
    (void)submit(console, VB_CONSOLE_EVENT, 0);
    device_want_input(console);
    return VB_OK;
}

static void input_came(struct console *console, int64_t result)
{
    uint64_t head = console->line.head;

    if (result > 0)
        line_input(&console->line, buffer, (size_t)result);
    else
        console->input_ended = true;
    if (console->input_ended && (console->line.modes & VB_TERMINAL_CANONICAL) != 0) {
        /* What was typed last has no newline; it is readable all the same. */
        uint32_t modes = console->line.modes;

        line_set_modes(&console->line, modes & ~(uint32_t)VB_TERMINAL_CANONICAL);
        line_set_modes(&console->line, modes);
    }
    state_input_came(console, head);
}

static void size_came(struct console *console, const struct vb_device_completion *completion)
{
    struct vb_console_size size;

    if (completion->result < 0 || completion->output_size != sizeof size)
        return;
    memcpy(&size, buffer, sizeof size);
    if (size.columns == console->kept.size.columns && size.rows == console->kept.size.rows)
        return;
    console->kept.size = size;
    state_save(console);
    state_signal(console, VB_SIGWINCH);
}

static void event_came(struct console *console, int64_t event)
{
    switch (event) {
    case VB_CONSOLE_RESIZED:
        (void)submit(console, VB_CONSOLE_SIZE, sizeof(struct vb_console_size));
        break;
    case VB_CONSOLE_HANGUP:
        state_signal(console, VB_SIGHUP);
        state_stop_system(console, 128 + VB_SIGHUP);
        break;
    case VB_CONSOLE_TERMINATE:
        state_signal(console, VB_SIGTERM);
        state_stop_system(console, 128 + VB_SIGTERM);
        break;
    case VB_CONSOLE_INTERRUPT:
        state_signal(console, VB_SIGINT);
        break;
    default:
        break;
    }
}

static void write_done(struct console *console, const struct vb_device_completion *completion)
{
    enum stream stream = (enum stream)((completion->tag >> TAG_STREAM & 0xff) % STREAMS);
    uint64_t size = completion->tag >> TAG_SIZE;

    console->output_under_way -=
        size < console->output_under_way ? size : console->output_under_way;
    if (completion->result < 0)
        console->output_error[stream] = completion->result;
}

static void take(struct console *console, const struct vb_device_completion *completion)
{
    /* What an earlier incarnation asked for is used all the same, but not asked for again. */
    bool own = (completion->tag >> TAG_INCARNATION & 0xff) == (console->kept.incarnation & 0xff);

    switch (completion->tag & 0xff) {
    case VB_CONSOLE_READ:
        if (own)
            console->reading = false;
        input_came(console, completion->result < 0 ? 0 : completion->output_size);
        break;
    case VB_CONSOLE_WRITE:
        if (own)
            write_done(console, completion);
        break;
    case VB_CONSOLE_SIZE:
        size_came(console, completion);
        break;
    case VB_CONSOLE_EVENT:
        /* A device without events says so; asking again would not end. */
        if (own && completion->result >= 0)
            (void)submit(console, VB_CONSOLE_EVENT, 0);
        event_came(console, completion->result);
        break;
    default:
        break;
    }
}

void device_completed(struct console *console)
{
    struct vb_device_completion completion;

    while (vb_device_complete(console->device, VB_ADDRESS(&completion), VB_ADDRESS(buffer),
                              sizeof buffer) >= 0)
        take(console, &completion);
    input_run(console);
    output_run(console);
    ready_fire(console);
    device_want_input(console);
}
