/* Reading: those who wait get what the line discipline hands over, in the order they came. */
#include "console.h"
#include <stdlib.h>

/* Who could send bytes to a reader in one answer. */
static int64_t give(struct console *console, uint64_t reply, uint64_t size)
{
    size_t wanted = size < LINE_QUEUE_SIZE ? (size_t)size : LINE_QUEUE_SIZE;
    size_t run, done = 0;
    const char *front;
    bool end;
    int64_t moved;

    wanted = line_readable(&console->line, wanted, &end);
    if (wanted == 0) {
        if (end)
            line_take(&console->line, 0);
        return 0;
    }
    while (done < wanted) {
        run = wanted - done;
        front = line_front(&console->line, &run);
        moved = vb_window_write(reply, 0, done, VB_ADDRESS(front), run);
        if (moved < 0)
            return done > 0 ? (int64_t)done : moved;
        line_take(&console->line, (size_t)moved);
        done += (size_t)moved;
        if ((size_t)moved < run)
            break;
    }
    return (int64_t)done;
}

/* Whether a read need not wait. */
static bool can_read(const struct console *console, uint64_t size)
{
    bool end;

    return size == 0 || line_readable(&console->line, 1, &end) > 0 || end || console->input_ended;
}

/* Answer a read that need not wait. */
static void answer(struct console *console, const struct waiting *reader)
{
    int64_t count;

    if (reader->argument != 0 && reader->argument == console->input.last_argument) {
        sdk_reply(reader->handle, (int64_t)console->input.last_count);
        return;
    }
    count = reader->size == 0 ? 0 : give(console, reader->handle, reader->size);
    if (count > 0) {
        console->input.last_argument = reader->argument;
        console->input.last_count = (uint64_t)count;
        state_input_taken(console);
    }
    /* Nobody waits there any more: what was typed is for the next. */
    if (count == VB_ERR_DEAD)
        (void)vb_handle_close(reader->handle);
    else
        sdk_reply(reader->handle, count);
}

static bool can_answer(const struct console *console, const struct waiting *reader)
{
    return can_read(console, reader->size) ||
           (reader->argument != 0 && reader->argument == console->input.last_argument);
}

void input_read(struct console *console, uint64_t badge, uint64_t reply,
                const struct vb_file_request *request)
{
    struct waiting reader = {
        .badge = badge, .handle = reply, .size = request->size, .argument = request->argument};

    if (console->readers == NULL && can_answer(console, &reader))
        answer(console, &reader);
    else if (!state_waits(console, badge))
        sdk_reply(reply, VB_ERR_AGAIN);
    else if (waiting_add(&console->readers, &reader) < 0)
        sdk_reply(reply, VB_ERR_NO_MEMORY);
    terminals_want_input(console);
}

/* Who waits and is in the background now is stopped, or is already: then it asks again. */
void input_check(struct console *console)
{
    struct waiting **at = &console->readers, *reader;
    int64_t refused;

    while ((reader = *at) != NULL) {
        refused = foreground_check(&console->foreground, reader->handle, VB_SIGTTIN);
        if (refused == VB_OK) {
            at = &reader->next;
            continue;
        }
        *at = reader->next;
        sdk_reply(reader->handle, refused);
        free(reader);
    }
}

static void send_signals(struct console *console)
{
    uint32_t signal;

    for (signal = 1; console->line.signals != 0; signal++) {
        if (console->line.signals >> signal & 1)
            foreground_signal(&console->foreground, signal);
        console->line.signals &= ~(UINT64_C(1) << signal);
    }
}

void input_run(struct console *console)
{
    struct waiting *reader;

    send_signals(console);
    while ((reader = console->readers) != NULL && can_answer(console, reader)) {
        console->readers = reader->next;
        answer(console, reader);
        free(reader);
    }
}
