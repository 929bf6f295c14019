/* Clocks and entropy. */
#include <errno.h>
#include <fcntl.h>
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

/* The device is opened once: a guest that asks for much must not be able to fail for lack of
 * descriptors. */
int hal_entropy(void *out, size_t size)
{
    static int device = -1;
    if (device < 0) {
        device = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
    }
    if (device < 0) {
        return VB_ERR_NOT_SUPPORTED;
    }
    for (size_t done = 0; done < size;) {
        ssize_t count = read(device, (char *)out + done, size - done);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return VB_ERR_NOT_SUPPORTED;
        }
        done += (size_t)count;
    }
    return VB_OK;
}
