#include "options.h"
#include "tool.h"

#include <stdlib.h>
#include <string.h>

static const char usage[] = "usage: basename NAME [SUFFIX]\n"
                            "       basename -a [-s SUFFIX] [-z] NAME...\n\n"
                            "Write the last component of a path.\n\n"
                            "  -a  of several            -s SUFFIX  without it; sets -a\n"
                            "  -z  end with a zero byte\n";

static bool all, zero;
static const char *suffix;
static const struct tool_row rows[] = {TOOL_FLAG('a', "multiple", all),
                                       TOOL_FLAG('z', "zero", zero),
                                       TOOL_TEXT('s', "suffix", suffix),
                                       {0}};

static void show(const char *path)
{
    char *name = tool_base_name(path);
    size_t length = strlen(name), end = suffix ? strlen(suffix) : 0;
    if (end && end < length && strcmp(name + length - end, suffix) == 0)
        name[length - end] = '\0';
    fputs(name, stdout);
    putchar(zero ? '\0' : '\n');
    free(name);
}

int main(int argc, char **argv)
{
    tool_init("basename", usage);
    tool_parse_command(argc, argv, rows);
    int count = argc - optind;
    all |= suffix != NULL;
    if (count == 0)
        tool_misuse("expected a path");
    if (!all && count > 2)
        tool_misuse("expected a path and a suffix, found '%s'", argv[optind + 2]);
    if (!all && count == 2) {
        suffix = argv[optind + 1];
        count = 1;
    }
    for (int i = 0; i < count; i++)
        show(argv[optind + i]);
    return tool_finish();
}
