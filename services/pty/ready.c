/* Readiness: what the ends of a pair are ready for. */
#include "pty.h"

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

void ready_fire(struct pair *pair)
{
    for (int end = 0; end < 2; end++)
        armed_fire(&pair->armed[end], ready_bits(pair, end));
}
