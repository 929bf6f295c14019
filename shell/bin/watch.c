#include "child.h"
#include "options.h"
#include "screen_event.h"
#include "tool.h"

#include <errno.h>
#include <fcntl.h>
#include <sdk/posix.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <vibee/syscalls.h>

static const char usage[] =
    "usage: watch [-degt] [-n SECONDS] COMMAND [ARGUMENT...]\n\n"
    "Run a command of the shell again and again, and show what it writes.\n\n"
    "  -d  show what is different from the time before\n"
    "  -e  end when the command fails\n"
    "  -g  end when the output is different\n"
    "  -n SECONDS  between an end and the next start (2)\n"
    "  -t  no title\n\n"
    "Keys: q or Ctrl-C quits, Space runs it at once.\n";

enum { OUTPUT_MAX = 1 << 20, TAB = 8 };

static bool differences, until_error, until_change, no_title;
static double seconds = 2;
static char *command;

static struct {
    struct bytes output, before; /* the last whole output, and the one before */
    struct bytes coming;
    bool first; /* there is none before */
    int status;
    struct display display;
} watch = {.first = true};

static void set_seconds(const char *text)
{
    char *end;
    seconds = strtod(text, &end);
    if (end == text || *end || !(seconds >= 0.1 && seconds <= 86400))
        tool_misuse("-n: expected a number of seconds from 0.1, found '%s'", text);
}

static const struct tool_row options[] = {
    TOOL_FLAG('d', "differences", differences), TOOL_FLAG('e', "errexit", until_error),
    TOOL_FLAG('g', "chgexit", until_change),    TOOL_CALL('n', "interval", set_seconds),
    TOOL_FLAG('t', "no-title", no_title),       {0},
};

static double now(void)
{
    return (double)vb_clock(VB_CLOCK_MONOTONIC) / 1e9;
}

/* ---- drawing ----------------------------------------------------------------------------------
 */

static void draw_title(struct screen *screen)
{
    const struct style strong = {.attributes = STYLE_BOLD}, plain = {0};
    char text[300], clock[32] = "";
    time_t wall = time(NULL);
    struct tm *parts = localtime(&wall);
    if (parts)
        strftime(clock, sizeof clock, " %H:%M:%S", parts);
    snprintf(text, sizeof text, "Every %gs: %.200s", seconds, command);
    screen_text(screen, 0, 0, text, strong);
    screen_text(screen, 0, screen->columns - (int)strlen(clock), clock, plain);
    if (watch.status) {
        snprintf(text, sizeof text, "status %d", watch.status);
        screen_text(screen, 1, 0, text, (struct style){.front = STYLE_COLOUR(1)});
    }
}

/* A line's byte and the one that stood there before. */
static struct style style_at(const char *line, const char *end, const char *old,
                             const char *old_end, size_t i)
{
    bool same = old && old + i < old_end && old[i] == line[i];
    (void)end;
    return (struct style){.attributes = differences && !watch.first && !same ? STYLE_REVERSE : 0};
}

static const char *line_end(const char *line, const char *end)
{
    const char *found = line < end ? memchr(line, '\n', (size_t)(end - line)) : NULL;
    return found ? found : end;
}

static void draw_line(struct screen *screen, int row, const char *line, const char *end,
                      const char *old, const char *old_end)
{
    struct glyph glyph;
    int column = 0;
    for (size_t i = 0; line + i < end && column < screen->columns; i += glyph.size) {
        if (line[i] == '\t') {
            column += TAB - column % TAB;
            glyph.size = 1;
            continue;
        }
        screen_glyph(line + i, (size_t)(end - line) - i, &glyph);
        column = screen_put(screen, row, column, &glyph, style_at(line, end, old, old_end, i));
    }
}

static void draw(void *context)
{
    struct screen *screen = &watch.display.screen;
    const char *at = watch.output.data, *end = at + watch.output.length;
    const char *old = watch.before.data, *old_end = old + watch.before.length;
    (void)context;
    for (int row = 0; row < screen->rows; row++)
        screen_clear(screen, row, 0, (struct style){0});
    screen->cursor_row = -1;
    if (!no_title)
        draw_title(screen);
    for (int row = no_title ? 0 : 2; row < screen->rows && at < end; row++) {
        const char *stop = line_end(at, end), *old_stop = line_end(old, old_end);
        draw_line(screen, row, at, stop, old, old_stop);
        at = stop + 1;
        old = old_stop < old_end ? old_stop + 1 : old_end;
    }
}

/* ---- running ----------------------------------------------------------------------------------
 */

/* Its output can be read from *output. */
static pid_t start(int *output)
{
    char *arguments[] = {"vsh", "-c", command, NULL};
    int ends[2];
    if (pipe(ends) != 0)
        return -1;
    pid_t pid = fork();
    if (pid == 0) {
        int none = open("/dev/null", O_RDONLY);
        dup2(none, 0);
        dup2(ends[1], 1);
        dup2(ends[1], 2);
        close(none);
        close(ends[0]);
        close(ends[1]);
        _exit(child_exec(arguments));
    }
    close(ends[1]);
    *output = ends[0];
    return pid;
}

/* A piece of output; false: that was all. */
static bool take(int fd)
{
    ssize_t n = read(fd, tool_block, TOOL_BLOCK);
    if (n > 0 && watch.coming.length < OUTPUT_MAX)
        bytes_add(&watch.coming, tool_block, (size_t)n);
    return n > 0;
}

/* Until something has happened (EVENT_TIME), or the program shall end (EVENT_END). */
static enum event_kind wait_event(double until, int fd)
{
    double left = until - now();
    enum event_kind event = display_next(&watch.display,
                                         fd >= 0    ? -1
                                         : left > 0 ? (int64_t)(left * 1000)
                                                    : 0,
                                         fd);
    if (event != EVENT_KEY)
        return event;
    switch (watch.display.key.code) {
    case 'q':
    case KEY_CONTROL('C'):
        return EVENT_END;
    case ' ':
        return EVENT_TIME;
    case KEY_CONTROL('L'):
        watch.display.screen.known = false;
        return EVENT_RESIZE;
    default:
        return EVENT_RESIZE;
    }
}

/* Once; false: the program shall end. */
static bool run(void)
{
    int fd;
    pid_t pid = start(&fd);
    if (pid < 0) {
        tool_file_error("vsh");
        return false;
    }
    watch.coming.length = 0;
    for (bool more = true; more;) {
        enum event_kind event = wait_event(0, fd);
        if (event == EVENT_END) {
            kill(pid, VB_SIGTERM);
            close(fd);
            return false;
        }
        if (event == EVENT_OTHER)
            more = take(fd);
    }
    close(fd);
    watch.status = child_wait(pid);
    struct bytes old = watch.before;
    watch.before = watch.output;
    watch.output = watch.coming;
    watch.coming = old;
    return true;
}

static bool changed(void)
{
    return !watch.first && (watch.output.length != watch.before.length ||
                            memcmp(watch.output.data, watch.before.data, watch.output.length) != 0);
}

static int loop(void)
{
    for (;;) {
        if (!run())
            return 0;
        if (until_error && watch.status != 0)
            return watch.status;
        if (until_change && changed())
            return 0;
        double next = now() + seconds;
        enum event_kind event;
        while ((event = wait_event(next, -1)) != EVENT_TIME)
            if (event == EVENT_END)
                return 0;
        watch.first = false;
    }
}

static char *join(char **words)
{
    struct bytes text = {0};
    for (char **word = words; *word; word++) {
        bytes_add(&text, " ", word > words);
        bytes_add(&text, *word, strlen(*word));
    }
    bytes_add(&text, "", 1);
    return text.data;
}

int main(int argc, char **argv)
{
    tool_init("watch", usage);
    tool_parse_command(argc, argv, options);
    if (optind == argc)
        tool_misuse("expected a command");
    command = join(argv + optind);
    watch.display.draw = draw;
    if (!isatty(1)) {
        tool_error("expected a terminal as standard output");
        return 1;
    }
    if (!display_open(&watch.display, true)) {
        tool_error("cannot use the terminal: %s", strerror(errno));
        return 1;
    }
    int status = loop();
    display_close(&watch.display);
    return status ? status : tool_finish();
}
