/* Entropy: the processor's generator. Without one there is none. */
#include "processor.h"
#include "x86_64.h"

#include <string.h>

#define TRIES 64

static bool next(bool seed, uint64_t *out)
{
    for (int i = 0; i < TRIES; i++) {
        bool good;
        if (seed) {
            __asm__ volatile("rdseed %0" : "=r"(*out), "=@ccc"(good));
        } else {
            __asm__ volatile("rdrand %0" : "=r"(*out), "=@ccc"(good));
        }
        if (good) {
            return true;
        }
        pause();
    }
    return false;
}

int hal_entropy(void *out, size_t size)
{
    bool seed = cpuid_if_there(7).ebx & 1u << 18, draw = cpuid(1).ecx & 1u << 30;
    uint8_t *bytes = out;
    while (size > 0) {
        uint64_t value;
        if (!(seed && next(true, &value)) && !(draw && next(false, &value))) {
            return VB_ERR_NOT_SUPPORTED;
        }
        size_t count = MIN(size, sizeof value);
        memcpy(bytes, &value, count);
        bytes += count;
        size -= count;
    }
    return VB_OK;
}
