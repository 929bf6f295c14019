#include "options.h"
#include "tool.h"

#include <unistd.h>

static const char usage[] = "usage: tty [-s]\n\n"
                            "Write the name of the terminal that is standard input.\n\n"
                            "  -s  write nothing\n\n"
                            "Status: 0 when it is one, else 1.\n";

static bool silent;
static const struct tool_row rows[] = {TOOL_FLAG('s', "silent", silent), {0}};

int main(int argc, char **argv)
{
    tool_init("tty", usage);
    tool_parse(argc, argv, rows);
    bool terminal = isatty(0);
    if (!silent)
        puts(terminal ? "/dev/tty" : "not a tty");
    int status = tool_finish();
    return status ? 3 : !terminal;
}
