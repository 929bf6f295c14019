/*
 * Standard input and sleep: poll_oneoff waits for both. Input that cannot be polled (for some hosts
 * a file or the null device) counts as ready, as reading it does not wait. Hosts count in
 * milliseconds and some of them round down, so timeouts are rounded up.
 */
#include "wasi.h"

#include <errno.h>
#include <unistd.h>
#include <wasi/api.h>

#define MILLISECOND     1000000u
#define LOOK_INTERVAL   (20u * MILLISECOND)
#define LONGEST_TIMEOUT (3600ull * 1000u * MILLISECOND)
#define QUEUE           8u
#define END_KEY         0x04 /* Ctrl-D */
#define ENDS_IN_A_ROW   16u  /* so often nobody presses it: the terminal is gone */

static struct hal_request *waiting[QUEUE];
static size_t waiting_count;
static bool not_pollable;

static void remove_at(size_t index)
{
    waiting_count--;
    for (size_t i = index; i < waiting_count; i++) {
        waiting[i] = waiting[i + 1];
    }
}

/* At a terminal nothing means that Ctrl-D was pressed, which is for who reads now; what is typed
 * next is for the next. The console service hears it as the key. */
static bool is_end_key(ssize_t count)
{
    static unsigned ends;
    ends = count == 0 ? ends + 1 : 0;
    return count == 0 && ends < ENDS_IN_A_ROW && isatty(STDIN_FILENO);
}

static void read_now(void)
{
    struct hal_request *request = waiting[0];
    remove_at(0);
    ssize_t count = read(STDIN_FILENO, request->output, request->output_size);
    int64_t result = count;
    if (is_end_key(count)) {
        *(uint8_t *)request->output = END_KEY;
        result = 1;
    } else if (count < 0) {
        result = errno == EBADF ? 0 : errno == EISDIR ? VB_ERR_IS_DIRECTORY : VB_ERR_IO;
    }
    wasi_complete(request, result, result > 0 ? (uint32_t)result : 0);
}

void input_read(struct hal_request *request)
{
    if (request->output_size == 0) {
        wasi_complete(request, VB_ERR_INVALID, 0);
    } else if (waiting_count == QUEUE) {
        wasi_complete(request, VB_ERR_BUSY, 0);
    } else {
        waiting[waiting_count++] = request;
    }
}

bool input_cancel(struct hal_request *request)
{
    for (size_t i = 0; i < waiting_count; i++) {
        if (waiting[i] == request) {
            remove_at(i);
            wasi_complete(request, VB_ERR_CANCELLED, 0);
            return true;
        }
    }
    return false;
}

/* Sleep for so long, or until there is input when `input` says so. True: there is. */
static bool sleep_for(uint64_t nanoseconds, bool input)
{
    const __wasi_subscription_t subscriptions[] = {
        {.userdata = 0,
         .u = {.tag = __WASI_EVENTTYPE_CLOCK,
               .u.clock = {.id = __WASI_CLOCKID_MONOTONIC, .timeout = nanoseconds}}},
        {.userdata = 1,
         .u = {.tag = __WASI_EVENTTYPE_FD_READ, .u.fd_read = {.file_descriptor = STDIN_FILENO}}},
    };
    __wasi_event_t events[2];
    __wasi_size_t count = 0;
    __wasi_errno_t error = __wasi_poll_oneoff(subscriptions, events, input ? 2 : 1, &count);
    if (error != __WASI_ERRNO_SUCCESS) {
        not_pollable |= input;
        return input;
    }
    for (__wasi_size_t i = 0; i < count; i++) {
        if (events[i].userdata == 1) {
            not_pollable |= events[i].error != __WASI_ERRNO_SUCCESS;
            return true;
        }
    }
    return false;
}

void input_wait(uint64_t deadline)
{
    if (waiting_count > 0 && not_pollable) {
        read_now();
        return;
    }
    uint64_t now = hal_clock_monotonic();
    uint64_t timeout = deadline > now ? MIN(deadline - now, LONGEST_TIMEOUT) : 0;
    timeout = (timeout + MILLISECOND - 1) / MILLISECOND * MILLISECOND;
    if (sleep_for(timeout, waiting_count > 0)) {
        read_now();
    }
}

void input_look(void)
{
    static uint64_t next;
    uint64_t now = hal_clock_monotonic();
    if (waiting_count > 0 && now >= next) {
        next = now + LOOK_INTERVAL;
        input_wait(now + MILLISECOND); /* at no timeout some hosts say nothing of input */
    }
}
