#include <base/format.h>
#include <stdbool.h>

struct output {
    char *text;
    size_t size;   /* room, terminator included */
    size_t length; /* of the whole text, written or not */
};

struct conversion {
    bool left, zeros, has_precision;
    size_t width, precision;
    unsigned longs; /* number of l; 3 stands for z */
};

static void put(struct output *out, char c)
{
    if (out->length + 1 < out->size)
        out->text[out->length] = c;
    out->length++;
}

static void pad(struct output *out, char c, size_t length, size_t width)
{
    for (; length < width; length++)
        put(out, c);
}

static void put_bytes(struct output *out, const struct conversion *c, const char *text,
                      size_t length)
{
    if (!c->left)
        pad(out, ' ', length, c->width);
    for (size_t i = 0; i < length; i++)
        put(out, text[i]);
    if (c->left)
        pad(out, ' ', length, c->width);
}

static void put_string(struct output *out, const struct conversion *c, const char *text)
{
    if (!text)
        text = "(null)";
    size_t length = 0;
    while ((!c->has_precision || length < c->precision) && text[length])
        length++;
    put_bytes(out, c, text, length);
}

static void put_number(struct output *out, const struct conversion *c, const char *prefix,
                       unsigned long long value, unsigned radix, bool upper)
{
    const char *symbols = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    char digits[sizeof value * 3];
    size_t count = 0, prefix_length = 0;
    do
        digits[count++] = symbols[value % radix];
    while (value /= radix);
    while (prefix[prefix_length])
        prefix_length++;

    size_t length = prefix_length + count;
    if (!c->left && !c->zeros)
        pad(out, ' ', length, c->width);
    for (size_t i = 0; i < prefix_length; i++)
        put(out, prefix[i]);
    if (!c->left && c->zeros)
        pad(out, '0', length, c->width);
    for (size_t i = count; i > 0; i--)
        put(out, digits[i - 1]);
    if (c->left)
        pad(out, ' ', length, c->width);
}

/* va_list may be an array type, so it travels inside a structure. */
struct arguments {
    va_list list;
};

static unsigned long long next_unsigned(struct arguments *args, unsigned longs)
{
    switch (longs) {
    case 0:
        return va_arg(args->list, unsigned);
    case 1:
        return va_arg(args->list, unsigned long);
    case 2:
        return va_arg(args->list, unsigned long long);
    default:
        return va_arg(args->list, size_t);
    }
}

static long long next_signed(struct arguments *args, unsigned longs)
{
    switch (longs) {
    case 0:
        return va_arg(args->list, int);
    case 1:
        return va_arg(args->list, long);
    case 2:
        return va_arg(args->list, long long);
    default:
        return va_arg(args->list, ptrdiff_t);
    }
}

static const char *read_count(const char *at, struct arguments *args, int *out)
{
    *out = 0;
    if (*at == '*') {
        *out = va_arg(args->list, int);
        return at + 1;
    }
    for (; *at >= '0' && *at <= '9'; at++)
        if (*out < 100000)
            *out = *out * 10 + (*at - '0');
    return at;
}

/* What stands between the % and the type; returns where the type is. */
static const char *read_options(const char *at, struct arguments *args, struct conversion *c)
{
    int number;
    *c = (struct conversion){0};
    for (; *at == '-' || *at == '0'; at++) {
        c->left |= *at == '-';
        c->zeros |= *at == '0';
    }
    at = read_count(at, args, &number);
    if (number < 0)
        c->left = true;
    c->width = (size_t)(number < 0 ? -(long long)number : number);
    if (*at == '.') {
        at = read_count(at + 1, args, &number);
        c->has_precision = number >= 0;
        c->precision = number >= 0 ? (size_t)number : 0;
    }
    for (; *at == 'l' && c->longs < 2; at++)
        c->longs++;
    if (*at == 'z' && c->longs == 0) {
        c->longs = 3;
        at++;
    }
    return at;
}

static bool convert(struct output *out, const struct conversion *c, char type,
                    struct arguments *args)
{
    switch (type) {
    case 's':
        put_string(out, c, va_arg(args->list, const char *));
        return true;
    case 'c':
        put_bytes(out, c, &(char){(char)va_arg(args->list, int)}, 1);
        return true;
    case 'd':
    case 'i': {
        long long value = next_signed(args, c->longs);
        unsigned long long size = (unsigned long long)value;
        put_number(out, c, value < 0 ? "-" : "", value < 0 ? 0 - size : size, 10, false);
        return true;
    }
    case 'u':
        put_number(out, c, "", next_unsigned(args, c->longs), 10, false);
        return true;
    case 'x':
    case 'X':
        put_number(out, c, "", next_unsigned(args, c->longs), 16, type == 'X');
        return true;
    case 'p':
        put_number(out, c, "0x", (uintptr_t)va_arg(args->list, void *), 16, false);
        return true;
    case '%':
        put(out, '%');
        return true;
    default:
        return false;
    }
}

/* Where to end a text that was cut after `length` bytes so that its last character is whole. */
static size_t whole_characters(const char *text, size_t length)
{
    size_t start = length;
    while (start > 0 && length - start < 3 && ((unsigned char)text[start - 1] & 0xc0) == 0x80)
        start--;
    if (start == 0)
        return length;
    unsigned char lead = (unsigned char)text[start - 1];
    size_t wanted = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
    return length - (start - 1) < wanted ? start - 1 : length;
}

size_t format_text_v(char *text, size_t size, const char *format, va_list arguments)
{
    struct output out = {.text = text, .size = size};
    struct arguments args;
    va_copy(args.list, arguments);
    for (const char *at = format; *at; at++) {
        if (*at != '%') {
            put(&out, *at);
            continue;
        }
        struct conversion c;
        const char *type = read_options(at + 1, &args, &c);
        if (convert(&out, &c, *type, &args)) {
            at = type;
        } else {
            put(&out, '%');
        }
    }
    va_end(args.list);
    if (size > 0)
        text[out.length < size ? out.length : whole_characters(text, size - 1)] = '\0';
    return out.length;
}

size_t format_text(char *out, size_t size, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    size_t length = format_text_v(out, size, format, arguments);
    va_end(arguments);
    return length;
}
