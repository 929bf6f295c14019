/* Clocks and entropy. */
#include <hal/hal.h>
#include <time.h>
#include <unistd.h>

static uint64_t read_clock(clockid_t clock)
{
    struct timespec now;
    if (clock_gettime(clock, &now) != 0) {
        return 0;
    }
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

uint64_t hal_clock_monotonic(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

uint64_t hal_clock_wall(void)
{
    return read_clock(CLOCK_REALTIME);
}

int hal_entropy(void *out, size_t size)
{
    for (size_t done = 0; done < size;) {
        size_t part = MIN(size - done, (size_t)256); /* the most that getentropy() gives */
        if (getentropy((char *)out + done, part) != 0) {
            return VB_ERR_NOT_SUPPORTED;
        }
        done += part;
    }
    return VB_OK;
}
