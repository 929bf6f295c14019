#include "input.h"
#include "options.h"
#include "text.h"
#include "tool.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char usage[] = "usage: uniq [-cdDuiz] [-f FIELDS] [-s CHARS] [-w CHARS] [IN [OUT]]\n\n"
                            "Write lines, those that follow an equal one left out.\n\n"
                            "  -c  with how often each came      -i  ignore case\n"
                            "  -d  only what came several times  -D  all of that\n"
                            "  -u  only what came once           -z  lines end with a zero byte\n"
                            "  -f FIELDS  do not compare the first fields\n"
                            "  -s CHARS   do not compare the first bytes (behind the fields)\n"
                            "  -w CHARS   compare so many bytes at most\n";

static bool count, repeated, all_repeated, unique, ignore_case, zero;
static long long skip_fields, skip_bytes, width = LLONG_MAX;

static const struct tool_row rows[] = {TOOL_FLAG('c', "count", count),
                                       TOOL_FLAG('d', "repeated", repeated),
                                       TOOL_FLAG('D', "all-repeated", all_repeated),
                                       TOOL_FLAG('u', "unique", unique),
                                       TOOL_FLAG('i', "ignore-case", ignore_case),
                                       TOOL_FLAG('z', "zero-terminated", zero),
                                       TOOL_NUMBER('f', "skip-fields", skip_fields, 0),
                                       TOOL_NUMBER('s', "skip-chars", skip_bytes, 0),
                                       TOOL_NUMBER('w', "check-chars", width, 0),
                                       {0}};

static struct line key_of(const struct line *line)
{
    size_t at = 0;
    for (long long field = 0; field < skip_fields && at < line->length; field++) {
        while (at < line->length && text_blank(line->text[at]))
            at++;
        while (at < line->length && !text_blank(line->text[at]))
            at++;
    }
    size_t left = line->length - at;
    size_t skip = (unsigned long long)skip_bytes < left ? (size_t)skip_bytes : left;
    left -= skip;
    return (struct line){.text = line->text + at + skip,
                         .length = (unsigned long long)width < left ? (size_t)width : left};
}

static bool equal(const struct line *a, const struct line *b)
{
    struct line left = key_of(a), right = key_of(b);
    if (left.length != right.length)
        return false;
    return ignore_case ? strncasecmp(left.text, right.text, left.length) == 0
                       : memcmp(left.text, right.text, left.length) == 0;
}

static void show(const struct line *line, unsigned long long times)
{
    if (all_repeated ? times < 2 : (repeated && times < 2) || (unique && times > 1))
        return;
    if (count)
        printf("%7llu ", times);
    line_write(line, zero ? '\0' : '\n');
}

int main(int argc, char **argv)
{
    struct line lines[2] = {{0}, {0}};
    int current = 0;
    unsigned long long times = 0;
    tool_init("uniq", usage);
    tool_parse(argc, argv, rows);
    if (argc - optind > 2)
        tool_misuse("expected at most two files, found '%s'", argv[optind + 2]);
    const char *name = optind < argc ? argv[optind] : "-";
    FILE *stream = tool_open(name);
    if (!stream)
        return tool_finish();
    if (optind + 1 < argc && strcmp(argv[optind + 1], "-") != 0)
        output_to(argv[optind + 1]);
    while (line_read(&lines[!current], stream, zero ? '\0' : '\n')) {
        bool same = times > 0 && equal(&lines[current], &lines[!current]);
        if (!same && times > 0 && !all_repeated)
            show(&lines[current], times);
        if (same && all_repeated) {
            if (times == 1)
                show(&lines[current], 2);
            show(&lines[!current], 2);
        }
        times = same ? times + 1 : 1;
        if (!same)
            current = !current;
    }
    if (times && !all_repeated)
        show(&lines[current], times);
    if (ferror(stream))
        tool_file_error(name);
    return tool_finish();
}
