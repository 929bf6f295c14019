#include "../edit/editor.h"
#include "options.h"
#include "tool.h"

#include <ctype.h>
#include <stdlib.h>
#include <unistd.h>

static const char usage[] =
    "usage: edit [-l] [-t COLUMNS] [+LINE] [FILE]\n\n"
    "Edit a file on the whole screen. The keys are shown at the bottom; F1 shows all.\n\n"
    "  -l  show line numbers\n"
    "  -t COLUMNS  tab stops are so far apart (8)\n"
    "  +LINE  begin at this line\n\n"
    "A file is saved whole or not at all. On a hang-up the text is saved as FILE.save.\n";

static struct editor editor;
static long long columns = 8;
static const struct tool_row rows[] = {
    TOOL_FLAG('l', "line-numbers", editor.numbers),
    TOOL_NUMBER('t', "tab-width", columns, 1),
    {0},
};

int main(int argc, char **argv)
{
    size_t line = 0;
    tool_init("edit", usage);
    tool_parse(argc, argv, rows);
    if (columns > 32)
        tool_misuse("-t: expected a number from 1 to 32, found %lld", columns);
    editor.tab_width = (int)columns;
    argc -= optind;
    argv += optind;
    if (argc > 0 && argv[0][0] == '+' && isdigit((unsigned char)argv[0][1])) {
        line = (size_t)tool_number(argv[0] + 1, 1, INT32_MAX, "+LINE");
        argc--;
        argv++;
    }
    if (argc > 1)
        tool_misuse("expected one file, found %d", argc);
    if (!isatty(0) || !isatty(1)) {
        tool_error("expected a terminal as standard input and output");
        return 1;
    }
    return editor_run(&editor, argc > 0 ? argv[0] : NULL, line);
}
