#include "options.h"
#include "system.h"
#include "tool.h"

static const char usage[] = "usage: hostname [-s]\n\n"
                            "Write the name of the machine, as uname -n does.\n\n"
                            "  -s  without a domain, which it has not\n\n"
                            "It cannot be changed.\n";

static bool brief;
static const struct tool_row rows[] = {TOOL_FLAG('s', "short", brief), {0}};

int main(int argc, char **argv)
{
    tool_init("hostname", usage);
    tool_parse(argc, argv, rows);
    if (optind < argc)
        tool_error("%s: not supported: the name cannot be changed", argv[optind]);
    else
        puts(SYSTEM_HOST);
    return tool_finish();
}
