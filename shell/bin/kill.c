#include "child.h"
#include "processes.h"
#include "tool.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <vibee/objects.h>

static const char usage[] = "usage: kill [-SIGNAL] PID...\n"
                            "       kill -l\n\n"
                            "Send a signal (TERM) to processes of this session.\n\n"
                            "  -SIGNAL  by name (-KILL, -SIGINT) or number (-9); also -s SIGNAL\n"
                            "  -l       list the names\n";

static const struct {
    const char *name;
    int number;
} signals[] = {
    {"HUP", VB_SIGHUP},   {"INT", VB_SIGINT},   {"QUIT", VB_SIGQUIT}, {"KILL", VB_SIGKILL},
    {"USR1", VB_SIGUSR1}, {"USR2", VB_SIGUSR2}, {"PIPE", VB_SIGPIPE}, {"ALRM", VB_SIGALRM},
    {"TERM", VB_SIGTERM}, {"CHLD", VB_SIGCHLD}, {"CONT", VB_SIGCONT}, {"STOP", VB_SIGSTOP},
    {"TSTP", VB_SIGTSTP}, {"TTIN", VB_SIGTTIN}, {"TTOU", VB_SIGTTOU}, {"WINCH", VB_SIGWINCH},
};
enum { SIGNALS = sizeof signals / sizeof signals[0] };

static int parse_signal(const char *text)
{
    const char *name = strncasecmp(text, "SIG", 3) == 0 ? text + 3 : text;
    if (isdigit((unsigned char)*text))
        return (int)tool_number(text, 0, 31, "a signal");
    for (int i = 0; i < SIGNALS; i++)
        if (strcasecmp(signals[i].name, name) == 0)
            return signals[i].number;
    tool_misuse("expected a signal (see kill -l), found '%s'", text);
}

static void list_signals(void)
{
    for (int i = 0; i < SIGNALS; i++)
        printf("%2d %s\n", signals[i].number, signals[i].name);
}

static void send(const char *pid, int number)
{
    long long value = tool_number(pid, 1, 0x7fffffff, "a process number");
    int64_t status = process_signal((unsigned)value, number);
    if (status < 0)
        tool_error("%lld: %s", value, child_reason(status));
}

int main(int argc, char **argv)
{
    int number = VB_SIGTERM, at = 1;
    tool_init("kill", usage);
    if (argc > 1 && strcmp(argv[1], "--help") == 0)
        tool_option(TOOL_HELP);
    if (argc > 1 && strcmp(argv[1], "-l") == 0) {
        list_signals();
        return tool_finish();
    }
    if (argc > 2 && strcmp(argv[1], "-s") == 0) {
        number = parse_signal(argv[2]);
        at = 3;
    } else if (argc > 1 && argv[1][0] == '-' && argv[1][1] && strcmp(argv[1], "--") != 0) {
        number = parse_signal(argv[1] + 1);
        at = 2;
    }
    if (at < argc && strcmp(argv[at], "--") == 0)
        at++;
    if (at == argc)
        tool_misuse("expected a process number");
    for (; at < argc; at++)
        send(argv[at], number);
    return tool_finish();
}
