#include "format.h"

#include "text.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 1 << 20 }; /* of width and precision */

struct printing {
    char **arguments; /* those left */
    format_report *report;
    void *context;
    int status;
    bool taken;   /* the format takes arguments */
    bool stopped; /* by \c, or by a conversion that there is not */
};

/* %[flags][width][.precision]letter */
struct conversion {
    char flags[8];
    int width, precision; /* precision -1: none */
    char letter;
};

static void complain(struct printing *p, const char *what, const char *problem)
{
    p->report(p->context, what, problem);
    p->status = 1;
}

static const char *next_argument(struct printing *p)
{
    p->taken = true;
    return *p->arguments ? *p->arguments++ : NULL;
}

static void check_number(struct printing *p, const char *text, const char *end)
{
    if (end == text || errno == EINVAL)
        complain(p, text, "expected a numeric value");
    else if (*end)
        complain(p, text, "value not completely converted");
    else if (errno == ERANGE)
        complain(p, text, strerror(ERANGE));
}

/* 'x and "x are the number of the character. */
static bool is_character(const char *text)
{
    return (*text == '\'' || *text == '"') && text[1];
}

static long long take_integer(struct printing *p, bool is_signed)
{
    const char *text = next_argument(p);
    if (!text || is_character(text))
        return text ? (unsigned char)text[1] : 0;
    char *end;
    errno = 0;
    long long value =
        is_signed || *text == '-' ? strtoll(text, &end, 0) : (long long)strtoull(text, &end, 0);
    check_number(p, text, end);
    return value;
}

static double take_real(struct printing *p)
{
    const char *text = next_argument(p);
    if (!text || is_character(text))
        return text ? (unsigned char)text[1] : 0;
    char *end;
    errno = 0;
    double value = strtod(text, &end);
    check_number(p, text, end);
    return value;
}

/* A width or precision: digits or *. */
static int take_size(struct printing *p, const char **at)
{
    if (**at == '*') {
        ++*at;
        long long value = take_integer(p, true);
        return value > MOST ? MOST : value < -MOST ? -MOST : (int)value;
    }
    int value = 0;
    for (; isdigit((unsigned char)**at); ++*at)
        value = value < MOST ? value * 10 + (**at - '0') : MOST;
    return value < MOST ? value : MOST;
}

static void parse_conversion(struct printing *p, const char **at, struct conversion *c)
{
    size_t flags = strspn(*at, "-+ #0");
    *c = (struct conversion){.precision = -1};
    memcpy(c->flags, *at, flags < 6 ? flags : 6);
    *at += flags;
    c->width = take_size(p, at);
    if (c->width < 0 && !strchr(c->flags, '-'))
        c->flags[strlen(c->flags)] = '-';
    c->width = abs(c->width);
    if (**at == '.') {
        ++*at;
        c->precision = take_size(p, at);
    }
    c->letter = **at;
    *at += **at != '\0';
}

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wformat-nonliteral" /* made here, for the type that it gets */
static void write_number(struct printing *p, const struct conversion *c)
{
    char format[32];
    bool whole = strchr("diouxX", c->letter) != NULL;
    snprintf(format, sizeof format, "%%%s*.*%s%c", c->flags, whole ? "ll" : "", c->letter);
    if (whole) /* a negative precision is none (C17 7.21.6.1) */
        printf(format, c->width, c->precision, take_integer(p, strchr("di", c->letter) != NULL));
    else
        printf(format, c->width, c->precision, take_real(p));
}
#pragma clang diagnostic pop

static void write_padded(const struct conversion *c, const char *text, size_t length)
{
    if (c->precision >= 0 && (size_t)c->precision < length)
        length = (size_t)c->precision;
    int padding = (size_t)c->width > length ? c->width - (int)length : 0;
    bool left = strchr(c->flags, '-') != NULL;
    if (!left)
        printf("%*s", padding, "");
    fwrite(text, 1, length, stdout);
    if (left)
        printf("%*s", padding, "");
}

/* \xHH, of one or two digits, behind the x. */
static int take_hexadecimal(const char **at)
{
    char digits[3] = "";
    size_t count = strspn(*at, "0123456789abcdefABCDEF");
    memcpy(digits, *at, count > 2 ? 2 : count);
    *at += count > 2 ? 2 : count;
    return (int)strtol(digits, NULL, 16);
}

/* The byte of the escape at *at (behind its backslash), which is moved behind it. A backslash that
 * begins none stands for itself; after \c nothing is written. */
static int take_escape(struct printing *p, const char **at)
{
    if (!**at || !strchr("abcefnrtvx\\\"'01234567", **at))
        return '\\';
    if (**at == 'c')
        p->stopped = true;
    if (**at == 'x') {
        ++*at;
        return take_hexadecimal(at);
    }
    if (**at == 'e') {
        ++*at;
        return '\033';
    }
    return text_escape(at);
}

/* %b: a string with escapes; an octal one may begin with a 0 that is not one of its three digits.
 */
static void write_escaped(struct printing *p, const struct conversion *c, const char *text)
{
    char *bytes = malloc(strlen(text) + 1);
    size_t length = 0;
    if (!bytes) {
        complain(p, "%b", strerror(ENOMEM));
        p->stopped = true;
        return;
    }
    while (*text && !p->stopped) {
        int byte = (unsigned char)*text++;
        if (byte == '\\') {
            text += text[0] == '0' && text[1] >= '0' && text[1] <= '7';
            byte = take_escape(p, &text);
        }
        if (!p->stopped)
            bytes[length++] = (char)byte;
    }
    write_padded(c, bytes, length);
    free(bytes);
}

/* %q: for the shell to read again. */
static void write_quoted(const char *text)
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

static void write_text(struct printing *p, const struct conversion *c)
{
    const char *text = next_argument(p);
    text = text ? text : "";
    if (c->letter == 'b')
        write_escaped(p, c, text);
    else if (c->letter == 'q')
        write_quoted(text);
    else
        write_padded(c, text, c->letter == 'c' && *text ? 1 : strlen(text));
}

static void write_conversion(struct printing *p, const struct conversion *c)
{
    if (c->letter && strchr("diouxXeEfFgGaA", c->letter)) {
        write_number(p, c);
    } else if (c->letter && strchr("bcqs", c->letter)) {
        write_text(p, c);
    } else {
        complain(p, (char[]){'%', c->letter, '\0'}, "expected one of diouxXeEfFgGaAbcqs%");
        p->stopped = true;
    }
}

static void write_once(struct printing *p, const char *at)
{
    while (*at && !p->stopped) {
        int byte = (unsigned char)*at++;
        if (byte == '%' && *at != '%') {
            struct conversion conversion;
            parse_conversion(p, &at, &conversion);
            write_conversion(p, &conversion);
            continue;
        }
        at += byte == '%';
        if (byte == '\\')
            byte = take_escape(p, &at);
        if (!p->stopped)
            putchar(byte);
    }
}

int format_print(const char *format, char **arguments, format_report *report, void *context)
{
    struct printing p = {.arguments = arguments, .report = report, .context = context};
    do {
        p.taken = false;
        write_once(&p, format);
    } while (*p.arguments && p.taken && !p.stopped && !ferror(stdout));
    return p.status;
}
