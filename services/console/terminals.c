/* All terminals: which there are, and what comes from them. */
#include "console.h"
#include <sdk/devices.h>
#include <sdk/log.h>
#include <stdlib.h>
#include <string.h>

enum { READ_SIZE = CHUNK / 4 };

static struct terminal *primary(struct console *console)
{
    for (uint32_t i = 0; i < console->terminal_count; i++)
        if (!console->terminals[i].gone)
            return &console->terminals[i];
    return NULL;
}

/* ---- finding them ---- */

/* What programs see: the flags and the size of the first one. */
static void show_primary(struct console *console)
{
    const struct terminal *first = primary(console);
    uint32_t flags;

    if (first == NULL)
        return;
    flags = first->info.flags;
    console->host_edits = (flags & VB_CONSOLE_INPUT_LINES) != 0;
    console->terminal[STREAM_INPUT] = (flags & VB_CONSOLE_INPUT_TERMINAL) != 0;
    console->terminal[STREAM_OUTPUT] = (flags & VB_CONSOLE_OUTPUT_TERMINAL) != 0;
    console->terminal[STREAM_ERROR] = (flags & VB_CONSOLE_ERROR_TERMINAL) != 0;
    console->output_error[STREAM_OUTPUT] = first->info.output;
    console->output_error[STREAM_ERROR] = first->info.error;
    if (first->info.columns == 0 || (first->info.columns == console->kept.size.columns &&
                                     first->info.rows == console->kept.size.rows))
        return;
    console->kept.size =
        (struct vb_console_size){.columns = first->info.columns, .rows = first->info.rows};
    state_save(console);
    foreground_signal(&console->foreground, VB_SIGWINCH);
}

static bool is_known(const struct console *console, const char *name)
{
    for (uint32_t i = 0; i < console->terminal_count; i++)
        if (strcmp(console->terminals[i].name, name) == 0)
            return true;
    return false;
}

/*
 * How long a new terminal's driver may take to answer. At the start the first one is waited for, as
 * there is nothing to do without it, and the others for a moment; less than init's patience in all.
 * Later, who is up answers at once.
 */
static uint64_t patience(const struct console *console)
{
    const uint64_t first = 5000000000, others = 1000000000, later = 200000000;

    if (console->searches > 0)
        return later;
    return console->terminal_count == 0 ? first : others;
}

/* False: its driver does not answer yet. */
static bool add(struct console *console, uint32_t index)
{
    struct terminal *terminal = &console->terminals[console->terminal_count];
    struct vb_devmgr_entry entry;
    int64_t made, status;
    uint64_t pulse;

    *terminal = (struct terminal){0};
    if (sdk_device_open(console->devices, VB_DEVMGR_TERMINAL, index, 0, &entry, &terminal->driver) <
        0)
        return true;
    memcpy(terminal->name, entry.name, sizeof terminal->name - 1);
    terminal->taken = state_taken_from(console, terminal->name);
    /* A console before this one used smaller numbers: it took more than a nanosecond for each. */
    terminal->written = (uint64_t)vb_clock(VB_CLOCK_MONOTONIC);
    terminal->patience = patience(console);
    made = vb_pulse_create(console->receiver, CODE_TERMINAL + console->terminal_count);
    pulse = made < 0 ? 0 : (uint64_t)made;
    status = made < 0 ? made : terminal_attach(terminal, &pulse);
    if (status < 0) {
        sdk_log(VB_LOG_WARNING, "console: %s: %s", terminal->name, sdk_status_text(status));
        (void)vb_handle_close(terminal->driver);
        if (pulse != 0)
            (void)vb_handle_close(pulse);
        return status != VB_ERR_AGAIN;
    }
    terminal->patience = 0;
    console->terminal_count++;
    return true;
}

/* Look again in two seconds, then in four, ... */
static void search_again(struct console *console)
{
    enum { DOUBLINGS = 5 };
    const uint64_t pause = 2000000000;
    uint32_t times = console->searches < DOUBLINGS ? console->searches : DOUBLINGS;
    int64_t pulse, timer;

    if (console->timer == 0) {
        pulse = vb_pulse_create(console->receiver, CODE_DEVICES);
        timer = pulse < 0 ? pulse : vb_timer_create((uint64_t)pulse);
        if (pulse >= 0)
            (void)vb_handle_close((uint64_t)pulse); /* the timer has it */
        console->timer = timer < 0 ? 0 : (uint64_t)timer;
    }
    (void)vb_timer_set(console->timer, (uint64_t)vb_clock(VB_CLOCK_MONOTONIC) + (pause << times),
                       0);
}

/* A seat is served by a console of its own. */
static bool is_ours(const struct console *console, const struct vb_devmgr_entry *entry)
{
    static const char seats[] = "seat";

    if (console->seat != NULL)
        return strcmp(entry->description, console->seat) == 0;
    return strncmp(entry->description, seats, sizeof seats - 1) != 0;
}

void terminals_find(struct console *console)
{
    struct vb_devmgr_entry entry;
    bool all = true;

    for (uint32_t i = 0; console->terminal_count < TERMINALS_MAX &&
                         sdk_device_list(console->devices, VB_DEVMGR_TERMINAL, i, 0, &entry) >= 0;
         i++) {
        if (is_ours(console, &entry) && !is_known(console, entry.name))
            all = add(console, i) && all;
    }
    if (!all)
        search_again(console);
    console->searches++;
    show_primary(console);
}

/* Later ones announce themselves. */
static void watch_devices(struct console *console)
{
    if (sdk_device_watch(console->devices, VB_DEVMGR_TERMINAL, 0, console->receiver, CODE_DEVICES) <
        0)
        sdk_log(VB_LOG_WARNING, "console: terminals that come later will not be seen");
}

void terminals_start(struct console *console)
{
    if (console->seat == NULL) /* a seat is there from the beginning; devmgr has one watcher */
        watch_devices(console);
    terminals_find(console);
    if (console->terminal_count == 0)
        sdk_log(VB_LOG_WARNING, "console: there is no terminal");
}

/* ---- input ---- */

/* A terminal that edits its lines itself passes on Ctrl-D where it ended the input, and nowhere
 * else. */
static void take_edited(struct line *line, const char *bytes, size_t size)
{
    enum { END = 0x04 };
    const char *end;

    while ((end = memchr(bytes, END, size)) != NULL) {
        line_input(line, bytes, (size_t)(end - bytes));
        line_end(line);
        size -= (size_t)(end + 1 - bytes);
        bytes = end + 1;
    }
    line_input(line, bytes, size);
}

/* One read: true when there may be more. */
static bool take_input(struct console *console, struct terminal *terminal)
{
    static char buffer[READ_SIZE];
    uint64_t head = console->line.head;
    int64_t count = terminal_read(terminal, buffer, sizeof buffer);

    if (count == VB_ERR_AGAIN)
        return false;
    if (count > 0 && console->host_edits)
        take_edited(&console->line, buffer, (size_t)count);
    else if (count > 0)
        line_input(&console->line, buffer, (size_t)count);
    terminal->ended = count <= 0;
    console->input_ended = terminal->ended;
    for (uint32_t i = 0; i < console->terminal_count; i++)
        console->input_ended = console->input_ended && console->terminals[i].ended;
    console->input_ended = console->input_ended || console->hung_up;
    if (console->input_ended && (console->line.modes & VB_TERMINAL_CANONICAL) != 0) {
        /* What was typed last has no newline; it is readable all the same. */
        uint32_t modes = console->line.modes;

        line_set_modes(&console->line, modes & ~(uint32_t)VB_TERMINAL_CANONICAL);
        line_set_modes(&console->line, modes);
    }
    state_input_came(console, head);
    input_run(console);
    ready_fire(console);
    return !terminal->asked;
}

/* A terminal is always read, for its signals; a plain stream only when somebody reads it. */
static bool wants_input(const struct console *console, const struct terminal *terminal)
{
    return ((terminal->info.flags & VB_CONSOLE_INPUT_TERMINAL) != 0 || console->readers != NULL ||
            ready_is_waited_for(console)) &&
           !terminal->asked && !terminal->ended && !terminal->gone &&
           line_room(&console->line) >= CHUNK / 2;
}

void terminals_want_input(struct console *console)
{
    for (uint32_t i = 0; i < console->terminal_count; i++)
        while (wants_input(console, &console->terminals[i]) &&
               take_input(console, &console->terminals[i]))
            ;
}

/* ---- output ---- */

/* What this terminal had no room for, again. */
static void show_held(struct terminal *terminal)
{
    if (terminal->held_size == 0 || (!terminal->gone &&
                                     terminal_write(terminal, terminal->held_stream, terminal->held,
                                                    terminal->held_size, false) == VB_ERR_AGAIN &&
                                     !terminal->gone))
        return;
    free(terminal->held);
    terminal->held = NULL;
    terminal->held_size = 0;
}

static void hold(struct console *console, struct terminal *terminal, enum stream stream,
                 const void *data, size_t size)
{
    terminal->held = malloc(size);
    if (terminal->held == NULL)
        return;
    memcpy(terminal->held, data, size);
    terminal->held_size = size;
    terminal->held_stream = stream;
    console->full = true;
}

int64_t terminals_write(struct console *console, enum stream stream, const void *data, size_t size,
                        bool urgent)
{
    struct terminal *first, *terminal;
    int64_t status = VB_ERR_AGAIN;

    if (console->terminal_count == 0)
        return VB_OK;
    do {
        first = primary(console);
        if (first != NULL)
            status = terminal_write(first, stream, data, size, urgent);
    } while (first != NULL && first->gone);
    if (status == VB_ERR_AGAIN)
        console->full = true;
    if (status < 0 && status != VB_ERR_AGAIN)
        console->output_error[stream] = status;
    if (status < 0)
        return status;
    for (terminal = first + 1; terminal < console->terminals + console->terminal_count; terminal++)
        if (!terminal->gone && terminal->held_size == 0 &&
            terminal_write(terminal, stream, data, size, urgent) == VB_ERR_AGAIN && !terminal->gone)
            hold(console, terminal, stream, data, size);
    return VB_OK;
}

bool terminals_synced(struct console *console)
{
    bool synced = true;

    for (uint32_t i = 0; i < console->terminal_count; i++)
        if (!console->terminals[i].gone && terminal_sync(&console->terminals[i]) == VB_ERR_AGAIN &&
            !console->terminals[i].gone)
            synced = false;
    return synced;
}

static void there_is_room(struct console *console, struct terminal *terminal)
{
    console->full = false;
    show_held(terminal);
    for (uint32_t i = 0; i < console->terminal_count; i++)
        if (console->terminals[i].held_size > 0)
            console->full = true;
}

/* ---- events ---- */

static void event_came(struct console *console, int64_t event)
{
    switch (event) {
    case VB_CONSOLE_HANGUP:
        foreground_signal(&console->foreground, VB_SIGHUP);
        if (console->seat == NULL)
            state_stop_system(console, 128 + VB_SIGHUP);
        else
            console->hung_up = console->input_ended = true;
        break;
    case VB_CONSOLE_TERMINATE:
        foreground_signal(&console->foreground, VB_SIGTERM);
        state_stop_system(console, 128 + VB_SIGTERM);
        break;
    case VB_CONSOLE_INTERRUPT:
        foreground_signal(&console->foreground, VB_SIGINT);
        break;
    default:
        break;
    }
}

void terminals_pulse(struct console *console, uint32_t index, uint32_t bits)
{
    struct terminal *terminal = &console->terminals[index];
    int64_t event;

    if (index >= console->terminal_count)
        return;
    if (terminal->gone)
        bits = VB_DRIVER_ALL;
    terminal->gone = false;
    if (bits & VB_DRIVER_CHANGED) {
        (void)terminal_learn(terminal);
        show_primary(console);
    }
    if (bits & VB_DRIVER_EVENT)
        while ((event = terminal_event(terminal)) >= 0)
            event_came(console, event);
    if (bits & VB_DRIVER_INPUT)
        terminal->asked = false;
    if (bits & VB_DRIVER_ROOM)
        there_is_room(console, terminal);
    input_run(console);
    output_run(console);
    ready_fire(console);
    terminals_want_input(console);
}
