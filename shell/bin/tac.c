#include "input.h"
#include "options.h"
#include "tool.h"

#include <stdlib.h>
#include <string.h>

static const char usage[] = "usage: tac [-b] [-s TEXT] [FILE...]\n\n"
                            "Write the lines of each file, the last one first.\n\n"
                            "  -s TEXT  what ends a line, instead of a newline\n"
                            "  -b       it begins a line instead\n\n"
                            "A file is in memory as a whole.\n";

static bool before;
static const char *separator = "\n";
static const struct tool_row rows[] = {
    TOOL_FLAG('b', "before", before), TOOL_TEXT('s', "separator", separator), {0}};

static void reverse(FILE *stream, const char *name)
{
    size_t size, length = strlen(separator), end;
    char *data = input_all(stream, &size);
    (void)name;
    end = size;
    /* A record ends behind its separator, or begins with it. */
    for (size_t at = size >= length ? size - length + 1 : 0; at-- > 0;) {
        size_t cut = before ? at : at + length;
        if (cut >= end || memcmp(data + at, separator, length) != 0)
            continue;
        fwrite(data + cut, 1, end - cut, stdout);
        end = cut;
        at = at + 1 > length ? at + 1 - length : 0; /* separators do not overlap */
        if (at == 0 && length > 1)
            break;
    }
    fwrite(data, 1, end, stdout);
    free(data);
}

int main(int argc, char **argv)
{
    tool_init("tac", usage);
    tool_parse(argc, argv, rows);
    if (!*separator)
        tool_misuse("-s: expected a text that is not empty");
    input_each(argc - optind, argv + optind, reverse);
    return tool_finish();
}
