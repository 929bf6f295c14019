/* Calls to one terminal's driver. */
#include "terminal.h"
#include <sdk/channel.h>
#include <sdk/log.h>
#include <vibee/file.h>
#include <vibee/syscalls.h>

#define PATIENCE UINT64_C(10000000000) /* nanoseconds: as long as a driver may take to start */

enum { TRIES = 20 };

/*
 * A driver that died while it served the call serves it after its restart. It was perhaps killed
 * between the act and its answer: READ and WRITE have positions and numbers to tell.
 */
static int64_t call(struct terminal *terminal, struct sdk_call *call)
{
    int64_t result = VB_ERR_SERVER_DIED;

    call->deadline = (uint64_t)vb_clock(VB_CLOCK_MONOTONIC) +
                     (terminal->patience != 0 ? terminal->patience : PATIENCE);
    for (int tries = 0; tries < TRIES && result == VB_ERR_SERVER_DIED; tries++)
        result = sdk_call(terminal->driver, call);
    if (result == VB_ERR_TIMED_OUT || result == VB_ERR_PEER_CLOSED ||
        result == VB_ERR_SERVER_DIED) {
        sdk_log(VB_LOG_ERROR, "console: %s does not answer", terminal->name);
        terminal->gone = true;
        result = VB_ERR_AGAIN;
    }
    return result;
}

static int64_t request(struct terminal *terminal, int64_t id, const struct vb_file_request *fields,
                       const struct vb_window *window)
{
    struct sdk_call made = {.id = id,
                            .data = fields,
                            .data_size = sizeof *fields,
                            .windows = window,
                            .window_count = window != NULL};

    return call(terminal, &made);
}

int64_t terminal_attach(struct terminal *terminal, uint64_t *pulse)
{
    struct vb_file_request fields = {0};
    struct sdk_call watch = {.id = VB_TERMINAL_WATCH,
                             .data = &fields,
                             .data_size = sizeof fields,
                             .handles = pulse,
                             .handle_count = 1};
    int64_t status = call(terminal, &watch);

    if (status < 0)
        return status;
    *pulse = 0;
    return terminal_learn(terminal);
}

int64_t terminal_learn(struct terminal *terminal)
{
    struct vb_file_request fields = {0};
    struct vb_terminal_info info;
    struct sdk_call made = {.id = VB_TERMINAL_INFO,
                            .data = &fields,
                            .data_size = sizeof fields,
                            .answer = &info,
                            .answer_room = sizeof info};
    int64_t status = call(terminal, &made);

    if (status >= 0 && made.answer_size != sizeof info)
        status = VB_ERR_PROTOCOL;
    if (status >= 0)
        terminal->info = info;
    return status;
}

/* A keyboard is read until it has no more: a driver keeps what it showed until the read after. */
int64_t terminal_read(struct terminal *terminal, void *buffer, size_t size)
{
    bool keyboard = (terminal->info.flags & VB_CONSOLE_INPUT_TERMINAL) != 0;
    struct vb_file_request fields = {
        .size = size, .flags = keyboard ? VB_TERMINAL_AHEAD : 0, .offset = terminal->taken};
    struct vb_window window = sdk_window(buffer, size, VB_RIGHT_WRITE);
    uint64_t position = 0;
    struct sdk_call made = {.id = VB_TERMINAL_READ,
                            .data = &fields,
                            .data_size = sizeof fields,
                            .answer = &position,
                            .answer_room = sizeof position,
                            .windows = &window,
                            .window_count = 1};
    int64_t count = call(terminal, &made);

    if (count > 0 && made.answer_size == sizeof position)
        terminal->taken = position + (uint64_t)count;
    else if (count > 0)
        count = VB_ERR_PROTOCOL;
    terminal->asked = count == VB_ERR_AGAIN;
    return count;
}

int64_t terminal_write(struct terminal *terminal, uint32_t stream, const void *data, size_t size,
                       bool urgent)
{
    struct vb_file_request fields = {.flags = stream,
                                     .argument = urgent ? VB_TERMINAL_URGENT : 0,
                                     .offset = ++terminal->written,
                                     .size = size};
    struct vb_window window = sdk_window(data, size, VB_RIGHT_READ);

    return request(terminal, VB_TERMINAL_WRITE, &fields, &window);
}

int64_t terminal_event(struct terminal *terminal)
{
    struct vb_file_request fields = {0};

    return request(terminal, VB_TERMINAL_EVENT, &fields, NULL);
}

int64_t terminal_sync(struct terminal *terminal)
{
    struct vb_file_request fields = {0};

    return request(terminal, VB_TERMINAL_SYNC, &fields, NULL);
}
