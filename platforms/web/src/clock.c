/* Clocks and entropy: the host's. */
#include "web.h"

#define NANOSECONDS 1000000.0 /* in a millisecond */

uint64_t hal_clock_monotonic(void)
{
    /* Hosts round their clocks, and some have been seen to step back by a rounding error. */
    static uint64_t last;
    uint64_t now = (uint64_t)(web_monotonic() * NANOSECONDS);
    last = MAX(last, now);
    return last;
}

uint64_t hal_clock_wall(void)
{
    return (uint64_t)web_wall() * (uint64_t)NANOSECONDS;
}

int hal_entropy(void *out, size_t size)
{
    web_entropy(out, size);
    return VB_OK;
}
