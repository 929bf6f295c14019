/* Writing: from clients' windows to the device, with newlines translated for a terminal. */
#include "console.h"
#include <stdlib.h>
#include <string.h>

static char raw[CHUNK / 2];
static char translated[CHUNK];

/* Put a return before each newline; the size, at most twice that of the text. */
static size_t translate(const char *text, size_t size, char *result)
{
    size_t i, at = 0;

    for (i = 0; i < size; i++) {
        if (text[i] == '\n')
            result[at++] = '\r';
        result[at++] = text[i];
    }
    return at;
}

/* The stream as which a description's writes go out; input is written to where the terminal shows.
 */
static enum stream target_of(uint64_t badge)
{
    return stream_of(badge) == STREAM_ERROR ? STREAM_ERROR : STREAM_OUTPUT;
}

static int64_t put(struct console *console, enum stream stream, const char *text, size_t size,
                   bool urgent)
{
    if (console->terminal[stream] && !console->host_edits &&
        (console->line.modes & VB_TERMINAL_OUTPUT_CRLF) != 0 && memchr(text, '\n', size) != NULL) {
        size = translate(text, size, translated);
        text = translated;
    }
    return terminals_write(console, stream, text, size, urgent);
}

void output_show(void *context, const char *text, size_t size)
{
    struct console *console = context;
    size_t part;

    /* Echo is not held back by the limit: it is as much as a person types. */
    for (; size > 0; size -= part, text += part) {
        part = size < sizeof raw ? size : sizeof raw;
        (void)put(console, STREAM_OUTPUT, text, part, true);
    }
}

static bool has_room(const struct console *console)
{
    return !console->full;
}

/* Take what fits from the client and hand it to the device: a count or a vb_status. */
static int64_t accept(struct console *console, uint64_t badge, uint64_t reply, uint64_t size)
{
    enum stream stream = target_of(badge);
    uint64_t done = 0;
    int64_t count, status;

    if (console->output_error[stream] < 0)
        return console->output_error[stream];
    while (done < size && has_room(console)) {
        count = vb_window_read(reply, 0, done, VB_ADDRESS(raw),
                               size - done < sizeof raw ? size - done : sizeof raw);
        if (count <= 0)
            return done > 0 ? (int64_t)done : count;
        status = put(console, stream, raw, (size_t)count, false);
        /* The rest when there is room again. */
        if (status < 0)
            return done > 0 ? (int64_t)done : status;
        done += (uint64_t)count;
    }
    return (int64_t)done;
}

void output_write(struct console *console, uint64_t badge, uint64_t reply, uint64_t size)
{
    struct waiting writer = {.badge = badge, .handle = reply, .size = size};
    int64_t count = VB_ERR_AGAIN;

    /* A failure is said at once. */
    if (console->writers == NULL &&
        (has_room(console) || console->output_error[target_of(badge)] < 0))
        count = accept(console, badge, reply, size);
    if (count != VB_ERR_AGAIN)
        sdk_reply(reply, count);
    else if (!state_waits(console, badge))
        sdk_reply(reply, VB_ERR_AGAIN);
    else if (waiting_add(&console->writers, &writer) < 0)
        sdk_reply(reply, VB_ERR_NO_MEMORY);
}

void output_sync(struct console *console, uint64_t reply)
{
    struct waiting syncer = {.handle = reply};

    if (terminals_synced(console))
        sdk_reply(reply, VB_OK);
    else if (waiting_add(&console->syncers, &syncer) < 0)
        sdk_reply(reply, VB_ERR_NO_MEMORY);
}

void output_run(struct console *console)
{
    struct waiting *first;
    int64_t count;

    while ((first = console->writers) != NULL &&
           (has_room(console) || console->output_error[target_of(first->badge)] < 0)) {
        count = accept(console, first->badge, first->handle, first->size);
        if (count == VB_ERR_AGAIN)
            break;
        console->writers = first->next;
        sdk_reply(first->handle, count);
        free(first);
    }
    while (console->syncers != NULL && terminals_synced(console)) {
        first = console->syncers;
        console->syncers = first->next;
        sdk_reply(first->handle, VB_OK);
        free(first);
    }
}
