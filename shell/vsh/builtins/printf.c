/* printf (XCU printf). */
#include "builtins.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

struct printing {
    struct shell *shell;
    char **arguments;
    int left; /* of the arguments */
    int status;
    bool stop;  /* \c was written */
    bool taken; /* an argument was used in this round */
};

/* A conversion: %[flags][width][.precision]letter */
struct conversion {
    char flags[8];
    int width, precision; /* -1: none */
    char letter;
};

/* The number of up to three octal digits at *text, which is moved behind it. */
static int take_octal(const char **text)
{
    int value = 0;
    for (int i = 0; i < 3 && **text >= '0' && **text <= '7'; i++)
        value = value * 8 + (*(*text)++ - '0');
    return value;
}

/* The escape behind a backslash at text; its length. zero: octal numbers begin with a 0 that is not
 * one of their three digits. */
static size_t add_escape(struct strbuf *out, const char *text, bool zero, bool *stop)
{
    static const char letters[] = "abfnrtv\\\"'", values[] = "\a\b\f\n\r\t\v\\\"'";
    const char *found = *text ? strchr(letters, *text) : NULL;
    if (found) {
        strbuf_addc(out, values[found - letters]);
        return 1;
    }
    if (*text == 'c') {
        *stop = true;
        return 1;
    }
    if (*text >= '0' && *text <= '7') {
        const char *end = text + (zero && *text == '0');
        strbuf_addc(out, (char)take_octal(&end));
        return (size_t)(end - text);
    }
    strbuf_addc(out, '\\');
    return 0;
}

static const char *next_argument(struct printing *p)
{
    p->taken = true;
    if (p->left == 0)
        return NULL;
    p->left--;
    return *p->arguments++;
}

static void bad_number(struct printing *p, const char *text, const char *expected)
{
    shell_error(p->shell, "printf: %s: expected %s", text, expected);
    p->status = 1;
}

/* 'c and "c are the character's value. */
static bool is_character(const char *text, int64_t *value)
{
    if (text[0] != '\'' && text[0] != '"')
        return false;
    *value = (unsigned char)text[1];
    return true;
}

static int64_t integer_argument(struct printing *p, bool sign)
{
    const char *text = next_argument(p);
    char *end;
    int64_t value;
    if (!text || is_character(text, &value))
        return text ? value : 0;
    errno = 0;
    value = sign || *text == '-' ? strtoll(text, &end, 0) : (int64_t)strtoull(text, &end, 0);
    if (end == text || *end)
        bad_number(p, text, "a whole number");
    else if (errno == ERANGE)
        bad_number(p, text, "a number of 64 bits");
    return value;
}

static double floating_argument(struct printing *p)
{
    const char *text = next_argument(p);
    char *end;
    int64_t value;
    if (!text || is_character(text, &value))
        return text ? (double)value : 0;
    double number = strtod(text, &end);
    if (end == text || *end)
        bad_number(p, text, "a number");
    return number;
}

static int limited(int64_t value)
{
    enum { MOST = 1 << 20 }; /* of padding */
    return value > MOST ? MOST : value < -MOST ? -MOST : (int)value;
}

/* A width or precision: digits or *. */
static int take_size(struct printing *p, const char **at)
{
    if (**at == '*') {
        ++*at;
        return limited(integer_argument(p, true));
    }
    int64_t value = 0;
    while (isdigit((unsigned char)**at))
        value = limited(value * 10 + (*(*at)++ - '0'));
    return (int)value;
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

/* The conversion as C's printf wants it, for the given type. */
static void make_format(const struct conversion *c, const char *length, char *out, size_t size)
{
    if (c->precision >= 0)
        snprintf(out, size, "%%%s*.*%s%c", c->flags, length, c->letter);
    else
        snprintf(out, size, "%%%s*%s%c", c->flags, length, c->letter);
}

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wformat-nonliteral" /* made by make_format() for this type */
static void write_integer(struct printing *p, const struct conversion *c)
{
    char format[32];
    int64_t value = integer_argument(p, c->letter == 'd' || c->letter == 'i');
    make_format(c, "ll", format, sizeof format);
    if (c->precision >= 0)
        printf(format, c->width, c->precision, (long long)value);
    else
        printf(format, c->width, (long long)value);
}

static void write_floating(struct printing *p, const struct conversion *c)
{
    char format[32];
    double value = floating_argument(p);
    make_format(c, "", format, sizeof format);
    if (c->precision >= 0)
        printf(format, c->width, c->precision, value);
    else
        printf(format, c->width, value);
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

/* %b: a string with escapes. */
static void write_escaped(struct printing *p, const struct conversion *c)
{
    const char *text = next_argument(p);
    struct strbuf out = {0};
    strbuf_clear(&out);
    for (text = text ? text : ""; *text && !p->stop;) {
        if (*text == '\\')
            text += 1 + add_escape(&out, text + 1, true, &p->stop);
        else
            strbuf_addc(&out, *text++);
    }
    write_padded(c, out.data, out.length);
    strbuf_free(&out);
}

static void write_conversion(struct printing *p, const struct conversion *c)
{
    const char *text;
    if (!c->letter || !strchr("diouxXeEfFgGaAcsb", c->letter)) {
        shell_error(p->shell, "printf: %%%c: expected one of diouxXeEfFgGaAcsb%%",
                    c->letter ? c->letter : ' ');
        p->status = 1;
        p->stop = true;
    } else if (strchr("diouxX", c->letter)) {
        write_integer(p, c);
    } else if (c->letter == 'b') {
        write_escaped(p, c);
    } else if (c->letter == 'c' || c->letter == 's') {
        text = next_argument(p);
        text = text ? text : "";
        write_padded(c, text, c->letter == 'c' && *text ? 1 : strlen(text));
    } else {
        write_floating(p, c);
    }
}

static void write_format(struct printing *p, const char *at)
{
    while (*at && !p->stop) {
        if (*at == '\\') {
            struct strbuf out = {0};
            strbuf_clear(&out);
            at += 1 + add_escape(&out, at + 1, false, &p->stop);
            fwrite(out.data, 1, out.length, stdout);
            strbuf_free(&out);
        } else if (*at == '%' && at[1] == '%') {
            putchar('%');
            at += 2;
        } else if (*at == '%') {
            struct conversion conversion;
            at++;
            parse_conversion(p, &at, &conversion);
            write_conversion(p, &conversion);
        } else {
            putchar(*at++);
        }
    }
}

int builtin_printf(struct shell *shell, int argc, char **argv)
{
    int first = argc > 1 && strcmp(argv[1], "--") == 0 ? 2 : 1;
    if (first >= argc) {
        shell_error(shell, "printf: expected a format");
        return 2;
    }
    struct printing p = {.shell = shell, .arguments = argv + first + 1, .left = argc - first - 1};
    do {
        p.taken = false;
        write_format(&p, argv[first]);
    } while (p.left > 0 && p.taken && !p.stop);
    return written(shell, "printf") ? p.status : 1;
}
