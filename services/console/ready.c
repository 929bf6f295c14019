/* Readiness of the streams. */
#include "console.h"
#include <stdlib.h>

uint32_t ready_bits(struct console *console, uint64_t badge)
{
    enum stream stream = stream_of(badge);
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

/* Pulses of one description, which cost the service memory. */
enum { ARMED_MAX = 256 };

static uint32_t armed_count(const struct console *console, uint64_t badge)
{
    uint32_t count = 0;

    for (const struct waiting *armed = console->armed; armed != NULL; armed = armed->next)
        count += armed->badge == badge;
    return count;
}

static void forget(struct waiting **at)
{
    struct waiting *armed = *at;

    *at = armed->next;
    (void)vb_handle_close(armed->handle);
    free(armed);
}

/* Pulses of processes that have ended without disarming. */
static void forget_dead(struct console *console)
{
    struct waiting **at = &console->armed;

    while (*at != NULL)
        if (vb_pulse_fire((*at)->handle, 0) == VB_ERR_PEER_CLOSED)
            forget(at);
        else
            at = &(*at)->next;
}

int64_t ready_arm(struct console *console, uint64_t badge, const struct vb_file_request *request,
                  uint64_t pulse)
{
    struct waiting armed = {
        .badge = badge, .handle = pulse, .mask = request->flags, .argument = request->argument};
    uint32_t bits = ready_bits(console, badge) & (request->flags | VB_READY_HANGUP);
    int64_t status;

    if (bits != 0) {
        (void)vb_handle_close(pulse);
        return bits;
    }
    if (armed_count(console, badge) >= ARMED_MAX)
        forget_dead(console);
    if (armed_count(console, badge) >= ARMED_MAX)
        return VB_ERR_LIMIT;
    status = waiting_add(&console->armed, &armed);
    terminals_want_input(console);
    return status;
}

void ready_disarm(struct console *console, uint64_t badge, uint32_t owner)
{
    struct waiting **at = &console->armed;

    while (*at != NULL)
        if ((*at)->badge == badge && (*at)->argument == owner)
            forget(at);
        else
            at = &(*at)->next;
}

void ready_fire(struct console *console)
{
    struct waiting **at = &console->armed, *armed;
    uint32_t bits;

    while ((armed = *at) != NULL) {
        bits = ready_bits(console, armed->badge) & (armed->mask | VB_READY_HANGUP);
        if (bits == 0) {
            at = &armed->next;
            continue;
        }
        (void)vb_pulse_fire(armed->handle, bits);
        forget(at);
    }
}
