/* Entropy: the processor's generator, and 64 bytes of the firmware's, each of which is handed out
 * once. What drivers have comes to the kernel by itself. */
#include "processor.h"
#include "x86_64.h"

#include <string.h>

#define TRIES 64

static bool seeds, draws; /* the processor has RDSEED, RDRAND */
static size_t firmware_used;

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

static bool from_processor(uint8_t *out, size_t size)
{
    while (size > 0) {
        uint64_t value;
        if (!(seeds && next(true, &value)) && !(draws && next(false, &value))) {
            return false;
        }
        size_t count = MIN(size, sizeof value);
        memcpy(out, &value, count);
        out += count;
        size -= count;
    }
    return true;
}

/* Mix in what is left, and forget it; true when that was enough for all of `out`. */
static bool from_firmware(uint8_t *out, size_t size)
{
    size_t count = MIN(size, boot.random_size - firmware_used);
    for (size_t i = 0; i < count; i++) {
        out[i] ^= boot.random[firmware_used];
        boot.random[firmware_used++] = 0;
    }
    return count == size;
}

int hal_entropy(void *out, size_t size)
{
    bool good = from_processor(out, size);
    if (!good) {
        memset(out, 0, size);
    }
    return from_firmware(out, size) || good ? VB_OK : VB_ERR_NOT_SUPPORTED;
}

void random_start(void)
{
    const char *only = option("entropy"); /* "drivers": not what is built in */
    bool built_in = !only || strcmp(only, "drivers") != 0;
    seeds = built_in && cpuid_if_there(7).ebx & 1u << 18;
    draws = built_in && cpuid(1).ecx & 1u << 30;
    boot.random_size = built_in ? MIN(boot.random_size, BOOT_RANDOM_SIZE) : 0;
    bool firmware = boot.random_size > 0;
    console_printf("entropy: %s%s%s\n",
                   seeds   ? "RDSEED"
                   : draws ? "RDRAND"
                           : "",
                   (seeds || draws) && firmware ? " and " : "",
                   firmware         ? "the firmware's generator"
                   : seeds || draws ? ""
                                    : "none; there are no random bytes until a driver brings some");
}
