/* Readiness: what the ends of a pair are ready for, and who wants to be told. */
#include "pty.h"
#include <stdlib.h>

uint32_t ready_bits(const struct pair *pair, enum pty_end end)
{
    uint32_t bits = 0;

    if (end == END_SLAVE) {
        if (!pair->master)
            return VB_READY_READ | VB_READY_WRITE | VB_READY_HANGUP;
        bits |= input_is_readable(pair) ? VB_READY_READ : 0;
        return bits | (output_has_room(pair) ? VB_READY_WRITE : 0);
    }
    if (pair->begun && pair->slaves == 0)
        bits |= VB_READY_HANGUP;
    bits |= output_is_readable(pair) ? VB_READY_READ : 0;
    return bits | (input_has_room(pair) ? VB_READY_WRITE : 0);
}

static uint32_t armed_count(const struct pair *pair, uint64_t badge)
{
    uint32_t count = 0;

    for (const struct armed *armed = pair->armed; armed != NULL; armed = armed->next)
        count += armed->badge == badge;
    return count;
}

int64_t ready_arm(const struct description *description, const struct vb_file_request *request,
                  uint64_t pulse)
{
    struct pair *pair = description->pair;
    uint32_t ready = ready_bits(pair, description->end) & (request->flags | VB_READY_HANGUP);
    struct armed *armed;

    if (ready != 0) {
        (void)vb_handle_close(pulse);
        return ready;
    }
    if (armed_count(pair, description->badge) >= ARMED_MAX)
        return VB_ERR_LIMIT;
    armed = malloc(sizeof *armed);
    if (armed == NULL)
        return VB_ERR_NO_MEMORY;
    *armed = (struct armed){.next = pair->armed,
                            .badge = description->badge,
                            .pulse = pulse,
                            .end = description->end,
                            .mask = request->flags,
                            .owner = request->argument};
    pair->armed = armed;
    return 0;
}

static void forget(struct armed **at)
{
    struct armed *armed = *at;

    *at = armed->next;
    (void)vb_handle_close(armed->pulse);
    free(armed);
}

void ready_disarm(struct pair *pair, uint64_t badge, uint32_t owner)
{
    struct armed **at = &pair->armed;

    while (*at != NULL)
        if ((*at)->badge == badge && (*at)->owner == owner)
            forget(at);
        else
            at = &(*at)->next;
}

void ready_drop(struct pair *pair, uint64_t badge)
{
    struct armed **at = &pair->armed;

    while (*at != NULL)
        if ((*at)->badge == badge)
            forget(at);
        else
            at = &(*at)->next;
}

void ready_fire(struct pair *pair)
{
    struct armed **at = &pair->armed, *armed;
    uint32_t ready[2] = {ready_bits(pair, END_MASTER), ready_bits(pair, END_SLAVE)};
    uint32_t bits;

    while ((armed = *at) != NULL) {
        bits = ready[armed->end] & (armed->mask | VB_READY_HANGUP);
        if (bits == 0) {
            at = &armed->next;
            continue;
        }
        (void)vb_pulse_fire(armed->pulse, bits);
        forget(at);
    }
}
