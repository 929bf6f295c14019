#include "input.h"
#include "options.h"
#include "tabs.h"
#include "text.h"
#include "tool.h"

static const char usage[] = "usage: unexpand [-a] [-t STOPS] [FILE...]\n\n"
                            "Replace spaces at the beginning of lines by tabs.\n\n"
                            "  -a            all runs of two and more that end at a stop\n"
                            "  -t STOPS      every so many columns (8), or at these; sets -a\n"
                            "  --first-only  only at the beginning, even with -t\n";

static bool all, first_only;

static void set_tabs(const char *text)
{
    tabs_parse(text);
    all = true;
}

static const struct tool_row rows[] = {TOOL_FLAG('a', "all", all),
                                       TOOL_CALL('t', "tabs", set_tabs),
                                       TOOL_FLAG(TOOL_LONG_ONLY, "first-only", first_only),
                                       {0}};

static void repeat(char byte, unsigned long long times)
{
    for (; times > 0; times--)
        putchar(byte);
}

/* A run of blanks from column `from` to `to`. A single space before a stop stays one, unless blanks
 * go on behind it. */
static void write_run(unsigned long long from, unsigned long long to, bool tab_in_run)
{
    while (from < to) {
        unsigned long long stop = tabs_next(from);
        if (!stop || stop > to)
            break;
        bool single = stop - from == 1 && stop == to && !tab_in_run;
        putchar(single ? ' ' : '\t');
        from = stop;
    }
    repeat(' ', to - from);
}

static void unexpand(FILE *stream, const char *name)
{
    unsigned long long column = 0, start = 0;
    bool in_run = false, tab = false, converting = true;
    (void)name;
    for (int c; (c = getc(stream)) != EOF;) {
        if (converting && text_blank((char)c)) {
            if (!in_run) {
                start = column;
                tab = false;
            }
            in_run = true;
            tab |= c == '\t';
            unsigned long long stop = c == '\t' ? tabs_next(column) : column + 1;
            column = stop ? stop : column + 1;
            continue;
        }
        if (in_run)
            write_run(start, column, tab || start == 0);
        in_run = false;
        putchar(c);
        column = tabs_advance(column, (char)c);
        converting = c == '\n' || (all && !first_only);
    }
    if (in_run)
        write_run(start, column, tab || start == 0);
}

int main(int argc, char **argv)
{
    tool_init("unexpand", usage);
    tool_parse(argc, argv, rows);
    input_each(argc - optind, argv + optind, unexpand);
    return tool_finish();
}
