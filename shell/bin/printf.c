#include "tool.h"

#include "format.h"

#include <string.h>

static const char usage[] =
    "usage: printf FORMAT [ARGUMENT...]\n\n"
    "Write the arguments as a format says, again for what is left of them.\n\n"
    "  %s text, %b text with escapes, %c first character, %q quoted for the shell,\n"
    "  %d %i %u %o %x %X numbers, %e %f %g %a %E %F %G %A floating point, %% a %\n"
    "  with flags, width and precision as in C (* takes an argument)\n";

static void report(void *context, const char *what, const char *problem)
{
    (void)context;
    tool_error("'%s': %s", what, problem);
}

int main(int argc, char **argv)
{
    tool_init("printf", usage);
    if (argc == 2 && strcmp(argv[1], "--help") == 0)
        tool_option(TOOL_HELP);
    int first = argc > 1 && strcmp(argv[1], "--") == 0 ? 2 : 1;
    if (first >= argc)
        tool_misuse("expected a format");
    (void)format_print(argv[first], argv + first + 1, report, NULL);
    return tool_finish();
}
