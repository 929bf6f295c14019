/*
 * Takes one thing until it is refused:  exhaust KIND
 *
 * KIND is handles, channels, badges, timers, jobs, objects, memory, arms (of standard input, which
 * must not be ready) or tasks.
 *
 * Prints how many it got and the status of the refusal; what it got ends with it. Status 1 when it
 * was never refused, or not with a status that says so.
 */
#include <inttypes.h>
#include <sdk/channel.h>
#include <sdk/posix.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vibee/file.h>
#include <vibee/syscalls.h>

enum { MOST = 50000000, PAGES = 16, CHUNK = 65536 };

static uint64_t rights[2], pulse;

/* Ask standard input's server for a pulse when there is something to read. */
static int64_t arm(void)
{
    const struct vb_file_request request = {.flags = VB_READY_READ,
                                            .argument = (uint32_t)vb_getpid()};
    const uint64_t handles[] = {(uint64_t)vb_handle_duplicate(pulse, 0)};
    struct sdk_call call = {.id = VB_FILE_ARM,
                            .data = &request,
                            .data_size = sizeof request,
                            .handles = handles,
                            .handle_count = 1};

    return sdk_call((uint64_t)sdk_fd_handle(0), &call);
}

static int64_t one(const char *what)
{
    if (strcmp(what, "handles") == 0)
        return vb_handle_duplicate(rights[1], 0);
    if (strcmp(what, "channels") == 0) {
        uint64_t made[2];

        return vb_channel_create(64, 0, VB_ADDRESS(made));
    }
    if (strcmp(what, "badges") == 0)
        return vb_channel_badge(rights[1], (uint64_t)vb_clock(VB_CLOCK_MONOTONIC));
    if (strcmp(what, "timers") == 0)
        return vb_timer_create(pulse);
    if (strcmp(what, "jobs") == 0)
        return vb_job_create(0);
    if (strcmp(what, "objects") == 0)
        return vb_memory_alloc(CHUNK);
    if (strcmp(what, "memory") == 0)
        return __builtin_wasm_memory_grow(0, PAGES) == (size_t)-1 ? VB_ERR_NO_MEMORY : VB_OK;
    if (strcmp(what, "arms") == 0)
        return arm();
    fprintf(stderr,
            "exhaust: %s: expected handles, channels, badges, timers, jobs, objects, memory, arms "
            "or tasks\n",
            what);
    exit(2);
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";
    int64_t status, job;
    unsigned count;

    if (vb_channel_create(1, 0, VB_ADDRESS(rights)) < 0)
        return 2;
    pulse = (uint64_t)vb_pulse_create(rights[0], 1);
    job = vb_job_create(0);
    if (strcmp(what, "tasks") == 0) { /* in a job of their own, to be ended with it */
        for (count = 0; (status = vb_fork((uint64_t)job)) > 0 && count < MOST; count++)
            ;
        if (status == 0) {
            (void)vb_sleep(VB_FOREVER);
            vb_task_exit(0);
        }
        (void)vb_kill((uint64_t)job, VB_SIGKILL);
    } else {
        for (count = 0; (status = one(what)) >= 0 && count < MOST; count++)
            ;
    }
    printf("exhaust: %u %s, then %" PRId64 "\n", count, what, status);
    return status != VB_ERR_NO_MEMORY && status != VB_ERR_QUOTA && status != VB_ERR_LIMIT;
}
