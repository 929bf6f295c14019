#include "child.h"
#include "options.h"
#include "tool.h"

#include <errno.h>
#include <sdk/posix.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <vibee/syscalls.h>

static const char usage[] = "usage: timeout [-s SIGNAL] TIME COMMAND [ARGUMENT...]\n\n"
                            "Run a command, and end it when it takes longer than a time.\n\n"
                            "  TIME  in seconds, or with s, m, h or d behind it; 0: for ever\n"
                            "  -s SIGNAL  KILL instead of TERM\n\n"
                            "Status: the command's; 124 when it took too long.\n";

static const char *signal_name = "TERM";
static const struct tool_row rows[] = {TOOL_TEXT('s', "signal", signal_name), {0}};

static double parse_time(const char *text)
{
    static const char units[] = "smhd";
    static const double factors[] = {1, 60, 3600, 86400};
    char *end;
    double value = strtod(text, &end);
    const char *unit = *end ? strchr(units, *end) : units;
    if (end == text || !unit || (*end && end[1]) || !(value >= 0 && value < 1e9))
        tool_misuse("expected a time such as 2, 0.5 or 3m, found '%s'", text);
    return value * factors[unit - units];
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Looks every few milliseconds: there is no wait for an end with a limit. */
static bool ended_in(pid_t pid, double seconds, int *status)
{
    struct timespec pause = {0, 5000000};
    for (double end = now() + seconds; waitpid(pid, status, WNOHANG) == 0;) {
        if (now() >= end)
            return false;
        nanosleep(&pause, NULL);
    }
    return true;
}

int main(int argc, char **argv)
{
    int status;
    tool_init("timeout", usage);
    tool_parse_command(argc, argv, rows);
    if (argc - optind < 2)
        tool_misuse("expected a time and a command");
    bool strong = strcmp(signal_name, "KILL") == 0 || strcmp(signal_name, "9") == 0;
    if (!strong && strcmp(signal_name, "TERM") != 0)
        tool_misuse("-s: expected TERM or KILL, found '%s'", signal_name);
    double limit = parse_time(argv[optind]);
    pid_t pid = child_start(argv + optind + 1);
    if (pid < 0)
        return 125;
    if (limit == 0)
        return child_wait(pid);
    if (ended_in(pid, limit, &status))
        return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    kill(pid, strong ? VB_SIGKILL : VB_SIGTERM);
    child_wait(pid);
    return strong ? 128 + VB_SIGKILL : 124;
}
