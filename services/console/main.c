/*
 * The console service's requests.
 *
 *   console           all terminals but those of a seat, as one
 *   console SEAT      the terminal that devmgr describes as SEAT, a word that begins with "seat"
 */
#include "console.h"
#include <sdk/log.h>
#include <sdk/start.h>
#include <string.h>

static struct vb_file_stat stat_of(const struct console *console, enum stream stream)
{
    bool terminal = console->terminal[stream];

    /* A plain stream is typed as a pipe, which programs take for neither a terminal nor a file. */
    return (struct vb_file_stat){.type = terminal ? VB_TYPE_CHARACTER : VB_TYPE_SOCKET,
                                 .flags = terminal ? VB_STAT_TERMINAL : 0,
                                 .inode = (uint64_t)stream + 1,
                                 .links = 1};
}

static int64_t stream_named(const char *name)
{
    static const char *const names[STREAMS] = {"stdin", "stdout", "stderr"};
    int i;

    while (*name == '/')
        name++;
    for (i = 0; i < STREAMS; i++)
        if (strcmp(name, names[i]) == 0)
            return i;
    return VB_ERR_NOT_FOUND;
}

static void open_stream(struct console *console, uint64_t reply, const char *name, uint32_t flags)
{
    int64_t stream = stream_named(name);
    uint64_t badge, handle;
    int64_t result;
    struct vb_file_stat stat;

    if (stream < 0) {
        sdk_reply(reply, stream);
        return;
    }
    if (stream == STREAM_INPUT && console->hung_up)
        console_sit_down(console);
    badge = console->next_description++ << BADGE_SHIFT | (uint64_t)(stream + 1);
    if (flags & VB_OPEN_NONBLOCK)
        badge |= BADGE_NONBLOCK;
    result = vb_channel_badge(console->sender, badge);
    if (result < 0) {
        sdk_reply(reply, result);
        return;
    }
    handle = (uint64_t)result;
    stat = stat_of(console, (enum stream)stream);
    (void)sdk_reply_handles(reply, VB_OK, &stat, sizeof stat, &handle, 1);
}

void console_sit_down(struct console *console)
{
    bool end;
    size_t waits;

    while ((waits = line_readable(&console->line, LINE_QUEUE_SIZE, &end)) > 0 || end)
        line_take(&console->line, waits);
    state_input_taken(console);
    console->hung_up = console->input_ended = false;
    terminals_want_input(console);
}

static bool any_terminal(const struct console *console)
{
    return console->terminal[STREAM_INPUT] || console->terminal[STREAM_OUTPUT] ||
           console->terminal[STREAM_ERROR];
}

/* Input that is no terminal, or that a terminal has edited and echoed, passes through as it is,
 * whatever the modes say. */
static uint32_t input_modes(const struct console *console)
{
    bool edits = console->terminal[STREAM_INPUT] && !console->host_edits;

    return console->kept.modes & (edits ? UINT32_MAX : VB_TERMINAL_OUTPUT_CRLF);
}

static int64_t terminal_set(struct console *console, const struct sdk_received *received)
{
    struct vb_terminal terminal;
    int64_t refused;

    if (received->message.data_size < sizeof(struct vb_file_request) + sizeof terminal)
        return VB_ERR_PROTOCOL;
    refused = foreground_check(&console->foreground, received->message.reply, VB_SIGTTOU);
    if (refused < 0)
        return refused;
    memcpy(&terminal, received->data + sizeof(struct vb_file_request), sizeof terminal);
    if (console->host_edits && (terminal.modes & VB_TERMINAL_CANONICAL) == 0)
        return VB_ERR_NOT_SUPPORTED;
    console->kept.modes = terminal.modes;
    state_save(console);
    line_set_modes(&console->line, input_modes(console));
    input_run(console);
    ready_fire(console);
    return VB_OK;
}

static void terminal_get(const struct console *console, uint64_t reply)
{
    struct vb_terminal terminal = {.modes = console->kept.modes,
                                   .columns = console->kept.size.columns,
                                   .rows = console->kept.size.rows};

    sdk_reply_data(reply, VB_OK, &terminal, sizeof terminal);
}

/* The answer comes before init is told: it may be init that waits for it. */
static void take_jobs(struct console *console, struct sdk_received *received)
{
    int64_t refused = foreground_refused(&console->foreground, received);
    uint32_t count = received->message.handle_count;

    if (refused < 0) {
        sdk_reply(received->message.reply, refused);
        return;
    }
    received->message.handle_count = 0;
    sdk_reply(received->message.reply, VB_OK);
    state_set_jobs(console, received->handles[0], count == 2 ? received->handles[1] : 0);
    input_check(console);
}

/* What only a terminal does. */
static void serve_terminal(struct console *console, struct sdk_received *received)
{
    uint64_t reply = received->message.reply;
    bool terminal = console->terminal[stream_of(received->message.badge)];

    if (received->message.id == VB_FILE_FOREGROUND)
        take_jobs(console, received);
    else if (!terminal || !any_terminal(console))
        sdk_reply(reply, VB_ERR_NOT_TERMINAL);
    else if (received->message.id == VB_FILE_TERMINAL_SET)
        sdk_reply(reply, terminal_set(console, received));
    else
        terminal_get(console, reply);
}

static int64_t arm(struct console *console, struct sdk_received *received,
                   const struct vb_file_request *request)
{
    enum stream stream = stream_of(received->message.badge);
    int64_t result =
        armed_add(&console->armed[stream], received, request, ready_bits(console, stream));

    if (result == 0)
        terminals_want_input(console);
    return result;
}

static bool may(const struct console *console, enum stream stream, int64_t operation)
{
    if (operation == VB_FILE_READ)
        return stream == STREAM_INPUT ||
               (console->terminal[stream] && console->terminal[STREAM_INPUT]);
    return stream != STREAM_INPUT || console->terminal[STREAM_INPUT];
}

/* A request about an open stream. */
static void serve_stream(struct console *console, struct sdk_received *received,
                         const struct vb_file_request *request)
{
    uint64_t reply = received->message.reply, badge = received->message.badge;
    struct vb_file_stat stat;
    int64_t refused;

    switch (received->message.id) {
    case VB_FILE_READ:
    case VB_FILE_WRITE:
        refused = received->message.id == VB_FILE_READ
                      ? foreground_check(&console->foreground, reply, VB_SIGTTIN)
                      : VB_OK;
        if (refused < 0)
            sdk_reply(reply, refused);
        else if (!may(console, stream_of(badge), received->message.id))
            sdk_reply(reply, VB_ERR_ACCESS);
        else if (request->offset != VB_FILE_CURRENT)
            sdk_reply(reply, VB_ERR_NOT_SEEKABLE);
        else if (received->message.id == VB_FILE_READ)
            input_read(console, badge, reply, request);
        else
            output_write(console, badge, reply, request->size);
        break;
    case VB_FILE_STAT:
        stat = stat_of(console, stream_of(badge));
        sdk_reply_data(reply, VB_OK, &stat, sizeof stat);
        break;
    case VB_FILE_SEEK:
        sdk_reply(reply, VB_ERR_NOT_SEEKABLE);
        break;
    case VB_FILE_SYNC:
        output_sync(console, reply);
        break;
    case VB_FILE_SET_FLAGS:
        sdk_reply(reply, state_set_nonblock(console, badge, request->flags));
        break;
    case VB_FILE_ARM:
        sdk_reply(reply, arm(console, received, request));
        break;
    case VB_FILE_DISARM:
        armed_disarm(&console->armed[stream_of(badge)], badge, request->argument);
        sdk_reply(reply, VB_OK);
        break;
    case VB_FILE_TERMINAL_GET:
    case VB_FILE_TERMINAL_SET:
    case VB_FILE_FOREGROUND:
        serve_terminal(console, received);
        break;
    default:
        sdk_reply(reply, VB_ERR_NOT_SUPPORTED);
    }
}

static void serve_call(struct console *console, struct sdk_received *received)
{
    struct vb_file_request request;

    if (received->message.data_size < sizeof request) {
        sdk_reply(received->message.reply, VB_ERR_PROTOCOL);
        return;
    }
    memcpy(&request, received->data, sizeof request);
    if (received->message.badge >> BADGE_SHIFT != 0)
        serve_stream(console, received, &request);
    else if (received->message.id == VB_FILE_OPEN)
        open_stream(console, received->message.reply, (const char *)received->data + sizeof request,
                    request.flags);
    else
        sdk_reply(received->message.reply, VB_ERR_NOT_SUPPORTED);
}

/* The last handle of an open description is gone. */
static void closed(struct console *console, uint64_t badge)
{
    waiting_drop(&console->readers, badge);
    waiting_drop(&console->writers, badge);
    armed_drop(&console->armed[stream_of(badge)], badge);
    (void)state_set_nonblock(console, badge, badge & BADGE_NONBLOCK ? VB_OPEN_NONBLOCK : 0);
}

static void pulse_came(struct console *console, uint64_t code, uint32_t bits)
{
    if (code == CODE_DEVICES) {
        terminals_find(console);
        line_set_modes(&console->line, input_modes(console));
        terminals_want_input(console);
    } else if (code >= CODE_TERMINAL && code < CODE_TERMINAL + TERMINALS_MAX) {
        terminals_pulse(console, (uint32_t)(code - CODE_TERMINAL), bits);
    }
}

static void serve(void *context, struct sdk_received *received)
{
    struct console *console = context;

    if (received->message.kind == VB_MESSAGE_CALL)
        serve_call(console, received);
    else if (received->message.kind == VB_MESSAGE_PULSE && received->message.id & VB_BADGE_CLOSED)
        closed(console, received->message.badge);
    else if (received->message.kind == VB_MESSAGE_PULSE)
        pulse_came(console, received->message.badge, (uint32_t)received->message.id);
    sdk_drop_handles(received);
}

int main(void)
{
    static struct console console;
    static const char scheme[] = "devices";
    int64_t devices, status;

    console.seat = sdk_argument(1);
    console.receiver = sdk_start_named("receiver");
    console.sender = sdk_start_named("sender");
    devices = vb_namespace_lookup(0, VB_ADDRESS(scheme), sizeof scheme - 1);
    if (console.receiver == 0 || console.sender == 0 || devices < 0)
        sdk_die("console: expected the handles receiver and sender and the scheme devices");
    console.devices = (uint64_t)devices;
    status = state_load(&console);
    if (status < 0)
        sdk_die("console: %s", sdk_status_text(status));
    /* Descriptions of an earlier incarnation live on: numbers go on from the clock. */
    console.next_description = (uint64_t)vb_clock(VB_CLOCK_MONOTONIC) / 1000 + 1;
    console.line.show = output_show;
    console.line.context = &console;
    terminals_start(&console);
    line_set_modes(&console.line, input_modes(&console));
    sdk_ready();
    terminals_want_input(&console);
    sdk_serve(console.receiver, serve, &console);
}
