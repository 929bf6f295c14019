#include "options.h"
#include "tool.h"

#include <inttypes.h>
#include <sdk/channel.h>
#include <sdk/file.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <vibee/init.h>
#include <vibee/syscalls.h>

static const char usage[] = "usage: log [-f] [-l LEVEL] [-n LINES] [-s SERVICE]\n\n"
                            "Write what the services and the kernel have said.\n\n"
                            "  -f          and go on with what they say\n"
                            "  -l LEVEL    error, warning, info or debug: this and what is worse\n"
                            "  -n LINES    only the last of them\n"
                            "  -s SERVICE  of this service (kernel: of the kernel)\n\n"
                            "A line is [SECONDS] PID LEVEL: TEXT, with the seconds of the system's "
                            "clock that only goes on.\n";

static bool follow;
static long long last = -1;
static const char *level_text, *service;
static const struct tool_row rows[] = {TOOL_FLAG('f', "follow", follow),
                                       TOOL_TEXT('l', "level", level_text),
                                       TOOL_NUMBER('n', "lines", last, 0),
                                       TOOL_TEXT('s', "service", service),
                                       {0}};

static const char *const levels[] = {"error", "warning", "info", "debug"};
enum { LEVELS = sizeof levels / sizeof levels[0], NO_PROCESS = -1 };
static int worst_wanted = LEVELS;
static long long pid = NO_PROCESS;

/* A line of the log. */
struct record {
    const char *text; /* the whole line, without its end */
    int length;
    unsigned long long time; /* microseconds */
    long long pid;
    int level;
    const char *message;
};

static int level_of(const char *name, size_t length)
{
    for (int i = 0; i < LEVELS; i++)
        if (strlen(levels[i]) == length && strncmp(levels[i], name, length) == 0)
            return i;
    return LEVELS;
}

/* The process of the service now; init knows. */
static void find_service(void)
{
    static char text[VB_MESSAGE_MAX + 1];
    char name[64], state[16];
    long long number;
    struct vb_file_request request = {0};
    struct sdk_call call = {.id = VB_INIT_STATUS,
                            .data = &request,
                            .data_size = sizeof request,
                            .answer = text,
                            .answer_room = sizeof text - 1};
    int64_t init = vb_namespace_lookup(0, VB_ADDRESS("init"), 4);
    if (strcmp(service, "kernel") == 0)
        pid = 0;
    if (init < 0 || sdk_call_again((uint64_t)init, &call) < 0)
        return;
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
        if (sscanf(line, "%63s %15s %lld", name, state, &number) == 3 && number &&
            strcmp(name, service) == 0)
            pid = number;
}

/* Takes the line at *at apart and goes behind it; false at the end. */
static bool next(const char **at, struct record *record)
{
    unsigned long long seconds, micros;
    char level[16];
    int skip = 0;
    const char *end = strchr(*at, '\n');
    if (!end)
        return false;
    *record = (struct record){.text = *at, .length = (int)(end - *at), .level = LEVELS};
    if (sscanf(*at, "[%llu.%llu] %lld %15[a-z]: %n", &seconds, &micros, &record->pid, level,
               &skip) == 4) {
        record->time = seconds * 1000000 + micros;
        record->level = level_of(level, strlen(level));
    }
    record->message = *at + skip;
    *at = end + 1;
    return true;
}

static bool wanted(const struct record *record)
{
    if (level_text && record->level > worst_wanted)
        return false;
    if (!service)
        return true;
    size_t length = strlen(service);
    return record->pid == pid ||
           (strncmp(record->message, service, length) == 0 && record->message[length] == ':');
}

/* All of the log as it is now; NULL after reporting. */
static char *read_log(void)
{
    size_t length = 0, room = 65536;
    int64_t log = sdk_open("log://", VB_OPEN_READ), n = log;
    char *text = tool_alloc(room);
    while (n >= 0 && (n = sdk_file_read((uint64_t)log, VB_FILE_CURRENT, text + length,
                                        room - length - 1)) > 0) {
        length += (size_t)n;
        if (room - length < 4096)
            text = tool_resize(text, room *= 2);
    }
    if (log >= 0)
        (void)vb_handle_close((uint64_t)log);
    text[length] = '\0';
    if (n >= 0)
        return text;
    tool_error("the log cannot be read (status %" PRId64 ")", n);
    free(text);
    return NULL;
}

/* Where the reader is: the time of the last line, and how many lines had that time. */
static struct position {
    unsigned long long time;
    unsigned count;
} seen;

/* Lines behind the position, those that are wanted, of which `skip` are left out. */
static long long show(const char *text, long long skip, bool quiet)
{
    struct position at = {0};
    struct record record;
    long long count = 0;
    while (next(&text, &record)) {
        at.count = record.time == at.time ? at.count + 1 : 1;
        at.time = record.time;
        bool old = at.time < seen.time || (at.time == seen.time && at.count <= seen.count);
        if (old || !wanted(&record))
            continue;
        if (!quiet && count >= skip)
            printf("%.*s\n", record.length, record.text);
        count++;
    }
    if (!quiet && at.time)
        seen = at;
    return count;
}

int main(int argc, char **argv)
{
    char *text;
    tool_init("log", usage);
    tool_parse(argc, argv, rows);
    if (optind < argc)
        tool_misuse("expected no argument, found '%s'", argv[optind]);
    if (level_text && (worst_wanted = level_of(level_text, strlen(level_text))) == LEVELS)
        tool_misuse("-l: expected error, warning, info or debug, found '%s'", level_text);
    if (service)
        find_service();
    do {
        text = read_log();
        if (!text)
            break;
        show(text, last >= 0 ? show(text, 0, true) - last : 0, false);
        last = -1;
        free(text);
        fflush(stdout);
        if (follow)
            nanosleep(&(struct timespec){.tv_nsec = 250000000}, NULL);
    } while (follow && !ferror(stdout));
    return tool_finish();
}
