/*
 * The monotonic clock: the time stamp counter, whose frequency the processor says or that is
 * measured against the ACPI timer, the HPET or, on a machine with neither, the old interval timer.
 */
#include "processor.h"
#include "x86_64.h"

#define NANOSECONDS   1000000000u
#define MEASURE_NS    10000000u    /* for so long */
#define MEASURE_TICKS (1ull << 32) /* some 1000 ms: nothing counts here */
#define ACPI_TIMER_HZ 3579545u
#define PIT_HZ        1193182u

static uint64_t frequency = 2000000000u; /* a guess, until it is known */
static uint64_t start;
static uint64_t scale = 1ull << 31; /* nanoseconds a tick, times 2^32 */

static void set_frequency(uint64_t hertz)
{
    frequency = hertz;
    scale = ((uint64_t)NANOSECONDS << 32) / hertz;
}

uint64_t platform_time(uint64_t stamp)
{
    return stamp > start ? (uint64_t)((unsigned __int128)(stamp - start) * scale >> 32) : 0;
}

uint64_t clock_to_stamp(uint64_t nanoseconds)
{
    unsigned __int128 ticks = (unsigned __int128)nanoseconds * frequency;
    uint64_t limit = (uint64_t)NANOSECONDS << 32; /* a quotient of 64 bits, without a library */
    return ticks >= limit * (unsigned __int128)NANOSECONDS
               ? UINT64_MAX
               : start + nanoseconds / NANOSECONDS * frequency +
                     nanoseconds % NANOSECONDS * frequency / NANOSECONDS;
}

uint64_t clock_stamp_frequency(void)
{
    return frequency;
}

uint64_t hal_clock_monotonic(void)
{
    return platform_time(time_stamp());
}

uint64_t hal_clock_wall(void)
{
    return boot.wall == 0 ? 0 : boot.wall + hal_clock_monotonic() - platform_time(boot.wall_time);
}

void clock_wait(uint64_t nanoseconds)
{
    uint64_t end = hal_clock_monotonic() + nanoseconds;
    while (hal_clock_monotonic() < end) {
        pause();
    }
}

/* ---- what to measure against ------------------------------------------------------------------
 */

/* A counter that goes up: how often a second, and how many of its bits count. */
struct counter {
    uint64_t hertz, mask;
    uint16_t port;                  /* the ACPI timer */
    const volatile uint32_t *value; /* the HPET */
};

static bool find_acpi_timer(struct counter *out)
{
    struct acpi_fadt fadt;
    if (!table_fadt(&fadt) || fadt.pm_timer.space != ACPI_SPACE_PORTS ||
        fadt.pm_timer.address == 0 || fadt.pm_timer.address > UINT16_MAX) {
        return false;
    }
    uint16_t port = (uint16_t)fadt.pm_timer.address;
    *out = (struct counter){.hertz = ACPI_TIMER_HZ,
                            .mask = fadt.pm_timer_is_32_bits ? UINT32_MAX : 0xffffff,
                            .port = port};
    return in32(port) != UINT32_MAX || in32(port) != UINT32_MAX; /* a port that nobody answers */
}

static bool find_hpet(struct counter *out)
{
    size_t size;
    struct acpi_hpet hpet;
    const void *table = table_find("HPET", 0, &size);
    if (!table || acpi_parse_hpet(table, size, &hpet) != VB_OK ||
        hpet.base.space != ACPI_SPACE_MEMORY) {
        return false;
    }
    volatile uint32_t *registers = physical_map(hpet.base.address, 1024, VB_REGION_UNCACHED);
    if (!registers || registers[1] == 0 || registers[1] > 100000000u) {
        return false;
    }
    *out = (struct counter){.hertz = 1000000000000000ull / registers[1],
                            .mask = UINT32_MAX,
                            .value = registers + 0xf0 / 4};
    registers[4] |= 1; /* run */
    return true;
}

static uint64_t read_counter(const struct counter *counter)
{
    return counter->port ? in32(counter->port) : *counter->value;
}

/* 0: the counter does not count. */
static uint64_t measure(const struct counter *counter)
{
    uint64_t wanted = counter->hertz / (NANOSECONDS / MEASURE_NS) + 1, passed;
    uint64_t first = read_counter(counter), before = time_stamp();
    do {
        passed = (read_counter(counter) - first) & counter->mask;
        if (time_stamp() - before > MEASURE_TICKS) {
            return 0;
        }
    } while (passed == 0 || passed < wanted);
    return (time_stamp() - before) * counter->hertz / passed;
}

/* Channel 2 of the interval timer counts down once; its output can be seen at port 0x61. */
static uint64_t measure_by_pit(void)
{
    uint32_t wanted = PIT_HZ / (NANOSECONDS / MEASURE_NS);
    out8(0x61, (uint8_t)((in8(0x61) & ~2u) | 1u));
    out8(0x43, 0xb0);
    out8(0x42, (uint8_t)wanted);
    out8(0x42, (uint8_t)(wanted >> 8));
    uint64_t before = time_stamp();
    while (!(in8(0x61) & 0x20)) {
        if (time_stamp() - before > MEASURE_TICKS) {
            return 0;
        }
        pause();
    }
    return (time_stamp() - before) * PIT_HZ / wanted;
}

/* The processor's own word: the crystal and the ratio to it. */
static uint64_t told_frequency(void)
{
    struct cpuid leaf = cpuid_if_there(0x15);
    return leaf.eax != 0 && leaf.ebx != 0 ? (uint64_t)leaf.ecx * leaf.ebx / leaf.eax : 0;
}

void clock_start(const struct boot_info *info)
{
    struct counter counter;
    const char *source = "told by the processor";
    uint64_t hertz = told_frequency();
    if (hertz == 0 && find_acpi_timer(&counter)) {
        hertz = measure(&counter);
        source = "measured against the ACPI timer";
    }
    if (hertz == 0 && find_hpet(&counter)) {
        hertz = measure(&counter);
        source = "measured against the HPET";
    }
    if (hertz == 0) {
        hertz = measure_by_pit();
        source = "measured against the interval timer";
    }
    if (hertz == 0) {
        hertz = frequency;
        source = "a guess: there is nothing to measure it against";
    }
    start = info->times[BOOT_TIME_ENTRY];
    set_frequency(hertz);
    bool steady = cpuid_if_there(0x80000007).edx & 1u << 8;
    console_printf("clock: time stamp counter, %llu MHz, %s%s\n",
                   (unsigned long long)(hertz / 1000000), source,
                   steady ? "" : "; the processor does not promise that it is steady");
}
