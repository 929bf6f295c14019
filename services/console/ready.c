/* Readiness of the streams. */
#include "console.h"

uint32_t ready_bits(struct console *console, enum stream stream)
{
    uint32_t bits = 0;
    bool end;

    if (stream == STREAM_INPUT || console->terminal[stream]) {
        if (line_readable(&console->line, 1, &end) > 0 || end || console->input_ended)
            bits |= VB_READY_READ;
        if (console->input_ended && stream == STREAM_INPUT)
            bits |= VB_READY_HANGUP;
    }
    if (!console->full)
        bits |= VB_READY_WRITE;
    if (stream != STREAM_INPUT && console->output_error[stream] < 0)
        bits |= VB_READY_HANGUP | VB_READY_WRITE;
    return bits;
}

void ready_fire(struct console *console)
{
    for (int stream = 0; stream < STREAMS; stream++)
        armed_fire(&console->armed[stream], ready_bits(console, stream));
}

bool ready_is_waited_for(const struct console *console)
{
    for (int stream = 0; stream < STREAMS; stream++)
        if (console->armed[stream] != NULL)
            return true;
    return false;
}
