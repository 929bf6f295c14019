#include "input.h"
#include "options.h"
#include "tool.h"

#include <regex.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: nl [-p] [-b STYLE] [-h STYLE] [-f STYLE] [-n FORMAT] [-w WIDTH] [-s TEXT] [-v FIRST]\n"
    "          [-i STEP] [-l BLANKS] [-d DELIMITER] [FILE...]\n\n"
    "Number lines.\n\n"
    "  -b STYLE   a all, t not empty ones, n none, pRE those that match (t)\n"
    "  -h, -f     the same for headers and footers of pages (n)\n"
    "  -n FORMAT  ln left, rn right, rz with zeros   -w WIDTH  of numbers (6)\n"
    "  -s TEXT    behind the number (a tab)          -v FIRST  number (1)\n"
    "  -i STEP    to the next number (1)             -p  do not begin again at parts of pages\n"
    "  -l BLANKS  so many empty lines count as one   -d  what marks parts of pages (\\:)\n";

static const char *styles[3] = {"n", "t", "n"}, *format = "rn", *separator = "\t", *first = "1";
static const char *step = "1", *mark = "\\:";
static long long width = 6, join = 1;
static bool keep_on;
static regex_t patterns[3];
static const struct tool_row rows[] = {
    TOOL_TEXT('h', "header-numbering", styles[0]), TOOL_TEXT('b', "body-numbering", styles[1]),
    TOOL_TEXT('f', "footer-numbering", styles[2]), TOOL_TEXT('n', "number-format", format),
    TOOL_TEXT('s', "number-separator", separator), TOOL_TEXT('v', "starting-line-number", first),
    TOOL_TEXT('i', "line-increment", step),        TOOL_TEXT('d', "section-delimiter", mark),
    TOOL_NUMBER('w', "number-width", width, 1),    TOOL_NUMBER('l', "join-blank-lines", join, 1),
    TOOL_FLAG('p', "no-renumber", keep_on),        {0}};

static long long number, increment, blanks;
static int section = 1;
static char delimiter[3];

/* Which part of a page the line begins: 0 header, 1 body, 2 footer; -1 when it is an ordinary one.
 */
static int section_of(const struct line *line)
{
    if (line->length == 0 || line->length % 2 || line->length > 6)
        return -1;
    for (size_t i = 0; i < line->length; i += 2)
        if (memcmp(line->text + i, delimiter, 2) != 0)
            return -1;
    return 3 - (int)(line->length / 2);
}

static bool numbered(const struct line *line)
{
    char style = *styles[section];
    if (style == 'n')
        return false;
    if (style == 'p')
        return regexec(&patterns[section], line->text, 0, NULL, 0) == 0;
    if (line->length)
        blanks = 0;
    else if (style == 't' || ++blanks < join)
        return false;
    blanks = 0;
    return true;
}

static void number_line(const struct line *line)
{
    int part = section_of(line);
    if (part >= 0) {
        section = part;
        if (!keep_on)
            number = tool_number(first, LLONG_MIN, LLONG_MAX, "-v");
        putchar('\n');
        return;
    }
    if (numbered(line)) {
        printf(*format == 'l'     ? "%-*lld"
               : format[1] == 'z' ? "%0*lld"
                                  : "%*lld",
               (int)width, number);
        number += increment;
        fputs(separator, stdout);
    } else {
        printf("%*s", (int)width + (int)strlen(separator), "");
    }
    line_write(line, '\n');
}

static void check_style(int i)
{
    const char *style = styles[i];
    char reason[100];
    if (*style == 'p') {
        int error = regcomp(&patterns[i], style + 1, REG_NOSUB);
        if (error) {
            regerror(error, &patterns[i], reason, sizeof reason);
            tool_misuse("%s: bad regular expression: %s", style + 1, reason);
        }
    } else if (!*style || !strchr("atn", *style) || style[1]) {
        tool_misuse("expected the style a, t, n or pRE, found '%s'", style);
    }
}

int main(int argc, char **argv)
{
    tool_init("nl", usage);
    tool_parse(argc, argv, rows);
    for (int i = 0; i < 3; i++)
        check_style(i);
    if (strcmp(format, "ln") != 0 && strcmp(format, "rn") != 0 && strcmp(format, "rz") != 0)
        tool_misuse("-n: expected ln, rn or rz, found '%s'", format);
    if (!*mark || strlen(mark) > 2 || width > 1000)
        tool_misuse("expected a delimiter of one or two bytes and a width up to 1000");
    memcpy(delimiter, mark[1] ? mark : (char[]){*mark, ':', '\0'}, 2);
    number = tool_number(first, LLONG_MIN, LLONG_MAX, "-v");
    increment = tool_number(step, LLONG_MIN, LLONG_MAX, "-i");
    input_lines(argc - optind, argv + optind, '\n', number_line);
    return tool_finish();
}
