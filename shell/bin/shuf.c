#include "input.h"
#include "options.h"
#include "tool.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] = "usage: shuf [-rz] [-n COUNT] [-o FILE] [FILE]\n"
                            "       shuf -e [OPTIONS] [TEXT...]\n"
                            "       shuf -i LOW-HIGH [OPTIONS]\n\n"
                            "Write lines in random order.\n\n"
                            "  -n COUNT     so many at most\n"
                            "  -e           the operands are the lines\n"
                            "  -i LOW-HIGH  the numbers are the lines\n"
                            "  -r           a line may come again (for ever without -n)\n"
                            "  -o FILE      write to FILE\n"
                            "  -z           lines end with a zero byte\n";

static bool operands, repeat, zero;
static long long limit = LLONG_MAX;
static const char *range, *output;
static const struct tool_row rows[] = {TOOL_FLAG('e', "echo", operands),
                                       TOOL_FLAG('r', "repeat", repeat),
                                       TOOL_FLAG('z', "zero-terminated", zero),
                                       TOOL_NUMBER('n', "head-count", limit, 0),
                                       TOOL_TEXT('i', "input-range", range),
                                       TOOL_TEXT('o', "output", output),
                                       {0}};

static struct line *items;
static size_t item_count;

/* A number below `bound`, every one equally likely: what would favour the low ones is drawn again.
 */
static unsigned long long below(unsigned long long bound)
{
    unsigned long long value, rest = (0 - bound) % bound;
    do {
        if (getentropy(&value, sizeof value) != 0) {
            tool_file_error("random bytes");
            exit(1);
        }
    } while (value < rest);
    return value % bound;
}

static void add(struct line line)
{
    static size_t room;
    if (item_count == room)
        items = tool_resize(items, (room = room ? room * 2 : 64) * sizeof *items);
    items[item_count++] = line;
}

static void read_lines(FILE *stream, const char *name)
{
    (void)name;
    for (struct line line = {0}; line_read(&line, stream, zero ? '\0' : '\n');
         line = (struct line){0})
        add(line);
}

static unsigned long long parse_range(unsigned long long *low)
{
    char *end, *last;
    *low = strtoull(range, &end, 10);
    unsigned long long high = *end == '-' ? strtoull(end + 1, &last, 10) : 0;
    if (end == range || *end != '-' || last == end + 1 || *last || high < *low ||
        high - *low >= LLONG_MAX)
        tool_misuse("-i: expected numbers such as 1-10, found '%s'", range);
    return high - *low + 1;
}

static void show(unsigned long long index, unsigned long long low)
{
    if (range)
        printf("%llu%c", low + index, zero ? '\0' : '\n');
    else
        line_write(&items[index], zero ? '\0' : '\n');
}

/* Fisher and Yates: the places are shuffled from the front as far as they are wanted. */
static void shuffle(unsigned long long count, unsigned long long low)
{
    if (count > SIZE_MAX / sizeof(size_t) / 4)
        tool_misuse("-i: expected fewer numbers, found '%s'", range);
    size_t *order = tool_alloc((size_t)count * sizeof *order);
    for (size_t i = 0; i < count; i++)
        order[i] = i;
    for (size_t i = 0; i < count && i < (unsigned long long)limit; i++) {
        size_t other = i + (size_t)below(count - i), chosen = order[other];
        order[other] = order[i];
        show(chosen, low);
    }
    free(order);
}

int main(int argc, char **argv)
{
    unsigned long long low = 0, count;
    tool_init("shuf", usage);
    tool_parse(argc, argv, rows);
    if ((operands && range) || (!operands && argc - optind > !range))
        tool_misuse("expected one kind of input");
    for (; operands && optind < argc; optind++)
        add((struct line){.text = argv[optind], .length = strlen(argv[optind])});
    if (!operands && !range)
        input_each(argc - optind, argv + optind, read_lines);
    count = range ? parse_range(&low) : item_count;
    if (output)
        output_to(output);
    if (!repeat)
        shuffle(count, low);
    else if (count == 0 && limit > 0)
        tool_misuse("expected lines to repeat, found none");
    for (long long i = 0; repeat && i < limit && !ferror(stdout); i++)
        show(below(count), low);
    return tool_finish();
}
