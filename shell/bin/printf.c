#include "tool.h"

#include "text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: printf FORMAT [ARGUMENT...]\n\n"
    "Write the arguments as a format says, again for what is left of them.\n\n"
    "  %s text, %b text with escapes, %c first character, %q quoted for the shell,\n"
    "  %d %i %u %o %x %X numbers, %e %f %g %E %F %G floating point, %% a %\n"
    "  with flags, width and precision as in C (* takes an argument)\n";

static char **arguments;
static bool any_left, stopped; /* stopped: by \c */

static const char *next_argument(void)
{
    return *arguments ? *arguments++ : NULL;
}

static void check(const char *text, const char *end)
{
    if (end == text || errno == EINVAL)
        tool_error("'%s': expected a numeric value", text);
    else if (*end)
        tool_error("'%s': value not completely converted", text);
    else if (errno == ERANGE)
        tool_error("'%s': Numerical result out of range", text);
}

/* 'x and "x are the number of the character. */
static bool is_character(const char *text)
{
    return (*text == '\'' || *text == '"') && text[1];
}

static long long integer(const char *text, bool is_unsigned)
{
    char *end;
    if (!text)
        return 0;
    if (is_character(text))
        return (unsigned char)text[1];
    errno = 0;
    long long value =
        is_unsigned && *text != '-' ? (long long)strtoull(text, &end, 0) : strtoll(text, &end, 0);
    check(text, end);
    return value;
}

static double real(const char *text)
{
    char *end;
    if (!text)
        return 0;
    if (is_character(text))
        return (unsigned char)text[1];
    errno = 0;
    double value = strtod(text, &end);
    check(text, end);
    return value;
}

/* \NNN of a format has up to three digits, of %b \0NNN too; \c ends all output. */
static void put_escape(const char **at, bool argument)
{
    if (**at == 'c' && argument) {
        stopped = true;
        return;
    }
    if (**at == 'x') {
        char digits[3] = "";
        size_t count = strspn(*at + 1, "0123456789abcdefABCDEF");
        memcpy(digits, *at + 1, count > 2 ? 2 : count);
        *at += 1 + (count > 2 ? 2 : count);
        putchar((int)strtol(digits, NULL, 16));
        return;
    }
    if (**at == 'e' || (**at == '"' && !argument)) {
        putchar(*(*at)++ == 'e' ? '\033' : '"');
        return;
    }
    if (argument && **at == '0' && (*at)[1] >= '0' && (*at)[1] <= '7')
        ++*at;
    if (**at && !strchr("abfnrtv\\01234567", **at)) {
        putchar('\\');
        putchar((unsigned char)*(*at)++);
        return;
    }
    putchar(text_escape(at));
}

static void put_escaped(const char *text)
{
    while (*text && !stopped) {
        if (*text == '\\') {
            text++;
            put_escape(&text, true);
        } else {
            putchar((unsigned char)*text++);
        }
    }
}

static void put_quoted(const char *text)
{
    static const char safe[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./:,+@%";
    if (*text && text[strspn(text, safe)] == '\0') {
        fputs(text, stdout);
        return;
    }
    putchar('\'');
    for (; *text; text++)
        fputs(*text == '\'' ? "'\\''" : (char[]){*text, '\0'}, stdout);
    putchar('\'');
}

static void convert(const char *flags, int width, int precision, char kind)
{
    char format[32];
    const char *argument = next_argument();
    snprintf(format, sizeof format, "%%%s*.*%s%c", flags, strchr("diouxX", kind) ? "ll" : "", kind);
    if (strchr("di", kind))
        printf(format, width, precision, integer(argument, false));
    else if (strchr("ouxX", kind))
        printf(format, width, precision, (unsigned long long)integer(argument, true));
    else if (strchr("eEfFgGaA", kind))
        printf(format, width, precision, real(argument));
    else if (kind == 's')
        printf(format, width, precision, argument ? argument : "");
    else if (kind == 'b')
        put_escaped(argument ? argument : "");
    else if (kind == 'q')
        put_quoted(argument ? argument : "");
    else
        printf("%*.*s", strchr(flags, '-') ? -width : width, 1, argument ? argument : "");
}

static int parse_number(const char **at, int missing)
{
    if (**at == '*') {
        ++*at;
        return (int)integer(next_argument(), false);
    }
    if (**at < '0' || **at > '9')
        return missing;
    char *end;
    long value = strtol(*at, &end, 10);
    *at = end;
    return value > 1 << 20 ? 1 << 20 : (int)value;
}

static void directive(const char **at)
{
    char flags[8] = "";
    size_t count = strspn(*at, "-+ #0");
    strncat(flags, *at, count < sizeof flags ? count : sizeof flags - 1);
    *at += count;
    int width = parse_number(at, 0), precision = -1;
    if (**at == '.') {
        ++*at;
        precision = parse_number(at, 0);
    }
    if (!**at || !strchr("diouxXeEfFgGaAsbcq", **at)) {
        tool_error("%%%c: invalid directive", **at);
        exit(tool_finish());
    }
    any_left = true;
    convert(flags, width, precision, *(*at)++);
}

static void write_format(const char *format)
{
    for (const char *at = format; *at && !stopped;) {
        if (*at == '\\') {
            at++;
            put_escape(&at, false);
        } else if (*at != '%') {
            putchar((unsigned char)*at++);
        } else if (*++at == '%') {
            putchar(*at++);
        } else {
            directive(&at);
        }
    }
}

int main(int argc, char **argv)
{
    tool_init("printf", usage);
    if (argc == 2 && strcmp(argv[1], "--help") == 0)
        tool_option(TOOL_HELP);
    int first = argc > 1 && strcmp(argv[1], "--") == 0 ? 2 : 1;
    if (first >= argc)
        tool_misuse("expected a format");
    arguments = argv + first + 1;
    do {
        any_left = false;
        write_format(argv[first]);
    } while (*arguments && any_left && !stopped && !ferror(stdout));
    return tool_finish();
}
