#include "input.h"
#include "options.h"
#include "text.h"
#include "tool.h"

static const char usage[] = "usage: fold [-bs] [-w WIDTH] [FILE...]\n\n"
                            "Break long lines.\n\n"
                            "  -w WIDTH  at so many columns (80)\n"
                            "  -b        count bytes, not columns\n"
                            "  -s        break behind blanks\n";

static bool bytes, spaces;
static long long width = 80;
static const struct tool_row rows[] = {TOOL_FLAG('b', "bytes", bytes),
                                       TOOL_FLAG('s', "spaces", spaces),
                                       TOOL_NUMBER('w', "width", width, 1),
                                       {0}};

/* The column behind a character that begins at `column`. */
static long long advance(long long column, char character, int columns)
{
    if (bytes)
        return column + 1;
    if (character == '\t')
        return (column / 8 + 1) * 8;
    if (character == '\b')
        return column > 0 ? column - 1 : 0;
    return character == '\r' ? 0 : column + columns;
}

static void fold_line(const struct line *line)
{
    size_t start = 0, blank = 0, size;
    long long column = 0;
    for (size_t at = 0; at < line->length; at += size) {
        int columns = 1;
        size = bytes ? 1 : text_character(line->text + at, line->length - at, &columns);
        if (advance(column, line->text[at], columns) > width && at > start) {
            size_t cut = spaces && blank > start ? blank : at;
            fwrite(line->text + start, 1, cut - start, stdout);
            putchar('\n');
            start = cut;
            column = 0;
            if (cut < at) { /* measure again from where the line was broken */
                at = cut;
                size = 0;
                continue;
            }
        }
        column = advance(column, line->text[at], columns);
        if (text_blank(line->text[at]))
            blank = at + 1;
    }
    fwrite(line->text + start, 1, line->length - start, stdout);
    if (line->ended)
        putchar('\n');
}

int main(int argc, char **argv)
{
    tool_init("fold", usage);
    tool_parse(argc, argv, rows);
    input_lines(argc - optind, argv + optind, '\n', fold_line);
    return tool_finish();
}
