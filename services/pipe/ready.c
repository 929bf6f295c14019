/* Readiness: what a pipe's ends are ready for, and who wants to be told. */
#include "pipe.h"
#include <stdlib.h>

uint32_t ready_bits(const struct pipe *pipe, enum pipe_end end)
{
    uint64_t used = ring_used(pipe->record.head, pipe->record.tail);

    if (!pipe->open[!end])
        return VB_READY_HANGUP | (end == END_READ ? VB_READY_READ : VB_READY_WRITE);
    if (end == END_READ)
        return used > 0 ? VB_READY_READ : 0;
    return RING_SIZE - used >= VB_PIPE_BUF ? VB_READY_WRITE : 0;
}

static uint32_t armed_count(const struct armed *armed)
{
    uint32_t count = 0;

    for (; armed != NULL; armed = armed->next)
        count++;
    return count;
}

static void forget(struct armed **at)
{
    struct armed *armed = *at;

    *at = armed->next;
    (void)vb_handle_close(armed->pulse);
    free(armed);
}

/* Pulses of processes that have ended without disarming. */
static void forget_dead(struct armed **at)
{
    while (*at != NULL)
        if (vb_pulse_fire((*at)->pulse, 0) == VB_ERR_PEER_CLOSED)
            forget(at);
        else
            at = &(*at)->next;
}

int64_t ready_arm(struct pipe *pipe, enum pipe_end end, const struct vb_file_request *request,
                  uint64_t pulse)
{
    uint32_t ready = ready_bits(pipe, end) & (request->flags | VB_READY_HANGUP);
    struct armed *armed;

    if (ready != 0) {
        (void)vb_handle_close(pulse);
        return ready;
    }
    if (armed_count(pipe->armed[end]) >= ARMED_MAX)
        forget_dead(&pipe->armed[end]);
    if (armed_count(pipe->armed[end]) >= ARMED_MAX)
        return VB_ERR_LIMIT;
    armed = malloc(sizeof *armed);
    if (armed == NULL)
        return VB_ERR_NO_MEMORY;
    *armed = (struct armed){.next = pipe->armed[end],
                            .pulse = pulse,
                            .mask = request->flags,
                            .owner = request->argument};
    pipe->armed[end] = armed;
    return 0;
}

void ready_disarm(struct pipe *pipe, enum pipe_end end, uint32_t owner)
{
    struct armed **at = &pipe->armed[end];

    while (*at != NULL)
        if ((*at)->owner == owner)
            forget(at);
        else
            at = &(*at)->next;
}

void ready_drop(struct pipe *pipe, enum pipe_end end)
{
    while (pipe->armed[end] != NULL)
        forget(&pipe->armed[end]);
}

void ready_fire(struct pipe *pipe)
{
    struct armed **at, *armed;
    uint32_t bits;
    int end;

    for (end = 0; end < 2; end++) {
        at = &pipe->armed[end];
        while ((armed = *at) != NULL) {
            bits = ready_bits(pipe, end) & (armed->mask | VB_READY_HANGUP);
            if (bits == 0) {
                at = &armed->next;
                continue;
            }
            (void)vb_pulse_fire(armed->pulse, bits);
            forget(at);
        }
    }
}
