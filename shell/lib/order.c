#include "order.h"

#include "text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static bool digit(struct span text)
{
    return text.at < text.end && *text.at >= '0' && *text.at <= '9';
}

static struct span skip_blanks(struct span text)
{
    while (text.at < text.end && text_blank(*text.at))
        text.at++;
    return text;
}

int order_bytes(struct span a, struct span b)
{
    size_t left = (size_t)(a.end - a.at), right = (size_t)(b.end - b.at);
    int order = memcmp(a.at, b.at, left < right ? left : right);
    return order ? order : (left > right) - (left < right);
}

int order_text(struct span a, struct span b, bool ignore_case, bool dictionary, bool printable)
{
    for (;; a.at++, b.at++) {
        for (struct span *text = &a; text; text = text == &a ? &b : NULL)
            while (text->at < text->end &&
                   ((dictionary && !isalnum((unsigned char)*text->at) && !text_blank(*text->at)) ||
                    (printable && !isprint((unsigned char)*text->at))))
                text->at++;
        if (a.at == a.end || b.at == b.end)
            return (a.at < a.end) - (b.at < b.end);
        int left = (unsigned char)*a.at, right = (unsigned char)*b.at;
        if (ignore_case) {
            left = toupper(left);
            right = toupper(right);
        }
        if (left != right)
            return left - right;
    }
}

static struct span skip_zeros(struct span text)
{
    while (text.at < text.end && *text.at == '0')
        text.at++;
    return text;
}

static size_t count_digits(struct span text)
{
    const char *start = text.at;
    while (digit(text))
        text.at++;
    return (size_t)(text.at - start);
}

static int order_fractions(struct span a, struct span b)
{
    a.at += a.at < a.end && *a.at == '.';
    b.at += b.at < b.end && *b.at == '.';
    for (; digit(a) || digit(b); a.at += digit(a), b.at += digit(b)) {
        char left = digit(a) ? *a.at : '0', right = digit(b) ? *b.at : '0';
        if (left != right)
            return left < right ? -1 : 1;
    }
    return 0;
}

/* Without sign: the longer number is the greater one. */
static int order_magnitudes(struct span a, struct span b)
{
    a = skip_zeros(a);
    b = skip_zeros(b);
    size_t left = count_digits(a), right = count_digits(b);
    if (left != right)
        return left > right ? 1 : -1;
    int order = memcmp(a.at, b.at, left);
    a.at += left;
    b.at += right;
    bool fraction_a = a.at < a.end && *a.at == '.', fraction_b = b.at < b.end && *b.at == '.';
    if (order || (!fraction_a && !fraction_b))
        return order;
    struct span nothing = {"", ""};
    return order_fractions(fraction_a ? a : nothing, fraction_b ? b : nothing);
}

static bool minus(struct span *text)
{
    *text = skip_blanks(*text);
    if (text->at == text->end || *text->at != '-')
        return false;
    text->at++;
    return true;
}

int order_numbers(struct span a, struct span b)
{
    static const char zero_text[] = "0";
    struct span zero = {zero_text, zero_text + 1};
    bool below_a = minus(&a), below_b = minus(&b);
    if (below_a && below_b)
        return order_magnitudes(b, a);
    if (!below_a && !below_b)
        return order_magnitudes(a, b);
    if (order_magnitudes(a, zero) == 0 && order_magnitudes(b, zero) == 0)
        return 0;
    return below_a ? -1 : 1;
}

static int suffix_of(struct span text)
{
    static const char units[] = "KMGTPEZY";
    bool number = false;
    while (digit(text) || (text.at < text.end && *text.at == '.')) {
        number |= *text.at > '0';
        text.at++;
    }
    if (!number || text.at == text.end)
        return 0;
    const char *found = memchr(units, *text.at == 'k' ? 'K' : *text.at, sizeof units - 1);
    return found ? (int)(found - units) + 1 : 0;
}

int order_human(struct span a, struct span b)
{
    struct span left = a, right = b;
    int sign_a = minus(&left) ? -1 : 1, sign_b = minus(&right) ? -1 : 1;
    int unit_a = suffix_of(left) * sign_a, unit_b = suffix_of(right) * sign_b;
    return unit_a != unit_b && sign_a == sign_b ? unit_a - unit_b : order_numbers(a, b);
}

/* '~' before everything, the end before the rest, letters before other characters. */
static int version_rank(struct span text)
{
    if (text.at == text.end || digit(text))
        return 0;
    int c = (unsigned char)*text.at;
    return c == '~' ? -1 : isalpha(c) ? c : c + 256;
}

int order_versions(struct span a, struct span b)
{
    while (a.at < a.end || b.at < b.end) {
        while ((a.at < a.end && !digit(a)) || (b.at < b.end && !digit(b))) {
            int left = version_rank(a), right = version_rank(b);
            if (left != right)
                return left - right;
            a.at += a.at < a.end;
            b.at += b.at < b.end;
        }
        a = skip_zeros(a);
        b = skip_zeros(b);
        size_t left = count_digits(a), right = count_digits(b);
        int order = left != right ? (left > right) - (left < right) : memcmp(a.at, b.at, left);
        if (order)
            return order;
        a.at += left;
        b.at += right;
    }
    return 0;
}

static int month_of(struct span text)
{
    static const char *names[] = {"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                  "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
    text = skip_blanks(text);
    for (int i = 0; text.end - text.at >= 3 && i < 12; i++)
        if (strncasecmp(text.at, names[i], 3) == 0)
            return i + 1;
    return 0;
}

int order_months(struct span a, struct span b)
{
    return month_of(a) - month_of(b);
}
