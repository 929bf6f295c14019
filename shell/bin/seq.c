#include "options.h"
#include "tool.h"

#include <stdlib.h>
#include <string.h>

static const char usage[] = "usage: seq [-w] [-s TEXT] [FIRST [STEP]] LAST\n\n"
                            "Write the numbers from FIRST (1) to LAST in steps of STEP (1).\n\n"
                            "  -w       as wide as the widest, with zeros in front\n"
                            "  -s TEXT  between them (a newline)\n\n"
                            "Decimal fractions have up to nine digits.\n";

enum { MAX_DIGITS = 9 };

static bool equal_width;
static const char *separator = "\n";

/* A decimal number as a whole number of units of 10^-digits. */
struct number {
    long long value;
    int digits;
};

static struct number parse(const char *text)
{
    char digits[32] = "", *end;
    const char *point = strchr(text, '.');
    size_t whole = point ? (size_t)(point - text) : strlen(text);
    size_t fraction = point ? strlen(point + 1) : 0;
    if (whole + fraction == 0 || whole > 18 || fraction > MAX_DIGITS ||
        whole + fraction >= sizeof digits)
        tool_misuse("expected a number, found '%s'", text);
    memcpy(digits, text, whole);
    memcpy(digits + whole, point ? point + 1 : "", fraction);
    struct number number = {strtoll(digits, &end, 10), (int)fraction};
    if (*end || end == digits || (point && (point[1] == '-' || point[1] == '+')))
        tool_misuse("expected a number, found '%s'", text);
    return number;
}

static long long scale(struct number number, int digits, const char *text)
{
    for (; number.digits < digits; number.digits++)
        if (__builtin_mul_overflow(number.value, 10, &number.value))
            tool_misuse("expected a smaller number, found '%s'", text);
    return number.value;
}

static int format(char *out, size_t room, long long value, int digits, int width)
{
    unsigned long long size = value < 0 ? 0 - (unsigned long long)value : (unsigned long long)value;
    unsigned long long unit = 1;
    for (int i = 0; i < digits; i++)
        unit *= 10;
    const char *sign = value < 0 ? "-" : "";
    int zeros = width - (digits ? digits + 1 : 0) - (value < 0);
    if (digits)
        return snprintf(out, room, "%s%0*llu.%0*llu", sign, zeros > 0 ? zeros : 0, size / unit,
                        digits, size % unit);
    return snprintf(out, room, "%s%0*llu", sign, zeros > 0 ? zeros : 0, size);
}

/* Options end where a number begins, which may be negative. */
static int parse_options(int argc, char **argv)
{
    int at = 1;
    for (; at < argc && argv[at][0] == '-' && argv[at][1] && !strchr("0123456789.", argv[at][1]);
         at++) {
        if (strcmp(argv[at], "--help") == 0)
            tool_option(TOOL_HELP);
        if (strcmp(argv[at], "--") == 0)
            return at + 1;
        if (strcmp(argv[at], "-w") == 0)
            equal_width = true;
        else if (strncmp(argv[at], "-s", 2) != 0)
            tool_misuse("unrecognized option: %s", argv[at]);
        else if (argv[at][2])
            separator = argv[at] + 2;
        else if (++at < argc)
            separator = argv[at];
    }
    return at;
}

int main(int argc, char **argv)
{
    struct number numbers[3] = {{1, 0}, {1, 0}, {0, 0}};
    char text[64];
    tool_init("seq", usage);
    int at = parse_options(argc, argv), count = argc - at;
    if (count < 1 || count > 3)
        tool_misuse("expected one to three numbers, found %d", count < 0 ? 0 : count);
    numbers[2] = parse(argv[argc - 1]);
    if (count > 1)
        numbers[0] = parse(argv[at]);
    if (count == 3)
        numbers[1] = parse(argv[at + 1]);
    int digits = numbers[0].digits > numbers[1].digits ? numbers[0].digits : numbers[1].digits;
    int places = digits > numbers[2].digits ? digits : numbers[2].digits;
    long long first = scale(numbers[0], places, argv[at]),
              last = scale(numbers[2], places, argv[argc - 1]);
    long long step = scale(numbers[1], places, argv[at + (count == 3)]);
    if (step == 0)
        tool_misuse("expected a step other than 0");
    long long unit = 1;
    for (int i = digits; i < places; i++)
        unit *= 10;
    int width = format(text, sizeof text, first / unit, digits, 0);
    int other = format(text, sizeof text, last / unit, digits, 0);
    width = equal_width ? (width > other ? width : other) : 0;
    bool any = false;
    for (long long value = first; step > 0 ? value <= last : value >= last; any = true) {
        format(text, sizeof text, value / unit, digits, width);
        if (any)
            fputs(separator, stdout);
        if (fputs(text, stdout) == EOF || __builtin_add_overflow(value, step, &value))
            break;
    }
    if (any)
        putchar('\n');
    return tool_finish();
}
