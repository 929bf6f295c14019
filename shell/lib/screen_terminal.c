#include "screen_terminal.h"

#include "tool.h"

#include <errno.h>
#include <fcntl.h>
#include <sdk/channel.h>
#include <sdk/posix.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <vibee/file.h>
#include <vibee/syscalls.h>

enum {
    FROM_KEYS, /* badges; with the round above */
    FROM_OTHER,
    FROM_SIGNAL,
    BADGE_BITS = 2,
    ASK_AGAIN_MS = 500, /* a service that died forgot who waits */
};

static const uint64_t caught = UINT64_C(1) << VB_SIGHUP | UINT64_C(1) << VB_SIGINT |
                               UINT64_C(1) << VB_SIGQUIT | UINT64_C(1) << VB_SIGTERM |
                               UINT64_C(1) << VB_SIGWINCH | UINT64_C(1) << VB_SIGCONT;

static struct {
    bool open, raw, alternate;
    int keys;           /* descriptor */
    uint32_t modes;     /* before */
    uint64_t rights[2]; /* receiver and sender of a channel of its own */
    unsigned events;    /* that came and were not told */
    uint64_t round;     /* tells a pulse from late ones of what was armed before */
    int armed[2];       /* the descriptors whose services will fire a pulse, or -1 */
} terminal;

static uint64_t in_milliseconds(int64_t milliseconds)
{
    if (milliseconds < 0)
        return VB_FOREVER;
    return (uint64_t)vb_clock(VB_CLOCK_MONOTONIC) + (uint64_t)milliseconds * 1000000;
}

void terminal_write(const char *text, size_t length)
{
    while (length > 0) {
        ssize_t n = write(1, text, length);
        if (n <= 0) {
            terminal.events |= TERMINAL_ENDS;
            return;
        }
        text += n;
        length -= (size_t)n;
    }
}

static void say(const char *text)
{
    terminal_write(text, strlen(text));
}

void terminal_size(int *rows, int *columns)
{
    struct vb_terminal now;
    *rows = 24;
    *columns = 80;
    if (sdk_terminal_get(1, &now) == 0 && now.columns > 1 && now.rows > 1) {
        *rows = now.rows < 1000 ? (int)now.rows : 1000;
        *columns = now.columns < 2000 ? (int)now.columns : 2000;
    }
}

static bool take_over(void)
{
    if (sdk_terminal_set(terminal.keys, VB_TERMINAL_OUTPUT_CRLF) != 0)
        return false;
    terminal.raw = true;
    if (terminal.alternate)
        say("\033[?1049h");
    say("\033[?2004h");
    return true;
}

bool terminal_enter(void)
{
    struct vb_terminal now;
    if (sdk_terminal_get(terminal.keys, &now) != 0)
        return false;
    terminal.modes = now.modes;
    return take_over();
}

void terminal_leave(void)
{
    if (!terminal.raw)
        return;
    terminal.raw = false;
    say("\033[m\033[?2004l\033[?25h");
    if (terminal.alternate)
        say("\033[?1049l");
    (void)sdk_terminal_set(terminal.keys, terminal.modes);
}

static int64_t ask(int64_t handle, uint32_t operation, uint64_t pulse)
{
    struct vb_file_request request = {.flags = VB_READY_READ, .argument = (uint32_t)vb_getpid()};
    struct sdk_call call = {.id = operation,
                            .data = &request,
                            .data_size = sizeof request,
                            .handles = &pulse,
                            .handle_count = pulse != 0};
    return sdk_call_again((uint64_t)handle, &call);
}

/* Ask a descriptor's service to fire a pulse when it can be read, unless it will do so anyway.
 * True: it can be now. */
static bool arm(int fd, unsigned which)
{
    if (terminal.armed[which] == fd)
        return false;
    int64_t handle = sdk_fd_handle(fd), pulse;
    uint64_t badge = terminal.round << BADGE_BITS | which;
    if (handle < 0 || (pulse = vb_pulse_create(terminal.rights[0], badge)) < 0)
        return true;
    int64_t ready = ask(handle, VB_FILE_ARM, (uint64_t)pulse);
    if (ready == 0)
        terminal.armed[which] = fd;
    return ready != 0 && ready != VB_ERR_SERVER_DIED; /* then it is asked again soon */
}

/* Take back what was armed. */
static void disarm(void)
{
    for (int i = 0; i < 2; i++) {
        int64_t handle = terminal.armed[i] >= 0 ? sdk_fd_handle(terminal.armed[i]) : -1;
        if (handle >= 0)
            (void)ask(handle, VB_FILE_DISARM, 0);
        terminal.armed[i] = -1;
    }
    terminal.round++;
}

void terminal_close(void)
{
    if (!terminal.open)
        return;
    terminal_leave();
    disarm();
    terminal.open = false;
    (void)sdk_signals_default(caught);
    if (terminal.keys != 0)
        close(terminal.keys);
    vb_handle_close(terminal.rights[0]);
    vb_handle_close(terminal.rights[1]);
}

static bool catch_signals(void)
{
    if (vb_channel_create(1, 0, VB_ADDRESS(terminal.rights)) < 0)
        return false;
    int64_t pulse = vb_pulse_create(terminal.rights[0], FROM_SIGNAL);
    return pulse >= 0 && vb_signal_handle(caught, (uint64_t)pulse) == VB_OK;
}

bool terminal_open(bool alternate)
{
    static bool registered;
    fflush(stdout);
    terminal.alternate = alternate;
    terminal.events = 0;
    terminal.round = 1; /* no badge is FROM_SIGNAL's */
    terminal.armed[0] = terminal.armed[1] = -1;
    if (!isatty(1)) {
        errno = ENOTTY;
        return false;
    }
    terminal.keys = isatty(0) ? 0 : open("/dev/tty", O_RDONLY);
    if (terminal.keys < 0)
        return false;
    if (!catch_signals()) {
        errno = ENOMEM;
        return false;
    }
    terminal.open = terminal_enter();
    if (terminal.open && !registered)
        registered = atexit(terminal_close) == 0;
    return terminal.open;
}

ssize_t terminal_read(char *text, size_t room)
{
    ssize_t n = read(terminal.keys, text, room);
    return n < 0 ? 0 : n;
}

static unsigned signal_events(uint64_t signals)
{
    const uint64_t changes = UINT64_C(1) << VB_SIGWINCH | UINT64_C(1) << VB_SIGCONT;
    unsigned events = 0;
    if (signals & (UINT64_C(1) << VB_SIGCONT) && terminal.raw)
        (void)take_over(); /* the shell had its own modes */
    if (signals & changes)
        events |= TERMINAL_CHANGED;
    if (signals & caught & ~changes)
        events |= TERMINAL_ENDS;
    return events;
}

static unsigned receive(uint64_t deadline)
{
    static const unsigned events[] = {[FROM_KEYS] = TERMINAL_KEYS, [FROM_OTHER] = TERMINAL_OTHER};
    struct vb_message message = {0};
    if (vb_channel_receive(terminal.rights[0], VB_ADDRESS(&message), deadline) != VB_OK)
        return 0;
    if (message.badge == FROM_SIGNAL)
        return signal_events((uint64_t)message.id);
    unsigned which = message.badge & ((1 << BADGE_BITS) - 1);
    if (message.badge >> BADGE_BITS != terminal.round || which > FROM_OTHER)
        return 0;
    terminal.armed[which] = -1;
    return events[which];
}

unsigned terminal_wait(int64_t milliseconds, int other)
{
    uint64_t end = in_milliseconds(milliseconds);
    unsigned events = terminal.events;
    terminal.events = 0;
    for (;;) {
        uint64_t again = in_milliseconds(ASK_AGAIN_MS), until = end < again ? end : again;
        if (arm(terminal.keys, FROM_KEYS))
            events |= TERMINAL_KEYS;
        if (other >= 0 && arm(other, FROM_OTHER))
            events |= TERMINAL_OTHER;
        unsigned come = receive(events ? VB_NO_WAIT : until);
        events |= come;
        while (come)
            events |= come = receive(VB_NO_WAIT);
        if (events || (milliseconds >= 0 && in_milliseconds(0) >= end))
            return events;
        if (in_milliseconds(0) >= again)
            disarm();
    }
}

void terminal_suspend(void)
{
    terminal_leave();
    (void)kill(0, VB_SIGTSTP);
    (void)terminal_enter();
    terminal.events |= TERMINAL_CHANGED;
}
