#include "options.h"

#include "tool.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static long long unit_of(const char *unit)
{
    static const char units[] = "KMGTPE";
    long long factor = 1, base = 1024;
    if (!*unit)
        return 1;
    if (strcmp(unit, "b") == 0)
        return 512;
    const char *found = strchr(units, *unit == 'k' ? 'K' : *unit);
    if (!found)
        return 0;
    if (strcmp(unit + 1, "B") == 0)
        base = 1000;
    else if (unit[1] && strcmp(unit + 1, "iB") != 0)
        return 0;
    for (const char *u = units; u <= found; u++)
        factor *= base;
    return factor;
}

long long tool_size(const char *text, long long low, const char *what)
{
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10), result = 0, factor = unit_of(end);
    if (end == text || errno || !factor || __builtin_mul_overflow(value, factor, &result) ||
        result < low)
        tool_misuse("%s: expected a number from %lld, found '%s'", what, low, text);
    return result;
}

static void use(const struct tool_row *row)
{
    char name[32] = {'-', (char)row->letter};
    if (row->letter >= TOOL_LONG_ONLY) {
        strcpy(name, "--");
        strncat(name, row->name ? row->name : "", sizeof name - 3);
    }
    if (row->flag)
        *row->flag = true;
    else if (row->text)
        *row->text = optarg;
    else if (row->number)
        *row->number = tool_size(optarg, row->low, name);
    else
        row->call(optarg);
}

static void parse(int argc, char **argv, const struct tool_row *rows, bool command)
{
    char letters[3 * TOOL_MAX_ROWS + 2] = "+", *at = letters + command;
    struct option names[TOOL_MAX_ROWS + 2] = {TOOL_HELP_OPTION};
    size_t count = 1;
    for (const struct tool_row *row = rows; row->letter; row++) {
        if (row->letter < TOOL_LONG_ONLY) {
            *at++ = (char)row->letter;
            if (!row->flag)
                *at++ = ':';
            if (row->optional)
                *at++ = ':';
        }
        if (row->name)
            names[count++] =
                (struct option){row->name, !row->flag + row->optional, NULL, row->letter};
    }
    *at = '\0';
    for (int letter; (letter = getopt_long(argc, argv, letters, names, NULL)) != -1;) {
        const struct tool_row *row = rows;
        while (row->letter && row->letter != letter)
            row++;
        if (!row->letter)
            tool_option(letter);
        use(row);
    }
}

void tool_parse(int argc, char **argv, const struct tool_row *rows)
{
    parse(argc, argv, rows, false);
}

void tool_parse_command(int argc, char **argv, const struct tool_row *rows)
{
    parse(argc, argv, rows, true);
}
