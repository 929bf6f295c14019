#include "tool.h"

#include <string.h>

static const char usage[] =
    "usage: diff [OPTION]... FILE FILE\n\n"
    "Compare files line by line, or directories file by file.\n\n"
    "  -u, -U N  unified, with 3 or N lines around   -c, -C N  with context\n"
    "  -y  side by side   -W N  in N columns         -e  as a script for ed   -n  as RCS\n"
    "  -q  only whether they differ                  -s  say so when they are the same\n"
    "  -r  directories below directories, too        -N  missing files are empty\n"
    "  -x PATTERN  leave out files of that name      -S FILE  begin with that file\n"
    "  -i  ignore case      -b  ignore changes in blanks     -w  ignore all blanks\n"
    "  -E  ignore tabs      -Z  ignore blanks at line ends   -B  ignore empty lines\n"
    "  -I EXPRESSION  ignore lines that match        -a  every file is text\n"
    "  -p  show the function of each change          -F EXPRESSION  or the line before it\n"
    "  --label LABEL  instead of name and time       -L LABEL  the same\n"
    "  -t  tabs as spaces   -T  lines begin with a tab       -d  look for a smaller difference\n"
    "  --strip-trailing-cr  --color[=WHEN]  --from-file=FILE  --to-file=FILE\n"
    "  --brief  --normal  --minimal  --speed-large-files  -D NAME  as #ifdef NAME\n\n"
    "A file - is standard input. Status: 0 they are the same, 1 they differ, 2 an error.\n";

int program_main(int argc, char **argv);

int main(int argc, char **argv)
{
    tool_init("diff", usage);
    if (argc > 1 && strcmp(argv[1], "--help") == 0)
        tool_option(TOOL_HELP);
    return program_main(argc, argv);
}
