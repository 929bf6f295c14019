#include "input.h"
#include "options.h"
#include "text.h"
#include "tool.h"

#include <stdlib.h>
#include <string.h>

static const char usage[] = "usage: column [-t] [-s CHARS] [-o TEXT] [-c WIDTH] [FILE...]\n\n"
                            "Write lines in columns.\n\n"
                            "  -t        as a table: the words of each line below each other\n"
                            "  -s CHARS  what separates words (blanks)\n"
                            "  -o TEXT   between columns of a table (two spaces)\n"
                            "  -c WIDTH  of the terminal (80)\n";

static bool table;
static const char *separators, *between = "  ";
static long long width = 80;
static const struct tool_row rows[] = {TOOL_FLAG('t', "table", table),
                                       TOOL_TEXT('s', "separator", separators),
                                       TOOL_TEXT('o', "output-separator", between),
                                       TOOL_NUMBER('c', "output-width", width, 1),
                                       {0}};

static char **lines;
static size_t line_count;

static void read_lines(FILE *stream, const char *name)
{
    static size_t room;
    (void)name;
    for (struct line line = {0}; line_read(&line, stream, '\n');) {
        if (line.text[strspn(line.text, " \t")] == '\0')
            continue;
        if (line_count == room)
            lines = tool_resize(lines, (room = room ? room * 2 : 64) * sizeof *lines);
        lines[line_count++] = strcpy(tool_alloc(line.length + 1), line.text);
    }
}

static size_t columns_of(const char *text, size_t length)
{
    size_t columns = 0;
    for (size_t at = 0; at < length;) {
        int wide = 1;
        at += text_character(text + at, length - at, &wide);
        columns += (size_t)wide;
    }
    return columns;
}

/* The next word of *at and its length; NULL at the end of the line. */
static const char *next_word(const char **at, size_t *length)
{
    const char *start = *at;
    if (!start)
        return NULL;
    if (!separators) {
        start += strspn(start, " \t");
        *length = strcspn(start, " \t");
        *at = start + *length;
        return *start ? start : NULL;
    }
    *length = strcspn(start, separators);
    *at = start[*length] ? start + *length + 1 : NULL;
    return start;
}

static void show_table(void)
{
    size_t *widths = NULL, count = 0, length;
    const char *word;
    for (size_t i = 0; i < line_count; i++) {
        size_t column = 0;
        for (const char *at = lines[i]; (word = next_word(&at, &length)) != NULL; column++) {
            if (column == count) {
                widths = tool_resize(widths, (count + 1) * sizeof *widths);
                widths[count++] = 0;
            }
            size_t wide = columns_of(word, length);
            widths[column] = wide > widths[column] ? wide : widths[column];
        }
    }
    for (size_t i = 0; i < line_count; i++) {
        size_t column = 0, padding = 0;
        for (const char *at = lines[i]; (word = next_word(&at, &length)) != NULL; column++) {
            if (column)
                printf("%*s%s", (int)padding, "", between);
            fwrite(word, 1, length, stdout);
            padding = widths[column] - columns_of(word, length);
        }
        putchar('\n');
    }
    free(widths);
}

/* Down the columns first, which are as wide as the widest line and stand at tab stops. */
static void show_filled(void)
{
    size_t widest = 0;
    for (size_t i = 0; i < line_count; i++) {
        size_t wide = columns_of(lines[i], strlen(lines[i]));
        widest = wide > widest ? wide : widest;
    }
    widest = (widest / 8 + 1) * 8;
    size_t columns = (size_t)width / widest > 0 ? (size_t)width / widest : 1;
    size_t height = (line_count + columns - 1) / columns;
    for (size_t row = 0; row < height; row++) {
        for (size_t i = row; i < line_count; i += height) {
            fputs(lines[i], stdout);
            size_t at = columns_of(lines[i], strlen(lines[i]));
            for (; i + height < line_count && at < widest; at = (at / 8 + 1) * 8)
                putchar('\t');
        }
        putchar('\n');
    }
}

int main(int argc, char **argv)
{
    tool_init("column", usage);
    tool_parse(argc, argv, rows);
    input_each(argc - optind, argv + optind, read_lines);
    if (table)
        show_table();
    else
        show_filled();
    return tool_finish();
}
