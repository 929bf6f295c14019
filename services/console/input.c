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

void input_read(struct console *console, uint64_t badge, uint64_t reply, uint64_t size)
{
    struct waiting reader = {.badge = badge, .handle = reply, .size = size};

    if (console->readers == NULL && can_read(console, size)) {
        sdk_reply(reply, size == 0 ? 0 : give(console, reply, size));
    } else if (!state_waits(console, badge)) {
        sdk_reply(reply, VB_ERR_AGAIN);
        return;
    } else if (waiting_add(&console->readers, &reader) < 0) {
        sdk_reply(reply, VB_ERR_NO_MEMORY);
    }
    device_want_input(console);
}

static void send_signals(struct console *console)
{
    uint32_t signal;

    for (signal = 1; console->line.signals != 0; signal++) {
        if (console->line.signals >> signal & 1)
            state_signal(console, signal);
        console->line.signals &= ~(UINT64_C(1) << signal);
    }
}

void input_run(struct console *console)
{
    struct waiting *reader;
    int64_t count;

    send_signals(console);
    while ((reader = console->readers) != NULL && can_read(console, reader->size)) {
        console->readers = reader->next;
        count = give(console, reader->handle, reader->size);
        /* Nobody waits there any more: what was typed is for the next. */
        if (count == VB_ERR_DEAD)
            (void)vb_handle_close(reader->handle);
        else
            sdk_reply(reader->handle, count);
        free(reader);
    }
}
