#include "input.h"
#include "options.h"
#include "tabs.h"
#include "text.h"
#include "tool.h"

static const char usage[] = "usage: expand [-i] [-t STOPS] [FILE...]\n\n"
                            "Replace tabs by spaces.\n\n"
                            "  -i        only those before other characters of a line\n"
                            "  -t STOPS  every so many columns (8), or at these: 4,8,20\n";

static bool initial;
static const struct tool_row rows[] = {
    TOOL_FLAG('i', "initial", initial), TOOL_CALL('t', "tabs", tabs_parse), {0}};

static void expand(FILE *stream, const char *name)
{
    unsigned long long column = 0;
    bool converting = true;
    (void)name;
    for (int c; (c = getc(stream)) != EOF;) {
        if (c == '\t' && converting) {
            unsigned long long stop = tabs_next(column);
            for (stop = stop ? stop : column + 1; column < stop; column++)
                putchar(' ');
            continue;
        }
        column = tabs_advance(column, (char)c);
        converting = c == '\n' || (converting && (!initial || text_blank((char)c)));
        if (putchar(c) == EOF)
            return;
    }
}

int main(int argc, char **argv)
{
    tool_init("expand", usage);
    tool_parse(argc, argv, rows);
    input_each(argc - optind, argv + optind, expand);
    return tool_finish();
}
