/* How long it takes from a device's interrupt to the message in its driver's hand: a driver of a
 * virtio entropy device that asks for one byte at a time, waits for the interrupt, and compares the
 * time that the handler noted with its own. For each round a line in the log:
 *
 *     interrupts: 1000 in round 3, us: p50 85 p99 210 p99.9 520 longest 900
 */
#include "source.h"
#include <sdk/log.h>
#include <stdlib.h>
#include <vibee/syscalls.h>

enum { ROUND = 1000, PAUSE_NS = 500000 };

static struct sdk_driver driver;
static struct source source;
static uint64_t times[ROUND];
static uint32_t count, rounds;

static void ask(void)
{
    if (!source_ask(&source, 1))
        sdk_die("interrupts: the queue is full");
}

static int compare(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

    return left < right ? -1 : left > right;
}

static unsigned microseconds(uint32_t thousandths)
{
    return (unsigned)(times[(uint64_t)(ROUND - 1) * thousandths / 1000] / 1000);
}

static void report(void)
{
    qsort(times, ROUND, sizeof times[0], compare);
    sdk_log(VB_LOG_INFO, "interrupts: %u in round %u, us: p50 %u p99 %u p99.9 %u longest %u", ROUND,
            (unsigned)++rounds, microseconds(500), microseconds(990), microseconds(999),
            microseconds(1000));
    count = 0;
}

static void handle(void *context, struct sdk_received *received)
{
    uint64_t now = (uint64_t)vb_clock(VB_CLOCK_MONOTONIC);
    uint32_t written;

    (void)context;
    if (received->message.kind == VB_MESSAGE_CALL)
        sdk_reply(received->message.reply, VB_ERR_NOT_SUPPORTED);
    if (received->message.kind == VB_MESSAGE_PULSE && received->message.badge == SOURCE_INTERRUPT) {
        times[count++] = now - (uint64_t)sdk_interrupt_acknowledge(source.claimed.interrupts[0]);
        while (source_take(&source, &written) == 1)
            ;
        if (count == ROUND)
            report();
        /* The others' turn; and the next interrupt finds this driver waiting. */
        (void)vb_sleep((uint64_t)vb_clock(VB_CLOCK_MONOTONIC) + PAUSE_NS);
        ask();
    }
    sdk_drop_handles(received);
}

int main(void)
{
    int64_t status;

    sdk_driver_open(&driver);
    status = source_open(&source, &driver, 1);
    if (status < 0)
        sdk_die("interrupts: cannot start the device: %s", sdk_status_text(status));
    sdk_driver_ready(&driver);
    ask();
    sdk_serve(driver.receiver, handle, NULL);
}
