/*
 * A virtio entropy device as a source of random bytes: for its clients, and for the kernel's own
 * pool, into which some are mixed at the start and then now and again.
 */
#include "source.h"
#include <sdk/hardware.h>
#include <sdk/log.h>
#include <vibee/syscalls.h>

enum { READ_MAX = 4096, WAITING_MAX = 32, SEED = 64 };
#define TIMER         (SOURCE_INTERRUPT + 1)
#define SECOND        UINT64_C(1000000000)
#define SEED_INTERVAL (600 * SECOND)

struct waiting {
    uint64_t reply; /* 0: the bytes are for the kernel */
    uint32_t size;
};

static struct sdk_driver driver;
static struct source source;
static struct waiting waiting[WAITING_MAX];
static uint32_t first, count; /* of a ring; the first one's request is with the device */
static bool ready;

/* Ask the device for what the first in the ring wants. */
static void ask(void)
{
    if (!source_ask(&source, waiting[first].size))
        sdk_die("%s: the queue is full; starting over", driver.name);
}

static bool wait(uint64_t reply, uint32_t size)
{
    if (count == WAITING_MAX)
        return false;
    waiting[(first + count) % WAITING_MAX] = (struct waiting){reply, size};
    if (count++ == 0)
        ask();
    return true;
}

static void become_ready(void)
{
    ready = true;
    sdk_driver_ready(&driver);
}

/* Before anybody is told that there is a driver, so that the session finds random bytes. */
static void seed_kernel(uint32_t written)
{
    uint8_t bytes[SEED];
    int64_t status = written > 0 && written <= SEED ? VB_OK : VB_ERR_IO;

    if (status >= 0)
        status = sdk_dma_read(&source.memory, source.bytes, bytes, written);
    if (status >= 0)
        status = vb_entropy_add(source.claimed.device, VB_ADDRESS(bytes), written);
    if (status < 0)
        sdk_log(VB_LOG_WARNING, "%s: the kernel got no random bytes: %s", driver.name,
                sdk_status_text(status));
    else if (!ready)
        sdk_log(VB_LOG_INFO, "%s: the kernel got %u random bytes", driver.name, (unsigned)written);
    if (!ready)
        become_ready();
}

/* Bytes have come: never handed out twice, as the first in the ring gets all of them. */
static void answer(uint32_t written)
{
    const struct waiting *to = &waiting[first];
    int64_t result = VB_ERR_IO;

    if (to->reply == 0) {
        seed_kernel(written);
    } else {
        if (written > 0)
            result =
                vb_window_memory(to->reply, 0, 0, source.memory.memory, source.bytes, written, 1);
        sdk_reply(to->reply, result);
    }
    first = (first + 1) % WAITING_MAX;
    if (--count > 0)
        ask();
}

static void interrupt(void)
{
    uint32_t written;
    int found;

    while ((found = source_take(&source, &written)) == 1)
        answer(written);
    if (found < 0)
        sdk_die("%s: the device broke its rules; starting over", driver.name);
}

/* A device that gives nothing for a second does not hold up the start of the system. When clients
 * have taken all places the kernel's turn is the next time. */
static void timer(void)
{
    if (!ready)
        become_ready();
    else
        (void)wait(0, SEED);
}

static void serve_read(struct sdk_received *received)
{
    uint64_t reply = received->message.reply;
    struct vb_file_request request;

    if (!sdk_driver_request(received, &request))
        return;
    if (received->message.id != VB_ENTROPY_READ)
        sdk_reply(reply, VB_ERR_NOT_SUPPORTED);
    else if (request.size == 0 || received->message.window_count != 1)
        sdk_reply(reply, VB_ERR_INVALID);
    else if (!wait(reply, request.size < READ_MAX ? (uint32_t)request.size : READ_MAX))
        sdk_reply(reply, VB_ERR_LIMIT);
}

static void handle(void *context, struct sdk_received *received)
{
    (void)context;
    if (received->message.kind == VB_MESSAGE_CALL)
        serve_read(received);
    else if (received->message.kind == VB_MESSAGE_PULSE &&
             received->message.badge == SOURCE_INTERRUPT)
        interrupt();
    else if (received->message.kind == VB_MESSAGE_PULSE && received->message.badge == TIMER)
        timer();
    sdk_drop_handles(received);
}

static int64_t start_timer(void)
{
    int64_t pulse = sdk_driver_pulse(&driver, TIMER);
    int64_t made = pulse < 0 ? pulse : vb_timer_create((uint64_t)pulse);

    if (made < 0)
        return made;
    (void)vb_handle_close((uint64_t)pulse); /* the timer keeps it */
    return vb_timer_set((uint64_t)made, (uint64_t)vb_clock(VB_CLOCK_MONOTONIC) + SECOND,
                        SEED_INTERVAL);
}

int main(void)
{
    int64_t status;

    sdk_driver_open(&driver);
    status = source_open(&source, &driver, READ_MAX);
    if (status >= 0)
        status = start_timer();
    if (status < 0)
        sdk_die("%s: cannot start the device: %s", driver.name, sdk_status_text(status));
    (void)wait(0, SEED);
    sdk_serve(driver.receiver, handle, NULL);
}
