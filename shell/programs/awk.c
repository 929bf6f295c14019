#include "tool.h"

#include <string.h>

static const char usage[] =
    "usage: awk [-F SEPARATOR] [-v NAME=VALUE]... PROGRAM [FILE | NAME=VALUE]...\n"
    "       awk [-F SEPARATOR] [-v NAME=VALUE]... -f FILE... [FILE | NAME=VALUE]...\n\n"
    "Run a program of patterns and actions on each line of the files.\n\n"
    "  -F SEPARATOR   what is between fields; t: a tab\n"
    "  -v NAME=VALUE  set a variable before the program begins\n"
    "  -f FILE        a file with the program; several are one program\n"
    "  -safe          no commands, no pipes, no files to write\n"
    "  -version       what awk this is\n";

int program_main(int argc, char **argv);

int main(int argc, char **argv)
{
    tool_init("awk", usage);
    if (argc > 1 && strcmp(argv[1], "--help") == 0)
        tool_option(TOOL_HELP);
    return program_main(argc, argv);
}
