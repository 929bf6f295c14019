#include "tool.h"

#include <string.h>

static const char usage[] = "usage: echo [-n] [TEXT...]\n\n"
                            "Write the arguments, separated by spaces, and a newline.\n\n"
                            "  -n  without the newline\n";

int main(int argc, char **argv)
{
    tool_init("echo", usage);
    if (argc == 2 && strcmp(argv[1], "--help") == 0)
        tool_option(TOOL_HELP);
    bool newline = argc < 2 || strcmp(argv[1], "-n") != 0;
    for (int i = newline ? 1 : 2; i < argc; i++)
        printf("%s%s", argv[i], i + 1 < argc ? " " : "");
    if (newline)
        putchar('\n');
    return tool_finish();
}
