/* How long handlers of devices' interrupts take, from the first line of C to after the end of the
 * interrupt: counted, and printed at the end, when the command line has interrupt-times. */
#include "processor.h"
#include "x86_64.h"

#define FINE    1024u /* so many ticks have a class each */
#define TICKS   32u   /* of a class behind them */
#define CLASSES 8192u

static uint32_t classes[CLASSES]; /* the last one is everything longer */
static uint64_t count, longest;
bool handler_times_wanted;

void handler_times_start(void)
{
    handler_times_wanted = option("interrupt-times") != NULL;
}

void handler_time_add(uint64_t ticks)
{
    uint64_t class = ticks < FINE ? ticks : FINE + (ticks - FINE) / TICKS;
    classes[MIN(class, CLASSES - 1)]++;
    count++;
    longest = MAX(longest, ticks);
}

static uint32_t nanoseconds(uint64_t ticks)
{
    return (uint32_t)(ticks * 1000 / (clock_stamp_frequency() / 1000000));
}

/* So many ticks or less so many of a thousand take, up to the width of a class. */
static uint32_t quantile(uint64_t thousandths)
{
    uint64_t wanted = (count * thousandths + 999) / 1000, seen = 0;
    uint32_t class = 0;
    while (class < CLASSES - 1 && seen + classes[class] < wanted) {
        seen += classes[class ++];
    }
    return class < FINE ? class : FINE + (class + 1 - FINE) * TICKS;
}

void handler_times_print(void)
{
    if (count > 0) {
        uint32_t half = quantile(500), most = quantile(990), nearly_all = quantile(999);
        console_printf("interrupts: %llu handled, ns: p50 %u, p99 %u, p99.9 %u, longest %u\n",
                       (unsigned long long)count, nanoseconds(half), nanoseconds(most),
                       nanoseconds(nearly_all), nanoseconds(longest));
        /* In an emulator that counts instructions (QEMU's -icount) a tick is one. */
        console_printf("interrupts: ticks: p50 %u, p99 %u, p99.9 %u\n", half, most, nearly_all);
    }
}
