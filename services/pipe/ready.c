/* Readiness: what a pipe's ends are ready for. */
#include "pipe.h"

uint32_t ready_bits(const struct pipe *pipe, enum pipe_end end)
{
    uint64_t used = ring_used(pipe->record.head, pipe->record.tail);

    if (!pipe->open[!end])
        return VB_READY_HANGUP | (end == END_READ ? VB_READY_READ : VB_READY_WRITE);
    if (end == END_READ)
        return used > 0 ? VB_READY_READ : 0;
    return RING_SIZE - used >= VB_PIPE_BUF ? VB_READY_WRITE : 0;
}

void ready_fire(struct pipe *pipe)
{
    for (int end = 0; end < 2; end++)
        armed_fire(&pipe->armed[end], ready_bits(pipe, end));
}
