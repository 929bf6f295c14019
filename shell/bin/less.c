#include "../less/pager.h"
#include "input.h"
#include "options.h"
#include "tool.h"

#include <string.h>
#include <unistd.h>

static const char usage[] =
    "usage: less [-FNRSXi] [+COMMAND] [FILE...]\n\n"
    "Show files, or standard input, a screen at a time: Space goes on, b back, /PATTERN\n"
    "searches, h shows all keys, q quits.\n\n"
    "  -F  write what fits on one screen and end\n"
    "  -N  number the lines\n"
    "  -R  show colours as they are written, not their escape sequences\n"
    "  -S  cut long lines; Left and Right show more of them\n"
    "  -X  leave the last screen to be seen at the end\n"
    "  -i  ignore case in searches whose pattern has no capital letters\n"
    "  +COMMAND  begin with it: +G at the end, +20 at line 20, +/PATTERN there\n\n"
    "When standard output is no terminal, less copies files to it as cat does.\n";

static struct less_options options;
static const struct tool_row rows[] = {
    TOOL_FLAG('F', "quit-if-one-screen", options.quit_small),
    TOOL_FLAG('N', "LINE-NUMBERS", options.numbers),
    TOOL_FLAG('R', "RAW-CONTROL-CHARS", options.colours),
    TOOL_FLAG('S', "chop-long-lines", options.chop),
    TOOL_FLAG('X', "no-init", options.stay),
    TOOL_FLAG('i', "ignore-case", options.ignore_case),
    {0},
};

static void copy(FILE *stream, const char *name)
{
    (void)name;
    for (size_t n; (n = fread(tool_block, 1, TOOL_BLOCK, stream)) > 0;)
        if (fwrite(tool_block, 1, n, stdout) != n)
            break;
}

/* Take "+COMMAND" out of the arguments. */
static const char *take_command(int *argc, char **argv)
{
    const char *command = NULL;
    int to = 1;
    for (int i = 1; i < *argc; i++) {
        if (argv[i][0] == '+' && argv[i][1])
            command = argv[i] + 1;
        else
            argv[to++] = argv[i];
    }
    *argc = to;
    argv[to] = NULL;
    return command;
}

int main(int argc, char **argv)
{
    static char *standard_input[] = {"-", NULL};
    tool_init("less", usage);
    const char *command = take_command(&argc, argv);
    tool_parse(argc, argv, rows);
    argc -= optind;
    argv += optind;
    if (!isatty(1)) {
        input_each(argc, argv, copy);
        return tool_finish();
    }
    if (argc == 0 && isatty(0))
        tool_misuse("expected a file, or something in standard input");
    return argc ? pager_run(&options, argc, argv, command)
                : pager_run(&options, 1, standard_input, command);
}
