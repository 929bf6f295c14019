#include "input.h"
#include "options.h"
#include "order.h"
#include "text.h"
#include "tool.h"

#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: sort [-bdfhiMnrsuVz] [-k KEY]... [-t CHAR] [-o FILE] [FILE...]\n"
    "       sort -c | -C [OPTIONS] [FILE]\n\n"
    "Sort lines by bytes.\n\n"
    "  -n  by numeric value     -h  by sizes such as 2K     -V  by versions such as 1.10\n"
    "  -M  by names of months   -r  backwards               -f  ignore case\n"
    "  -d  only blanks, letters, digits count   -i  only printable characters count\n"
    "  -b  ignore leading blanks   -u  equal lines once   -s  leave equal lines in their order\n"
    "  -k F[.C][OPTIONS][,F[.C][OPTIONS]]  from field F (character C) to another, by these "
    "options\n"
    "  -t CHAR  fields end with CHAR, not with blanks   -z  lines end with a zero byte\n"
    "  -o FILE  write to FILE, which may be one of those read\n"
    "  -m  the files are sorted already (they are sorted all the same)\n"
    "  -c  only say whether the file is sorted, -C by the status alone\n\n"
    "All lines are in memory.\n";

enum { MAX_KEYS = 16 };

struct order {
    bool blanks, dictionary, fold, human, printable, month, numeric, reverse, version;
};

/* Fields and characters count from 1; 0 of the last ones: to the end. */
struct key {
    size_t first, first_character, last, last_character;
    bool end_blanks; /* b behind the last field */
    bool own;        /* it has options of its own */
    struct order order;
};

static struct order global;
static struct key keys[MAX_KEYS];
static size_t key_count;
static bool unique, stable, zero, check, check_silently, merge;
static const char *separator, *output;

static bool set_order(struct order *order, char letter)
{
    bool *flag = letter == 'b'   ? &order->blanks
                 : letter == 'd' ? &order->dictionary
                 : letter == 'f' ? &order->fold
                 : letter == 'h' ? &order->human
                 : letter == 'i' ? &order->printable
                 : letter == 'M' ? &order->month
                 : letter == 'n' ? &order->numeric
                 : letter == 'r' ? &order->reverse
                 : letter == 'V' ? &order->version
                                 : NULL;
    if (flag)
        *flag = true;
    return flag != NULL;
}

static const char *parse_place(const char *at, size_t *field, size_t *character)
{
    char *end;
    *field = strtoul(at, &end, 10);
    if (end != at && *end == '.') {
        at = end + 1;
        *character = strtoul(at, &end, 10);
    }
    return end == at ? NULL : end;
}

static void add_key(const char *text)
{
    struct key key = {.first_character = 1};
    if (key_count == MAX_KEYS)
        tool_misuse("-k: expected at most %d keys", MAX_KEYS);
    const char *at = parse_place(text, &key.first, &key.first_character);
    for (; at && set_order(&key.order, *at); at++)
        key.own = true;
    if (at && *at == ',') {
        at = parse_place(at + 1, &key.last, &key.last_character);
        bool blanks = key.order.blanks;
        for (key.order.blanks = false; at && set_order(&key.order, *at); at++)
            key.own = true;
        key.end_blanks = key.order.blanks;
        key.order.blanks = blanks;
        if (key.last == 0)
            at = NULL;
    }
    if (!at || *at || key.first == 0 || key.first_character == 0)
        tool_misuse("-k: expected a key such as 2, 2,3 or 1.3nr, found '%s'", text);
    keys[key_count++] = key;
}

static const struct tool_row rows[] = {TOOL_FLAG('b', "ignore-leading-blanks", global.blanks),
                                       TOOL_FLAG('d', "dictionary-order", global.dictionary),
                                       TOOL_FLAG('f', "ignore-case", global.fold),
                                       TOOL_FLAG('h', "human-numeric-sort", global.human),
                                       TOOL_FLAG('i', "ignore-nonprinting", global.printable),
                                       TOOL_FLAG('M', "month-sort", global.month),
                                       TOOL_FLAG('n', "numeric-sort", global.numeric),
                                       TOOL_FLAG('r', "reverse", global.reverse),
                                       TOOL_FLAG('V', "version-sort", global.version),
                                       TOOL_FLAG('u', "unique", unique),
                                       TOOL_FLAG('s', "stable", stable),
                                       TOOL_FLAG('z', "zero-terminated", zero),
                                       TOOL_FLAG('c', "check", check),
                                       TOOL_FLAG('C', NULL, check_silently),
                                       TOOL_FLAG('m', "merge", merge),
                                       TOOL_CALL('k', "key", add_key),
                                       TOOL_TEXT('t', "field-separator", separator),
                                       TOOL_TEXT('o', "output", output),
                                       {0}};

struct item {
    struct span text, key; /* key: the first one, found once */
};

static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && text_blank(*at))
        at++;
    return at;
}

/* Where the field behind `at` ends: before the separator, or before the blanks that begin the next.
 */
static const char *field_end(const char *at, const char *end)
{
    if (separator) {
        const char *found = memchr(at, *separator, (size_t)(end - at));
        return found ? found : end;
    }
    at = skip_blanks(at, end);
    while (at < end && !text_blank(*at))
        at++;
    return at;
}

static const char *field_start(struct span line, size_t field)
{
    const char *at = line.at;
    for (size_t i = 1; i < field && at < line.end; i++) {
        at = field_end(at, line.end);
        at += separator && at < line.end;
    }
    return at;
}

static struct span find_key(struct span line, const struct key *key)
{
    struct span out = {field_start(line, key->first), line.end};
    if (key->order.blanks)
        out.at = skip_blanks(out.at, line.end);
    size_t left = (size_t)(line.end - out.at);
    out.at += key->first_character - 1 < left ? key->first_character - 1 : left;
    if (key->last) {
        const char *last = field_start(line, key->last);
        if (key->last_character == 0) {
            out.end = field_end(last, line.end);
        } else {
            if (key->end_blanks)
                last = skip_blanks(last, line.end);
            left = (size_t)(line.end - last);
            out.end = last + (key->last_character < left ? key->last_character : left);
        }
        if (out.end < out.at)
            out.end = out.at;
    }
    return out;
}

static int compare_by(const struct order *order, struct span a, struct span b)
{
    int result = order->numeric   ? order_numbers(a, b)
                 : order->human   ? order_human(a, b)
                 : order->month   ? order_months(a, b)
                 : order->version ? order_versions(a, b)
                 : order->fold || order->dictionary || order->printable
                     ? order_text(a, b, order->fold, order->dictionary, order->printable)
                     : order_bytes(a, b);
    return order->reverse ? -result : result;
}

static int compare_keys(const struct item *a, const struct item *b)
{
    int order = compare_by(&keys[0].order, a->key, b->key);
    for (size_t i = 1; order == 0 && i < key_count; i++)
        order =
            compare_by(&keys[i].order, find_key(a->text, &keys[i]), find_key(b->text, &keys[i]));
    return order;
}

static int compare(const struct item *a, const struct item *b)
{
    int order = compare_keys(a, b);
    if (order || unique || stable)
        return order;
    order = order_bytes(a->text, b->text); /* POSIX: ties by the whole line */
    return global.reverse ? -order : order;
}

/* Merge sort: stable, and few comparisons, which are what costs. */
static void sort_items(struct item *items, struct item *spare, size_t count)
{
    if (count < 2)
        return;
    size_t half = count / 2, left = 0, right = half, out = 0;
    sort_items(items, spare, half);
    sort_items(items + half, spare, count - half);
    if (compare(&items[half - 1], &items[half]) <= 0)
        return;
    memcpy(spare, items, half * sizeof *items);
    while (left < half && right < count)
        items[out++] = compare(&spare[left], &items[right]) <= 0 ? spare[left++] : items[right++];
    memcpy(items + out, spare + left, (half - left) * sizeof *items);
}

static struct item *items;
static size_t item_count;

static void add_line(const struct line *line)
{
    static size_t room;
    if (item_count == room)
        items = tool_resize(items, (room = room ? room * 2 : 256) * sizeof *items);
    char *text = memcpy(tool_resize(NULL, line->length), line->text, line->length);
    struct item item = {.text = {text, text + line->length}};
    item.key = find_key(item.text, &keys[0]);
    items[item_count++] = item;
}

static void write_item(const struct item *item)
{
    fwrite(item->text.at, 1, (size_t)(item->text.end - item->text.at), stdout);
    putchar(zero ? '\0' : '\n');
}

static int check_order(const char *name)
{
    for (size_t i = 1; i < item_count; i++) {
        int order = compare(&items[i - 1], &items[i]);
        if (order < 0 || (order == 0 && !unique))
            continue;
        if (!check_silently)
            tool_error("%s:%zu: disorder: %.*s", name, i + 1,
                       (int)(items[i].text.end - items[i].text.at), items[i].text.at);
        return 1;
    }
    return tool_status() ? 2 : 0;
}

static void prepare_keys(void)
{
    static const struct order none;
    if (separator && strcmp(separator, "\\0") == 0)
        separator = "";
    if (separator && *separator && separator[1])
        tool_misuse("-t: expected one character, found '%s'", separator);
    if (key_count == 0)
        keys[key_count++] = (struct key){.first = 1, .first_character = 1};
    for (size_t i = 0; i < key_count; i++)
        if (!keys[i].own && memcmp(&keys[i].order, &none, sizeof none) == 0) {
            keys[i].order = global;
            keys[i].end_blanks = global.blanks;
        }
}

int main(int argc, char **argv)
{
    tool_init("sort", usage);
    tool_parse(argc, argv, rows);
    prepare_keys();
    check |= check_silently;
    if (check && argc - optind > 1)
        tool_misuse("extra operand '%s' not allowed with -c", argv[optind + 1]);
    input_lines(argc - optind, argv + optind, zero ? '\0' : '\n', add_line);
    if (check)
        return check_order(optind < argc ? argv[optind] : "-");
    if (tool_status())
        return 2;
    struct item *spare = tool_alloc((item_count / 2 + 1) * sizeof *spare);
    if (item_count)
        sort_items(items, spare, item_count);
    free(spare);
    if (output)
        output_to(output);
    for (size_t i = 0; i < item_count && !ferror(stdout); i++)
        if (!unique || i == 0 || compare_keys(&items[i - 1], &items[i]) != 0)
            write_item(&items[i]);
    return tool_finish() ? 2 : 0;
}
