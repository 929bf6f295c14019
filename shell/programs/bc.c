#include "tool.h"

#include <string.h>

static const char usage[] =
    "usage: bc [-lqsw] [FILE...]\n\n"
    "Calculate with numbers of any length, in a language like C.\n\n"
    "  -l  with the library: s(x) c(x) a(x) l(x) e(x) j(n,x), and scale = 20\n"
    "  -q  no greeting            -s  only POSIX's bc      -w  warn of what is not\n"
    "  -i  as with a terminal     -v  what bc this is\n\n"
    "scale: digits behind the point; ibase, obase: number bases. After the files bc\n"
    "reads standard input, until quit.\n";

int program_main(int argc, char **argv);

int main(int argc, char **argv)
{
    tool_init("bc", usage);
    if (argc > 1 && strcmp(argv[1], "--help") == 0)
        tool_option(TOOL_HELP);
    return program_main(argc, argv);
}
