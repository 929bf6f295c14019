#include "options.h"
#include "tool.h"

#include <sdk/posix.h>

static const char usage[] =
    "usage: reset\n\n"
    "Bring the terminal back to its usual modes, after a program that did not.\n";

static const struct tool_row rows[] = {{0}};

/* Out of the alternate screen, then all that can be set. */
static const char sequences[] = "\033[?1049l\033[!p\033c\033[m\033(B\033[?7h\033[?25h\033[?2004l"
                                "\033[?1l\033>\033[r\033[H\033[2J\033[3J";

int main(int argc, char **argv)
{
    const unsigned usual =
        VB_TERMINAL_CANONICAL | VB_TERMINAL_ECHO | VB_TERMINAL_SIGNALS | VB_TERMINAL_OUTPUT_CRLF;
    tool_init("reset", usage);
    tool_parse(argc, argv, rows);
    for (int fd = 0; fd < 3; fd++)
        if (sdk_terminal_set(fd, usual) == 0)
            break;
    fputs(sequences, stdout);
    return tool_finish();
}
