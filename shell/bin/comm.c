#include "input.h"
#include "options.h"
#include "tool.h"

static const char usage[] =
    "usage: comm [-123z] FILE1 FILE2\n\n"
    "Compare two sorted files: lines of the first, of the second, of both.\n\n"
    "  -1  without those only in FILE1   -2  only in FILE2\n"
    "  -3  without those in both         -z  lines end with a zero byte\n"
    "  --output-delimiter=TEXT           between the columns (a tab)\n";

static bool hide[3], zero, no_check;
static const char *delimiter = "\t";
static const struct tool_row rows[] = {TOOL_FLAG('1', NULL, hide[0]),
                                       TOOL_FLAG('2', NULL, hide[1]),
                                       TOOL_FLAG('3', NULL, hide[2]),
                                       TOOL_FLAG('z', "zero-terminated", zero),
                                       TOOL_FLAG(TOOL_LONG_ONLY, "nocheck-order", no_check),
                                       TOOL_TEXT(TOOL_LONG_ONLY + 1, "output-delimiter", delimiter),
                                       {0}};

struct side {
    const char *name;
    FILE *stream;
    struct line lines[2];
    int current;
    bool have, wrong_order;
};

static void next(struct side *side, int number)
{
    struct line *before = &side->lines[side->current], *now = &side->lines[!side->current];
    bool first = !side->have;
    side->have = line_read(now, side->stream, zero ? '\0' : '\n');
    if (!side->have && ferror(side->stream))
        tool_file_error(side->name);
    if (side->have && !first && !no_check && !side->wrong_order && line_compare(before, now) > 0) {
        side->wrong_order = true;
        tool_error("file %d is not in sorted order", number);
    }
    side->current = !side->current;
}

static void show(const struct line *line, int column)
{
    if (hide[column])
        return;
    for (int i = 0; i < column; i++)
        if (!hide[i])
            fputs(delimiter, stdout);
    line_write(line, zero ? '\0' : '\n');
}

int main(int argc, char **argv)
{
    struct side sides[2] = {{0}, {0}};
    tool_init("comm", usage);
    tool_parse(argc, argv, rows);
    if (argc - optind != 2)
        tool_misuse("expected two files");
    for (int i = 0; i < 2; i++) {
        sides[i].name = argv[optind + i];
        if (!(sides[i].stream = tool_open(sides[i].name)))
            return tool_finish();
    }
    next(&sides[0], 1);
    next(&sides[1], 2);
    while ((sides[0].have || sides[1].have) && !ferror(stdout)) {
        const struct line *a = &sides[0].lines[sides[0].current];
        const struct line *b = &sides[1].lines[sides[1].current];
        int order = !sides[1].have ? -1 : !sides[0].have ? 1 : line_compare(a, b);
        show(order > 0 ? b : a, order < 0 ? 0 : order > 0 ? 1 : 2);
        if (order <= 0)
            next(&sides[0], 1);
        if (order >= 0)
            next(&sides[1], 2);
    }
    return tool_finish();
}
