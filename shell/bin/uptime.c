#include "kernel.h"
#include "options.h"
#include "tool.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char usage[] =
    "usage: uptime [-s]\n\n"
    "Tell what time it is (UTC), how long the system runs, and how many processes there are.\n\n"
    "  -s  since when it runs\n\n"
    "The system runs since its first process began. There are no load averages.\n";

static bool since;
static const struct tool_row rows[] = {TOOL_FLAG('s', "since", since), {0}};

/* Nanoseconds of the monotonic clock when the first one began; how many there are. */
static unsigned long long first_start(const char *list, unsigned *count)
{
    unsigned long long earliest = 0, start;
    *count = 0;
    for (const char *line = list; line && *line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (sscanf(line, "%*u %*u %*s %*u %*u %*u %*u %llu", &start) != 1)
            continue;
        earliest = *count == 0 || start < earliest ? start : earliest;
        ++*count;
    }
    return earliest;
}

static void show_length(unsigned long long seconds)
{
    unsigned long long days = seconds / 86400, minutes = seconds / 60 % 60;
    unsigned long long hours = seconds / 3600 % 24;
    if (days)
        printf("%llu day%s, ", days, days == 1 ? "" : "s");
    if (hours)
        printf("%2llu:%02llu", hours, minutes);
    else
        printf("%llu min", minutes);
}

int main(int argc, char **argv)
{
    char text[32];
    unsigned count;
    struct timespec clock;
    tool_init("uptime", usage);
    tool_parse(argc, argv, rows);
    if (optind < argc)
        tool_misuse("expected no argument, found '%s'", argv[optind]);
    char *list = kernel_text("proc://list");
    if (!list)
        return tool_finish();
    unsigned long long start = first_start(list, &count);
    clock_gettime(CLOCK_MONOTONIC, &clock);
    unsigned long long now =
        (unsigned long long)clock.tv_sec * 1000000000 + (unsigned long long)clock.tv_nsec;
    unsigned long long seconds = (now - start) / 1000000000;
    time_t wall = time(NULL), shown = since ? wall - (time_t)seconds : wall;
    strftime(text, sizeof text, since ? "%Y-%m-%d %H:%M:%S" : " %H:%M:%S", gmtime(&shown));
    fputs(text, stdout);
    if (!since) {
        fputs(" up ", stdout);
        show_length(seconds);
        printf(",  %u processes", count);
    }
    putchar('\n');
    free(list);
    return tool_finish();
}
