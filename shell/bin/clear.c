#include "options.h"
#include "tool.h"

static const char usage[] = "usage: clear [-x]\n\n"
                            "Clear the terminal's screen, and what was scrolled out of it.\n\n"
                            "  -x  keep what was scrolled out\n";

static bool keep;
static const struct tool_row rows[] = {TOOL_FLAG('x', "keep", keep), {0}};

int main(int argc, char **argv)
{
    tool_init("clear", usage);
    tool_parse(argc, argv, rows);
    fputs(keep ? "\033[H\033[2J" : "\033[H\033[2J\033[3J", stdout);
    return tool_finish();
}
