/* Virtual time, idling and reproducible entropy. */
#include "internal.h"

static uint64_t now = HAL_FAKE_EPOCH;
static uint64_t random_state = 1;
static bool no_entropy;

void hal_fake_reset(void)
{
    now = HAL_FAKE_EPOCH;
    random_state = 1;
    no_entropy = false;
    fake_devices_reset();
    fake_dma_reset();
    fake_machine_reset();
    fake_pages_reset();
    fake_console_reset();
    fake_stop_reset();
}

uint64_t hal_clock_monotonic(void)
{
    return now;
}

uint64_t hal_clock_wall(void)
{
    return HAL_FAKE_WALL + (now - HAL_FAKE_EPOCH);
}

static void advance_to(uint64_t time)
{
    for (uint64_t next = fake_next_completion(); next <= time; next = fake_next_completion()) {
        now = MAX(now, next);
        fake_complete_due(now);
    }
    now = MAX(now, time);
}

void hal_fake_advance(uint64_t nanoseconds)
{
    advance_to(now + nanoseconds);
}

void hal_idle(struct hal_ring *ring, uint64_t deadline)
{
    if (!hal_ring_empty(ring)) {
        return;
    }
    uint64_t next = MIN(deadline, fake_next_completion());
    if (next == UINT64_MAX) {
        fake_fail("hal_idle() without a deadline and with nothing scheduled would never return");
    }
    advance_to(next);
}

void hal_fake_seed(uint64_t seed)
{
    random_state = seed;
}

void hal_fake_entropy(bool there)
{
    no_entropy = !there;
}

/* SplitMix64 (Steele, Lea, Flood 2014): any seed will do. */
static uint64_t random_next(void)
{
    uint64_t z = random_state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

int hal_entropy(void *out, size_t size)
{
    if (no_entropy) {
        return VB_ERR_NOT_SUPPORTED;
    }
    for (size_t i = 0; i < size; i++) {
        ((uint8_t *)out)[i] = (uint8_t)random_next();
    }
    return VB_OK;
}
