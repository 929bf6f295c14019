#include "tool.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char usage[] = "usage: sort [-nrufb] [-k FIELD] [-t CHAR] [-o FILE] [FILE...]\n\n"
                            "Sort lines by bytes.\n\n"
                            "  -n  by numeric value       -r  backwards\n"
                            "  -u  equal lines once       -f  ignore case\n"
                            "  -b  ignore leading blanks  -k FIELD  from field FIELD (1 first) on\n"
                            "  -t CHAR  fields end with CHAR, not with blanks\n"
                            "  -o FILE  write to FILE, which may be one of those read\n";

static struct {
    bool numeric, reverse, unique, fold, skip_blanks;
    long long field;
    char separator;
} options;

struct lines {
    char **items;
    size_t count, capacity;
};

static const char *key(const char *line)
{
    for (long long field = 1; field < options.field; field++) {
        if (options.separator) {
            const char *end = strchr(line, options.separator);
            line = end ? end + 1 : line + strlen(line);
        } else {
            line += strspn(line, " \t");
            line += strcspn(line, " \t");
        }
    }
    if (options.skip_blanks || options.numeric)
        line += strspn(line, " \t");
    return line;
}

static int compare_keys(const char *a, const char *b)
{
    if (options.numeric) {
        double x = strtod(a, NULL), y = strtod(b, NULL);
        return (x > y) - (x < y);
    }
    return options.fold ? strcasecmp(a, b) : strcmp(a, b);
}

static int compare(const void *left, const void *right)
{
    const char *a = *(char *const *)left, *b = *(char *const *)right;
    int order = compare_keys(key(a), key(b));
    if (order == 0 && !options.unique)
        order = strcmp(a, b); /* POSIX: ties by the whole line */
    return options.reverse ? -order : order;
}

static void read_lines(FILE *stream, struct lines *lines)
{
    char *line = NULL;
    size_t size = 0;
    ssize_t length;
    while ((length = getline(&line, &size, stream)) >= 0) {
        if (length && line[length - 1] == '\n')
            line[--length] = '\0';
        if (lines->count == lines->capacity) {
            lines->capacity = lines->capacity ? lines->capacity * 2 : 256;
            lines->items = tool_resize(lines->items, lines->capacity * sizeof *lines->items);
        }
        lines->items[lines->count] = tool_resize(NULL, (size_t)length + 1);
        memcpy(lines->items[lines->count++], line, (size_t)length + 1);
    }
    free(line);
}

int main(int argc, char **argv)
{
    struct lines lines = {0};
    const char *output = NULL;
    tool_init("sort", usage);
    for (int o; (o = getopt_long(argc, argv, "nrufbk:t:o:", tool_help_only, NULL)) != -1;) {
        switch (o) {
        case 'n':
            options.numeric = true;
            break;
        case 'r':
            options.reverse = true;
            break;
        case 'u':
            options.unique = true;
            break;
        case 'f':
            options.fold = true;
            break;
        case 'b':
            options.skip_blanks = true;
            break;
        case 'k':
            options.field = tool_number(optarg, 1, 1000000, "-k");
            break;
        case 't':
            if (strlen(optarg) != 1)
                tool_misuse("-t: expected one character, found '%s'", optarg);
            options.separator = *optarg;
            break;
        case 'o':
            output = optarg;
            break;
        default:
            tool_option(o);
        }
    }
    int files = argc - optind;
    for (int i = 0; i < (files ? files : 1); i++) {
        FILE *stream = tool_open(files ? argv[optind + i] : "-");
        if (!stream)
            return 2;
        read_lines(stream, &lines);
        tool_close(stream);
    }
    qsort(lines.items, lines.count, sizeof *lines.items, compare);
    if (output && !freopen(output, "w", stdout)) {
        tool_file_error(output);
        return 2;
    }
    for (size_t i = 0; i < lines.count; i++)
        if (!options.unique || i == 0 ||
            compare_keys(key(lines.items[i - 1]), key(lines.items[i])) != 0)
            puts(lines.items[i]);
    return tool_finish();
}
