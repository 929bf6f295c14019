#include "input.h"
#include "options.h"
#include "text.h"
#include "tool.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char usage[] =
    "usage: join [-iz] [-a FILE] [-v FILE] [-1 FIELD] [-2 FIELD] [-j FIELD] [-e TEXT] [-o LIST]\n"
    "            [-t CHAR] FILE1 FILE2\n\n"
    "Join the lines of two sorted files that have the same key.\n\n"
    "  -1, -2  which field of each is the key (1); -j: of both\n"
    "  -a FILE  also lines of file 1 or 2 without a partner; -v: only those\n"
    "  -o LIST  these fields: 0 the key, 1.2 the second of file 1...; auto\n"
    "  -e TEXT  for a field that is missing   -t CHAR  separates fields (blanks)\n"
    "  -i  ignore case                        -z  lines end with a zero byte\n";

struct text {
    const char *at;
    size_t length;
};

struct record {
    struct line line;
    struct text *fields;
    size_t count, room;
};

/* A file and the records of it that have the key being joined; the last one read may be of the
 * next. */
struct side {
    const char *name;
    FILE *stream;
    struct record *group, next;
    size_t count, room;
    bool have;
};

static bool ignore_case, zero, unpaired[2], only_unpaired;
static long long keys[2] = {1, 1};
static const char *empty, *list, *separator;

static void set_side(const char *text)
{
    if (strcmp(text, "1") != 0 && strcmp(text, "2") != 0)
        tool_misuse("expected file 1 or 2, found '%s'", text);
    unpaired[*text - '1'] = true;
}

static void set_only(const char *text)
{
    set_side(text);
    only_unpaired = true;
}

static void set_keys(const char *text)
{
    keys[0] = keys[1] = tool_number(text, 1, INT_MAX, "-j");
}

static const struct tool_row rows[] = {TOOL_FLAG('i', "ignore-case", ignore_case),
                                       TOOL_FLAG('z', "zero-terminated", zero),
                                       TOOL_CALL('a', NULL, set_side),
                                       TOOL_CALL('v', NULL, set_only),
                                       TOOL_CALL('j', NULL, set_keys),
                                       TOOL_NUMBER('1', NULL, keys[0], 1),
                                       TOOL_NUMBER('2', NULL, keys[1], 1),
                                       TOOL_TEXT('e', NULL, empty),
                                       TOOL_TEXT('o', NULL, list),
                                       TOOL_TEXT('t', NULL, separator),
                                       {0}};

static void add_field(struct record *record, const char *start, const char *end)
{
    if (record->count == record->room) {
        record->room = record->room ? record->room * 2 : 8;
        record->fields = tool_resize(record->fields, record->room * sizeof *record->fields);
    }
    record->fields[record->count++] = (struct text){start, (size_t)(end - start)};
}

static void split(struct record *record)
{
    const char *at = record->line.text, *end = at + record->line.length;
    record->count = 0;
    if (separator) {
        for (const char *stop; (stop = memchr(at, *separator, (size_t)(end - at))); at = stop + 1)
            add_field(record, at, stop);
        add_field(record, at, end);
        return;
    }
    for (;;) {
        while (at < end && text_blank(*at))
            at++;
        if (at == end)
            return;
        const char *start = at;
        while (at < end && !text_blank(*at))
            at++;
        add_field(record, start, at);
    }
}

static struct text field(const struct record *record, long long number)
{
    if (record && number >= 1 && (unsigned long long)number <= record->count)
        return record->fields[number - 1];
    return (struct text){"", 0};
}

static int compare(struct text a, struct text b)
{
    size_t shorter = a.length < b.length ? a.length : b.length;
    int order = ignore_case ? strncasecmp(a.at, b.at, shorter) : memcmp(a.at, b.at, shorter);
    return order ? order : (a.length > b.length) - (a.length < b.length);
}

static void read_next(struct side *side)
{
    side->have = line_read(&side->next.line, side->stream, zero ? '\0' : '\n');
    if (side->have)
        split(&side->next);
    else if (ferror(side->stream))
        tool_file_error(side->name);
}

/* The records from the next on that have its key become the group. */
static void read_group(struct side *side, long long key)
{
    side->count = 0;
    do {
        if (side->count == side->room) {
            side->room = side->room ? side->room * 2 : 4;
            side->group = tool_resize(side->group, side->room * sizeof *side->group);
            memset(side->group + side->count, 0, (side->room - side->count) * sizeof *side->group);
        }
        struct record spare = side->group[side->count];
        side->group[side->count++] = side->next;
        side->next = spare; /* its memory is used again */
        read_next(side);
    } while (side->have && compare(field(&side->next, key), field(&side->group[0], key)) == 0);
}

static void write_field(struct text text, bool first)
{
    if (!first)
        putchar(separator ? *separator : ' ');
    if (text.length == 0 && empty)
        fputs(empty, stdout);
    else
        fwrite(text.at, 1, text.length, stdout);
}

static void write_list(const struct record *a, const struct record *b)
{
    bool first = true;
    for (const char *at = list; *at; first = false) {
        char *end;
        const struct record *from = *at == '2' ? b : a;
        struct text text = a ? field(a, keys[0]) : field(b, keys[1]);
        if (*at == '0') {
            end = (char *)at + 1;
        } else {
            if ((*at != '1' && *at != '2') || at[1] != '.')
                tool_misuse("-o: expected a list such as 0,1.2,2.1, found '%s'", list);
            text = field(from, strtoll(at + 2, &end, 10));
        }
        if (*end && !strchr(", \t", *end))
            tool_misuse("-o: expected a list such as 0,1.2,2.1, found '%s'", list);
        write_field(text, first);
        at = end + (*end != '\0');
    }
}

static size_t automatic[2]; /* -o auto: fields of each file's first line */

static void write_rest(const struct record *record, int side)
{
    size_t count = automatic[side] ? automatic[side] : record ? record->count : 0;
    for (size_t i = 1; i <= count; i++)
        if ((long long)i != keys[side])
            write_field(field(record, (long long)i), false);
}

static void show(const struct record *a, const struct record *b)
{
    if (list) {
        write_list(a, b);
    } else {
        write_field(a ? field(a, keys[0]) : field(b, keys[1]), true);
        write_rest(a, 0);
        write_rest(b, 1);
    }
    putchar(zero ? '\0' : '\n');
}

static void show_pairs(const struct side *a, const struct side *b)
{
    for (size_t i = 0; i < a->count; i++)
        for (size_t j = 0; j < b->count; j++)
            show(&a->group[i], &b->group[j]);
}

static void join(struct side *a, struct side *b)
{
    while ((a->have || b->have) && !ferror(stdout)) {
        int order = !b->have   ? -1
                    : !a->have ? 1
                               : compare(field(&a->next, keys[0]), field(&b->next, keys[1]));
        if (order <= 0)
            read_group(a, keys[0]);
        if (order >= 0)
            read_group(b, keys[1]);
        if (order == 0 && !only_unpaired)
            show_pairs(a, b);
        for (size_t i = 0; order < 0 && unpaired[0] && i < a->count; i++)
            show(&a->group[i], NULL);
        for (size_t i = 0; order > 0 && unpaired[1] && i < b->count; i++)
            show(NULL, &b->group[i]);
    }
}

int main(int argc, char **argv)
{
    struct side sides[2] = {{0}, {0}};
    tool_init("join", usage);
    tool_parse(argc, argv, rows);
    if (argc - optind != 2)
        tool_misuse("expected two files");
    if (separator && (!*separator || separator[1]))
        tool_misuse("-t: expected one byte, found '%s'", separator);
    bool automatically = list && strcmp(list, "auto") == 0;
    for (int i = 0; i < 2; i++) {
        sides[i].name = argv[optind + i];
        if (!(sides[i].stream = tool_open(sides[i].name)))
            return tool_finish();
        read_next(&sides[i]);
        if (automatically)
            automatic[i] = sides[i].next.count;
    }
    if (automatically)
        list = NULL;
    join(&sides[0], &sides[1]);
    return tool_finish();
}
