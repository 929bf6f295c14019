/* A source of random bytes, asked by several at once; each answer has bytes that were not there. */
#include "campaign.h"
#include <sdk/channel.h>
#include <stdio.h>
#include <string.h>
#include <vibee/devmgr.h>
#include <vibee/driver.h>
#include <vibee/file.h>
#include <vibee/syscalls.h>

enum { SIZE = 256, ENTROPY_THREADS = 3 };

static uint64_t driver, died_before;
static volatile uint64_t died;

static void open_source(const char *target)
{
    driver = open_driver(VB_DEVMGR_ENTROPY, target);
}

/* Random bytes look random: of 32 at most a few are alike. */
static bool is_random(const unsigned char *bytes, int64_t count)
{
    int64_t alike = 0;

    for (int64_t i = 1; i < count; i++)
        alike += bytes[i] == bytes[i - 1];
    return count < 32 || alike < count / 4;
}

static void work(uint64_t argument)
{
    unsigned char bytes[SIZE];
    struct vb_window window = sdk_window(bytes, sizeof bytes, VB_RIGHT_WRITE);
    struct vb_file_request request = {.size = sizeof bytes};
    struct sdk_call call = {.id = VB_ENTROPY_READ,
                            .data = &request,
                            .data_size = sizeof request,
                            .windows = &window,
                            .window_count = 1};
    int64_t count;

    (void)argument;
    while (!stopping) {
        memset(bytes, 0, sizeof bytes);
        count = sdk_call(driver, &call);
        if (count == VB_ERR_SERVER_DIED) {
            died++;
            counts.repeated++;
        } else if (count <= 0 || count > SIZE) {
            counts.failed++;
        } else if (!is_random(bytes, count)) {
            counts.wrong++;
        } else {
            counts.operations++;
        }
    }
    worker_ended();
}

static void start(uint64_t seed)
{
    (void)seed;
    for (uint32_t i = 0; i < ENTROPY_THREADS; i++)
        start_worker(work, i);
}

static bool before(void)
{
    died_before = died;
    return false;
}

static bool after(void)
{
    return died != died_before;
}

static void finish(char *report, size_t size)
{
    (void)report, (void)size;
    wait_for_workers();
}

const struct kind entropy_kind = {"entropy", open_source, start, before, after, finish};
