/*
 * Terminals, through the console: numbered lines with a check value go out, and lines of the same
 * shape are awaited from whoever types. The test compares what came out at the other end.
 *
 * A keyboard itself keeps few keys: each that came is answered with a dot, so that whoever types
 * can wait for them.
 */
#include "campaign.h"
#include <sdk/channel.h>
#include <sdk/file.h>
#include <sdk/log.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vibee/devmgr.h>
#include <vibee/driver.h>
#include <vibee/file.h>
#include <vibee/syscalls.h>

enum { LINE_SIZE = 32 };

static uint64_t driver, output, input;
static volatile uint64_t written, typed;
static volatile bool input_over;
static char first_wrong[LINE_SIZE * 6];
static bool is_keyboard;
static bool has_keys;   /* which it is typed on */
static bool has_output; /* and can be asked whether it is all out without being drawn */

static uint32_t check_of(uint64_t number)
{
    return (uint32_t)(number * UINT64_C(2654435761) >> 7) & 0xffffff;
}

static uint64_t open_stream(const char *url, uint32_t flags)
{
    int64_t stream = sdk_open(url, flags);

    if (stream < 0)
        sdk_die("campaign: %s: %s", url, sdk_status_text(stream));
    return (uint64_t)stream;
}

static void open_terminal(const char *target)
{
    struct vb_terminal modes;
    uint32_t without = VB_TERMINAL_ECHO;

    is_keyboard = strncmp(target, "ps2", 3) == 0;
    has_keys = is_keyboard || strncmp(target, "fbcon", 5) == 0;
    has_output = !has_keys;
    driver = open_driver(is_keyboard ? VB_DEVMGR_KEYBOARD : VB_DEVMGR_TERMINAL, target);
    output = open_stream("console://stdout", VB_OPEN_WRITE);
    input = open_stream("console://stdin", VB_OPEN_READ);
    /* Without an echo between the lines; keys one by one. */
    if (has_keys)
        without |= VB_TERMINAL_CANONICAL;
    if (sdk_terminal_read(input, &modes) >= 0)
        (void)sdk_terminal_write(input, modes.modes & ~without);
}

static void write_lines(uint64_t argument)
{
    char line[LINE_SIZE];

    (void)argument;
    while (!stopping) {
        int size = snprintf(line, sizeof line, "<%07llu %06x>\n", (unsigned long long)written,
                            check_of(written));
        if (sdk_file_write_all(output, line, (size_t)size) < 0) {
            counts.failed++;
            continue;
        }
        written++;
        counts.operations++;
    }
    worker_ended();
}

/* "<number check>" in their order. */
static void check_line(const char *line)
{
    char wanted[LINE_SIZE];

    snprintf(wanted, sizeof wanted, "%llu %06x", (unsigned long long)typed, check_of(typed));
    if (strcmp(line, wanted) != 0) {
        if (counts.wrong++ == 0)
            snprintf(first_wrong, sizeof first_wrong, " expected '%s' found '%.*s'", wanted,
                     LINE_SIZE * 4, line);
        typed = strtoull(line, NULL, 10);
    }
    typed++;
}

static void read_lines(uint64_t argument)
{
    static char line[LINE_SIZE * 4];
    size_t used = 0;
    int64_t count;

    (void)argument;
    while (!input_over) {
        count = sdk_file_read(input, VB_FILE_CURRENT, line + used, 1);
        if (count == 0) {
            counts.failed++;
            break; /* the input has ended: it must not */
        }
        if (count < 0)
            continue;
        if (has_keys)
            (void)sdk_file_write_all(output, ".", 1);
        if (line[used] != '\n' && line[used] != '\r' && used < sizeof line - 2) {
            used++;
            continue;
        }
        line[used] = 0;
        used = 0;
        if (strcmp(line, "end") == 0)
            input_over = true;
        else
            check_line(line);
    }
    worker_ended();
}

static void start(uint64_t seed)
{
    char line[64];
    int size = snprintf(line, sizeof line, "campaign begins %llu\n", (unsigned long long)seed);

    (void)sdk_file_write_all(output, line, (size_t)size);
    start_worker(write_lines, 0);
    start_worker(read_lines, 0);
}

/* The driver is at work, or something that was written has not reached the device yet. A screen
 * would be drawn if it were asked. */
static bool is_under_way(void)
{
    struct vb_file_request request = {0};
    struct sdk_call call = {.id = VB_TERMINAL_SYNC,
                            .data = &request,
                            .data_size = sizeof request,
                            .deadline = clock_now() + 1000000000};

    return target_is_busy() || (has_output && sdk_call(driver, &call) == VB_ERR_AGAIN);
}

/* Output comes in bursts, and keys now and then: seven kills of eight wait a little for one. */
static bool before(void)
{
    enum { TRIES = 100, KEYBOARD_TRIES = 1000 };
    const int tries = is_keyboard ? KEYBOARD_TRIES : TRIES;
    static unsigned kills;
    bool found = is_under_way();

    kills++;
    for (int i = 0; i < tries && !found && kills % 8 != 0; i++) {
        (void)vb_sleep(clock_now() + 50000);
        found = is_under_way();
    }
    return found;
}

static bool after(void)
{
    return false;
}

static void finish(char *report, size_t size)
{
    static const char last[] = "campaign over\n";

    /* Whoever types is told, and ends with a line of its own. */
    stopping = true;
    (void)sdk_file_write_all(output, last, sizeof last - 1);
    wait_for_workers();
    snprintf(report, size, " lines %llu typed %llu%s", (unsigned long long)written,
             (unsigned long long)typed, first_wrong);
}

const struct kind terminal_kind = {"terminal", open_terminal, start, before, after, finish};
