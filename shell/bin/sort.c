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

struct line {
    char *text;
    const char *key; /* where comparing begins */
};

struct lines {
    struct line *items;
    size_t count, capacity;
};

static const char *find_key(const char *line)
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

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Compare two decimal numbers digit by digit: exact whatever their length, and no floating point.
 */
static int compare_magnitudes(const char *a, const char *b)
{
    while (*a == '0')
        a++;
    while (*b == '0')
        b++;
    size_t x = 0, y = 0;
    while (is_digit(a[x]))
        x++;
    while (is_digit(b[y]))
        y++;
    int order = x != y ? (x > y ? 1 : -1) : memcmp(a, b, x);
    if (order)
        return order;
    a += x + (a[x] == '.');
    b += y + (b[y] == '.');
    for (; is_digit(*a) || is_digit(*b); a += is_digit(*a), b += is_digit(*b)) {
        char left = is_digit(*a) ? *a : '0', right = is_digit(*b) ? *b : '0';
        if (left != right)
            return left < right ? -1 : 1;
    }
    return 0;
}

static int compare_numbers(const char *a, const char *b)
{
    bool minus_a = *a == '-', minus_b = *b == '-';
    if (minus_a && minus_b)
        return compare_magnitudes(b + 1, a + 1);
    if (minus_a || minus_b) {
        int zero = compare_magnitudes(a + minus_a, "0") | compare_magnitudes(b + minus_b, "0");
        return zero == 0 ? 0 : minus_a ? -1 : 1;
    }
    return compare_magnitudes(a, b);
}

static int compare_keys(const struct line *a, const struct line *b)
{
    if (options.numeric)
        return compare_numbers(a->key, b->key);
    return options.fold ? strcasecmp(a->key, b->key) : strcmp(a->key, b->key);
}

static int compare(const struct line *a, const struct line *b)
{
    int order = compare_keys(a, b);
    if (order == 0 && !options.unique)
        order = strcmp(a->text, b->text); /* POSIX: ties by the whole line */
    return options.reverse ? -order : order;
}

/* Merge sort: stable, and few comparisons, which are what costs. */
static void sort_lines(struct line *lines, struct line *spare, size_t count)
{
    if (count < 2)
        return;
    size_t half = count / 2, left = 0, right = half, out = 0;
    sort_lines(lines, spare, half);
    sort_lines(lines + half, spare, count - half);
    if (compare(&lines[half - 1], &lines[half]) <= 0)
        return;
    memcpy(spare, lines, half * sizeof *lines);
    while (left < half && right < count)
        lines[out++] = compare(&spare[left], &lines[right]) <= 0 ? spare[left++] : lines[right++];
    memcpy(lines + out, spare + left, (half - left) * sizeof *lines);
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
        char *text = memcpy(tool_resize(NULL, (size_t)length + 1), line, (size_t)length + 1);
        lines->items[lines->count++] = (struct line){text, find_key(text)};
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
    struct line *spare = tool_alloc((lines.count / 2 + 1) * sizeof *spare);
    sort_lines(lines.items, spare, lines.count);
    free(spare);
    if (output && !freopen(output, "w", stdout)) {
        tool_file_error(output);
        return 2;
    }
    for (size_t i = 0; i < lines.count; i++)
        if (!options.unique || i == 0 || compare_keys(&lines.items[i - 1], &lines.items[i]) != 0)
            puts(lines.items[i].text);
    return tool_finish();
}
