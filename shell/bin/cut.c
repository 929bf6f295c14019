#include "input.h"
#include "options.h"
#include "text.h"
#include "tool.h"

#include <stdlib.h>
#include <string.h>

static const char usage[] = "usage: cut -b LIST | -c LIST | -f LIST [-d CHAR] [-s] [FILE...]\n\n"
                            "Write parts of each line.\n\n"
                            "  -b LIST  these bytes   -c LIST  these characters (UTF-8)\n"
                            "  -f LIST  these fields  -d CHAR  what separates fields (a tab)\n"
                            "  -s  leave out lines without a separator\n"
                            "  -z  lines end with a zero byte\n"
                            "  --complement              all but these\n"
                            "  --output-delimiter=TEXT   between what is written\n\n"
                            "A LIST is 1,3-5,7- or -4.\n";

struct range {
    unsigned long long first, last;
};

static bool only_delimited, zero, complement;
static const char *bytes, *characters, *fields, *delimiter, *output_delimiter;
static struct range *ranges;
static size_t range_count;

static const struct tool_row rows[] = {
    TOOL_TEXT('b', "bytes", bytes),
    TOOL_TEXT('c', "characters", characters),
    TOOL_TEXT('f', "fields", fields),
    TOOL_TEXT('d', "delimiter", delimiter),
    TOOL_FLAG('s', "only-delimited", only_delimited),
    TOOL_FLAG('z', "zero-terminated", zero),
    TOOL_FLAG(TOOL_LONG_ONLY, "complement", complement),
    TOOL_TEXT(TOOL_LONG_ONLY + 1, "output-delimiter", output_delimiter),
    {.letter = 'n', .flag = &(bool){false}},
    {0}};

static unsigned long long parse_place(const char **at, unsigned long long missing)
{
    if (**at < '0' || **at > '9')
        return missing;
    char *end;
    unsigned long long value = strtoull(*at, &end, 10);
    *at = end;
    return value;
}

static int compare_ranges(const void *left, const void *right)
{
    const struct range *a = left, *b = right;
    return (a->first > b->first) - (a->first < b->first);
}

/* Sorted and merged, so that one pass over a line needs only the next range. */
static void parse_list(const char *list)
{
    for (const char *at = list;;) {
        const char *start = at;
        struct range range = {.first = parse_place(&at, 1)};
        range.last = range.first;
        bool open = *at == '-';
        if (open) {
            at++;
            range.last = parse_place(&at, ULLONG_MAX);
        }
        if (at == start || (open && at == start + 1) || (*at && !strchr(", \t", *at)))
            tool_misuse("expected a list such as 1,3-5,7-, found '%s'", list);
        if (range.first == 0)
            tool_misuse("expected places from 1 on, found '%s'", list);
        if (range.last < range.first)
            tool_misuse("expected a range that rises, found '%s'", start);
        ranges = tool_resize(ranges, (range_count + 1) * sizeof *ranges);
        ranges[range_count++] = range;
        if (!*at++)
            break;
    }
    qsort(ranges, range_count, sizeof *ranges, compare_ranges);
    size_t kept = 0;
    for (size_t i = 1; i < range_count; i++) {
        if (ranges[i].first <=
            ranges[kept].last) { /* touching ones stay apart: a delimiter between */
            if (ranges[i].last > ranges[kept].last)
                ranges[kept].last = ranges[i].last;
        } else {
            ranges[++kept] = ranges[i];
        }
    }
    range_count = kept + 1;
}

/* Places are asked for in rising order; *index remembers where in the ranges. */
static bool wanted(unsigned long long place, size_t *index)
{
    while (*index < range_count && ranges[*index].last < place)
        ++*index;
    bool inside = *index < range_count && ranges[*index].first <= place;
    return inside != complement;
}

static void cut_characters(const struct line *line)
{
    unsigned long long place = 0;
    size_t index = 0, range = 0;
    bool written = false, before = false;
    for (size_t i = 0; i < line->length; i++) {
        if (bytes || i == 0 || !text_continues(line->text[i]))
            place++;
        bool now = wanted(place, &index);
        if (now && written && output_delimiter && (!before || (!complement && range != index)))
            fputs(output_delimiter, stdout);
        if (now)
            putchar((unsigned char)line->text[i]);
        range = index;
        before = now;
        written |= now;
    }
    putchar(zero ? '\0' : '\n');
}

static void cut_fields(const struct line *line)
{
    const char *at = line->text, *end = line->text + line->length;
    char separator = delimiter ? *delimiter : '\t';
    if (!memchr(at, separator, line->length)) {
        if (!only_delimited)
            line_write(line, zero ? '\0' : '\n');
        return;
    }
    bool written = false;
    size_t index = 0;
    for (unsigned long long place = 1; at; place++) {
        const char *stop = memchr(at, separator, (size_t)(end - at));
        if (wanted(place, &index)) {
            if (written && output_delimiter)
                fputs(output_delimiter, stdout);
            else if (written)
                putchar(separator);
            fwrite(at, 1, (size_t)((stop ? stop : end) - at), stdout);
            written = true;
        }
        at = stop ? stop + 1 : NULL;
    }
    putchar(zero ? '\0' : '\n');
}

int main(int argc, char **argv)
{
    tool_init("cut", usage);
    tool_parse(argc, argv, rows);
    if (!!bytes + !!characters + !!fields != 1)
        tool_misuse("expected one of -b, -c and -f");
    if (!fields && (delimiter || only_delimited))
        tool_misuse("expected -f with -d or -s");
    if (delimiter && *delimiter && delimiter[1])
        tool_misuse("-d: expected one byte, found '%s'", delimiter);
    parse_list(fields ? fields : bytes ? bytes : characters);
    input_lines(argc - optind, argv + optind, zero ? '\0' : '\n',
                fields ? cut_fields : cut_characters);
    return tool_finish();
}
