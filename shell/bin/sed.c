#include "../sed/run.h"
#include "options.h"
#include "tool.h"

#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: sed [-Ennsuz] [-i[SUFFIX]] [-l N] SCRIPT [FILE...]\n"
    "       sed [-Ensuz] [-i[SUFFIX]] [-l N] [-e SCRIPT]... [-f FILE]... [FILE...]\n\n"
    "Edit a stream of lines, as a script of commands says.\n\n"
    "  -n  write only what commands write   -E, -r  extended regular expressions\n"
    "  -e SCRIPT  add commands              -f FILE  add commands from a file\n"
    "  -i[SUFFIX]  change the files; with a suffix keep the old ones\n"
    "  -s  each file by itself: line numbers, $\n"
    "  -l N  columns of a line that l writes (70; 0: no limit)\n"
    "  -u  write each line at once          -z  lines end with a zero byte\n\n"
    "Addresses: N, FIRST~STEP, $, /EXPRESSION/IM, \\cEXPRESSIONc; two make a range:\n"
    "A,B; A,+N; A,~N; 0,/EXPRESSION/. Behind them ! means all other lines.\n\n"
    "  s/EXPRESSION/REPLACEMENT/gNpIMw FILE   y/from/to/   p P l = F   d D   n N\n"
    "  a i c TEXT   r R w W FILE   g G h H x z   b t T LABEL   :LABEL   {...}   q Q [N]\n\n"
    "Status: 0, or that of q or Q; 1 for a bad script, 2 when a file cannot be read,\n"
    "4 when one cannot be written.\n";

static struct line script;
static bool have_script, extended, quiet, separate, unbuffered, zero;
static const char *suffix;
static bool in_place;
static long long width = 70;

static void add_script(const char *text)
{
    if (have_script)
        line_add(&script, "\n", 1);
    line_add(&script, text, strlen(text));
    have_script = true;
}

static void add_file(const char *name)
{
    size_t size;
    FILE *stream = tool_open(name);
    if (!stream)
        exit(1);
    char *text = input_all(stream, &size);
    if (size && text[size - 1] == '\n')
        size--;
    if (have_script)
        line_add(&script, "\n", 1);
    line_add(&script, text, size);
    have_script = true;
    free(text);
    tool_close(stream);
}

static void set_in_place(const char *text)
{
    in_place = separate = true;
    suffix = text && *text ? text : NULL;
}

static const struct tool_row rows[] = {TOOL_FLAG('n', "quiet", quiet),
                                       TOOL_FLAG(TOOL_LONG_ONLY, "silent", quiet),
                                       TOOL_FLAG('E', "regexp-extended", extended),
                                       TOOL_FLAG('r', NULL, extended),
                                       TOOL_CALL('e', "expression", add_script),
                                       TOOL_CALL('f', "file", add_file),
                                       TOOL_FLAG('s', "separate", separate),
                                       TOOL_NUMBER('l', "line-length", width, 0),
                                       TOOL_FLAG('u', "unbuffered", unbuffered),
                                       TOOL_FLAG('z', "null-data", zero),
                                       TOOL_OPTIONAL('i', "in-place", set_in_place),
                                       {0}};

int main(int argc, char **argv)
{
    static char *standard[] = {"-"};
    tool_init("sed", usage);
    tool_parse(argc, argv, rows);
    if (!have_script && optind == argc)
        tool_misuse("expected a script");
    if (!have_script)
        add_script(argv[optind++]);
    struct sed sed = {.quiet = quiet,
                      .separate = separate,
                      .in_place = in_place,
                      .suffix = suffix,
                      .unbuffered = unbuffered,
                      .terminator = zero ? '\0' : '\n',
                      .width = (unsigned long long)width,
                      .names = optind < argc ? argv + optind : standard,
                      .name_count = optind < argc ? argc - optind : 1};
    script_parse(&sed.script, script.text, script.length, extended);
    int status = sed_run(&sed);
    return tool_finish() && !status ? 4 : status;
}
