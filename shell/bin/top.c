#include "child.h"
#include "options.h"
#include "processes.h"
#include "screen_event.h"
#include "screen_prompt.h"
#include "size.h"
#include "tool.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <vibee/syscalls.h>

static const char usage[] =
    "usage: top [-b] [-d SECONDS] [-n COUNT]\n\n"
    "Show the processes by what they compute, again and again.\n\n"
    "  -b  write to standard output, not to the whole screen\n"
    "  -d SECONDS  between two pictures (2)\n"
    "  -n COUNT    so many pictures, then end\n\n"
    "SHARE is a process's part of all that was computed since the picture before, WORK what it\n"
    "computed altogether, in reductions (steps of the machine).\n"
    "Keys: q quits, P sorts by share, M by memory, T by work, N by number, Up and Down choose a\n"
    "process, k sends it a signal, Space looks again.\n";

static bool batch;
static long long count;
static double seconds = 2;

struct row {
    struct process process;
    double share; /* percent */
};

static struct {
    struct row *rows;
    size_t used;
    struct process *before; /* of the picture before */
    size_t before_count;
    double work; /* reductions a second */
    double time; /* of the picture */
    char order;
    unsigned chosen; /* a process, 0: none */
    size_t top;      /* first row that is shown */
    struct display display;
    struct prompt prompt;
    bool asking;
    char message[120];
} top = {.order = 'P'};

static void set_seconds(const char *text)
{
    char *end;
    seconds = strtod(text, &end);
    if (end == text || *end || !(seconds >= 0.1 && seconds <= 86400))
        tool_misuse("-d: expected a number of seconds from 0.1, found '%s'", text);
}

static const struct tool_row options[] = {
    TOOL_FLAG('b', "batch", batch),
    TOOL_CALL('d', "delay", set_seconds),
    TOOL_NUMBER('n', "iterations", count, 1),
    {0},
};

/* ---- what is shown ----------------------------------------------------------------------------
 */

static double now(void)
{
    return (double)vb_clock(VB_CLOCK_MONOTONIC) / 1e9;
}

static unsigned long long work_before(const struct process *process)
{
    for (size_t i = 0; i < top.before_count; i++)
        if (top.before[i].pid == process->pid && top.before[i].start == process->start)
            return top.before[i].reductions;
    return 0;
}

static int compare(const void *left, const void *right)
{
    const struct row *a = left, *b = right;
    if (top.order == 'M' && a->process.memory != b->process.memory)
        return a->process.memory < b->process.memory ? 1 : -1;
    if (top.order == 'P' && a->share != b->share)
        return a->share < b->share ? 1 : -1;
    if (top.order != 'N' && a->process.reductions != b->process.reductions)
        return a->process.reductions < b->process.reductions ? 1 : -1;
    return a->process.pid < b->process.pid ? -1 : 1;
}

static void sort(void)
{
    qsort(top.rows, top.used, sizeof *top.rows, compare);
}

/* Seconds since the first process began. */
static double running_for(void)
{
    double first = top.time;
    for (size_t i = 0; i < top.used; i++) {
        double start = (double)top.rows[i].process.start / 1e9;
        first = start < first ? start : first;
    }
    return top.time - first;
}

static bool look(void)
{
    size_t n;
    double time = now(), all = 0;
    struct process *list = processes_read(&n);
    if (!list)
        return false;
    top.rows = tool_resize(top.rows, n * sizeof *top.rows);
    for (size_t i = 0; i < n; i++) {
        unsigned long long before = work_before(&list[i]);
        top.rows[i].process = list[i];
        top.rows[i].share = list[i].reductions > before ? (double)(list[i].reductions - before) : 0;
        all += top.rows[i].share;
    }
    for (size_t i = 0; i < n; i++)
        top.rows[i].share = all > 0 ? top.rows[i].share * 100 / all : 0;
    double since = top.time;
    top.time = time;
    top.used = n;
    if (since == 0)
        since = time - running_for();
    top.work = time > since ? all / (time - since) : 0;
    free(top.before);
    top.before = list;
    top.before_count = n;
    sort();
    return true;
}

static void human(char *out, size_t room, double value)
{
    static const char units[] = " KMGTP";
    int unit = 0;
    for (; value >= 9999.5 && units[unit + 1]; unit++)
        value /= 1000;
    snprintf(out, room, "%.0f%c", value, units[unit]);
    if (unit == 0)
        out[strlen(out) - 1] = '\0';
}

enum { HEADS = 2, LINE_SIZE = 200 };

static void format_head(char *first, char *second)
{
    char clock[16] = "", work[16], memory[16];
    unsigned long long bytes = 0, running = 0, stopped = 0, up = (unsigned long long)running_for();
    time_t wall = time(NULL);
    struct tm *parts = localtime(&wall);
    if (parts)
        strftime(clock, sizeof clock, "%H:%M:%S", parts);
    for (size_t i = 0; i < top.used; i++) {
        const struct process *p = &top.rows[i].process;
        bytes += p->memory;
        running += strcmp(p->state, "running") == 0 || strcmp(p->state, "ready") == 0;
        stopped += strcmp(p->state, "stopped") == 0;
    }
    human(work, sizeof work, top.work);
    size_format(memory, sizeof memory, bytes);
    snprintf(first, LINE_SIZE, "top  %s  up %llu:%02llu:%02llu   %s reductions/s   memory %s",
             clock, up / 3600, up / 60 % 60, up % 60, work, memory);
    snprintf(second, LINE_SIZE, "%zu processes: %llu running, %llu stopped, the others wait",
             top.used, running, stopped);
}

static const char heading[] = "  PID  PPID STATE    PRI THR  MEMORY  SHARE    WORK  NAME";

static void format_row(char *text, const struct row *row)
{
    const struct process *p = &row->process;
    char work[16], memory[16];
    human(work, sizeof work, (double)p->reductions);
    size_format(memory, sizeof memory, p->memory);
    snprintf(text, LINE_SIZE, "%5u %5u %-8s %3u %3u %7s %5.1f%% %7s  %s", p->pid, p->parent,
             p->state, p->priority, p->threads, memory, row->share, work, p->name);
}

static void write_batch(void)
{
    char first[LINE_SIZE], second[LINE_SIZE];
    format_head(first, second);
    printf("%s\n%s\n\n%s\n", first, second, heading);
    for (size_t i = 0; i < top.used; i++) {
        format_row(first, &top.rows[i]);
        puts(first);
    }
    fflush(stdout);
}

/* ---- the screen -------------------------------------------------------------------------------
 */

static size_t chosen_row(void)
{
    for (size_t i = 0; i < top.used; i++)
        if (top.rows[i].process.pid == top.chosen)
            return i;
    return SIZE_MAX;
}

static size_t room(void)
{
    int rows = top.display.screen.rows - HEADS - 3;
    return rows > 1 ? (size_t)rows : 1;
}

static void draw_bottom(struct screen *screen)
{
    const struct style plain = {0}, strong = {.attributes = STYLE_BOLD};
    char label[80];
    int row = screen->rows - 1;
    screen_clear(screen, row, 0, plain);
    screen->cursor_row = -1;
    if (top.asking) {
        snprintf(label, sizeof label, "Signal for process %u (Esc: none): ", top.chosen);
        prompt_draw(&top.prompt, screen, row, label, plain);
    } else if (*top.message) {
        screen_text(screen, row, 0, top.message, strong);
    } else {
        screen_text(screen, row, 0,
                    "q quit  sort: P share  M memory  T work  N number   Up/Down choose  k signal",
                    plain);
    }
}

static void draw(void *context)
{
    const struct style plain = {0}, reverse = {.attributes = STYLE_REVERSE};
    const struct style strong = {.attributes = STYLE_BOLD};
    struct screen *screen = &top.display.screen;
    char text[LINE_SIZE], other[LINE_SIZE];
    size_t chosen = chosen_row();
    (void)context;
    if (chosen != SIZE_MAX && chosen < top.top)
        top.top = chosen;
    else if (chosen != SIZE_MAX && chosen >= top.top + room())
        top.top = chosen - room() + 1;
    for (int row = 0; row < screen->rows; row++)
        screen_clear(screen, row, 0, row == HEADS + 1 ? reverse : plain);
    format_head(text, other);
    screen_text(screen, 0, 0, text, strong);
    screen_text(screen, 1, 0, other, plain);
    screen_text(screen, HEADS + 1, 0, heading, reverse);
    for (size_t i = 0; i < room() && top.top + i < top.used; i++) {
        int row = HEADS + 2 + (int)i;
        struct style style = top.top + i == chosen ? reverse : plain;
        format_row(text, &top.rows[top.top + i]);
        screen_clear(screen, row, 0, style);
        screen_text(screen, row, 0, text, style);
    }
    draw_bottom(screen);
}

/* ---- keys -------------------------------------------------------------------------------------
 */

static void choose(int step)
{
    size_t row = chosen_row();
    if (top.used == 0)
        return;
    if (row == SIZE_MAX)
        row = top.top;
    else if (step < 0)
        row = row > (size_t)-step ? row - (size_t)-step : 0;
    else
        row = row + (size_t)step < top.used ? row + (size_t)step : top.used - 1;
    top.chosen = top.rows[row].process.pid;
}

static void send_signal(const char *text)
{
    char *end;
    long number = strtol(text, &end, 10);
    if (end == text || *end || number < 0 || number > 31) {
        snprintf(top.message, sizeof top.message, "Expected a signal's number, found '%.20s'",
                 text);
        return;
    }
    int64_t status = process_signal(top.chosen, (int)number);
    if (status < 0)
        snprintf(top.message, sizeof top.message, "%u: %s", top.chosen, child_reason(status));
    else
        snprintf(top.message, sizeof top.message, "Signal %ld sent to process %u", number,
                 top.chosen);
    look();
}

static void ask_signal(void)
{
    if (chosen_row() == SIZE_MAX)
        choose(0);
    top.asking = true;
    prompt_begin(&top.prompt, "15");
}

static void answer(const struct key *key)
{
    enum prompt_result result = prompt_key(&top.prompt, &top.display.keys, key);
    if (result == PROMPT_MORE || result == PROMPT_OTHER)
        return;
    top.asking = false;
    if (result == PROMPT_DONE)
        send_signal(prompt_text(&top.prompt));
}

/* False: the program ends. */
static bool press(const struct key *key)
{
    *top.message = '\0';
    if (top.asking) {
        answer(key);
        return true;
    }
    switch (key->code) {
    case 'q':
    case 'Q':
    case KEY_CONTROL('C'):
        return false;
    case 'P':
    case 'M':
    case 'T':
    case 'N':
    case 'p':
    case 'm':
    case 't':
    case 'n':
        top.order = (char)toupper(key->code);
        sort();
        break;
    case KEY_UP:
        choose(-1);
        break;
    case KEY_DOWN:
        choose(1);
        break;
    case KEY_PAGE_UP:
        choose(-(int)room());
        break;
    case KEY_PAGE_DOWN:
        choose((int)room());
        break;
    case KEY_ESCAPE:
        top.chosen = 0;
        top.top = 0;
        break;
    case 'k':
        ask_signal();
        break;
    case ' ':
        look();
        break;
    case KEY_CONTROL('L'):
        top.display.screen.known = false;
        break;
    case KEY_CONTROL('Z'):
        display_suspend(&top.display);
        break;
    }
    return true;
}

static void run_screen(void)
{
    long long pictures = 1;
    top.display.draw = draw;
    if (!display_open(&top.display, true)) {
        tool_error("cannot use the terminal: %s", strerror(errno));
        return;
    }
    for (double next = now() + seconds;;) {
        double left = next - now();
        enum event_kind event =
            display_next(&top.display, left > 0 ? (int64_t)(left * 1000) : 0, -1);
        if (event == EVENT_END || (event == EVENT_KEY && !press(&top.display.key)))
            break;
        if (event != EVENT_TIME && now() < next)
            continue;
        if ((count && pictures++ >= count) || !look())
            break;
        next = now() + seconds;
    }
    display_close(&top.display);
}

static void run_batch(void)
{
    struct timespec pause = {(time_t)seconds, (long)((seconds - (double)(time_t)seconds) * 1e9)};
    for (long long i = 0; (count == 0 || i < count) && !ferror(stdout); i++) {
        if (i > 0) {
            nanosleep(&pause, NULL);
            putchar('\n');
        }
        if (!look())
            return;
        write_batch();
    }
}

int main(int argc, char **argv)
{
    tool_init("top", usage);
    tool_parse(argc, argv, options);
    if (optind < argc)
        tool_misuse("expected no operand, found '%s'", argv[optind]);
    if (batch) {
        run_batch();
        return tool_finish();
    }
    if (!isatty(1)) {
        tool_error("expected a terminal as standard output (or -b)");
        return 1;
    }
    if (look())
        run_screen();
    return tool_finish();
}
