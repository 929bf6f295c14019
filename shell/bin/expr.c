#include "pattern.h"
#include "tool.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: expr EXPRESSION\n\n"
    "Write the value of an expression; each operand and operator is an argument.\n\n"
    "  A | B   A, or B when A is empty or 0       A & B   A, or 0 when one is empty or 0\n"
    "  A < B, <=, =, !=, >=, >   1 or 0: numbers, else texts\n"
    "  A + B, -, *, /, %         whole numbers\n"
    "  A : E, match A E   what the expression E matches at the beginning of A: the first\n"
    "                     group, or how many characters\n"
    "  substr A FROM COUNT, index A CHARACTERS, length A, + A (a text), ( E )\n\n"
    "Status: 0, 1 when the value is empty or 0, 2 an error.\n";

static char **at; /* the next argument; NULL at the end */
static int depth;

static void wrong(const char *expected)
{
    tool_error("expected %s, found %s%s%s", expected, *at ? "'" : "", *at ? *at : "the end",
               *at ? "'" : "");
    exit(2);
}

static bool take(const char *word)
{
    if (!*at || strcmp(*at, word) != 0)
        return false;
    at++;
    return true;
}

static char *copy(const char *text, size_t length)
{
    return memcpy(tool_alloc(length + 1), text, length);
}

static char *from_number(long long value)
{
    char text[32];
    return copy(text, (size_t)snprintf(text, sizeof text, "%lld", value));
}

static bool is_number(const char *text)
{
    text += *text == '-';
    return *text && strspn(text, "0123456789") == strlen(text);
}

static bool is_null(const char *text)
{
    if (*text == '-' && text[1])
        text++;
    return *text == '\0' || strspn(text, "0") == strlen(text);
}

static long long number(const char *text)
{
    errno = 0;
    long long value = strtoll(text, NULL, 10);
    if (!is_number(text) || errno) {
        tool_error("expected a whole number%s, found '%s'", is_number(text) ? " of 64 bits" : "",
                   text);
        exit(2);
    }
    return value;
}

static size_t characters(const char *text)
{
    size_t count = 0;
    for (; *text; text++)
        count += (*text & 0xc0) != 0x80;
    return count;
}

/* Where the character with that number is, from 0; the end when there are fewer. */
static const char *character(const char *text, long long index)
{
    for (; *text; text++)
        if ((*text & 0xc0) != 0x80 && index-- == 0)
            break;
    return text;
}

static char *match(const char *text, const char *expression)
{
    struct pattern pattern;
    struct subject subject = {0};
    regmatch_t place[PATTERN_GROUPS];
    const char *reason = pattern_compile(&pattern, expression, strlen(expression), 0);
    if (reason) {
        tool_error("%s: bad regular expression: %s", expression, reason);
        exit(2);
    }
    subject_set(&subject, text, strlen(text));
    bool found = pattern_find(&pattern, &subject, 0, place) && place[0].rm_so == 0;
    char *result;
    if (pattern.groups > 0 && (!found || place[1].rm_so < 0))
        result = copy("", 0);
    else if (pattern.groups > 0)
        result = copy(text + place[1].rm_so, (size_t)(place[1].rm_eo - place[1].rm_so));
    else
        result = from_number(found ? (long long)characters(copy(text, (size_t)place[0].rm_eo)) : 0);
    subject_free(&subject);
    pattern_free(&pattern);
    return result;
}

static char *parse_or(void);
static char *parse_match(void);

static char *substring(void)
{
    const char *text = parse_match(), *from = parse_match(), *count = parse_match();
    if (!is_number(from) || !is_number(count) || number(from) < 1 || number(count) < 1)
        return copy("", 0);
    const char *first = character(text, number(from) - 1);
    return copy(first, (size_t)(character(first, number(count)) - first));
}

/* The place of the first character of `text` that is in the list, from 1; 0: none. */
static char *find_any(const char *text, const char *list)
{
    long long place = 1;
    for (; *text; text = character(text, 1), place++) {
        char *one = copy(text, (size_t)(character(text, 1) - text));
        bool found = strstr(list, one) != NULL;
        free(one);
        if (found)
            return from_number(place);
    }
    return from_number(0);
}

static char *parse_one(void)
{
    if (!*at || strcmp(*at, ")") == 0)
        wrong("an operand");
    if (take("(")) {
        if (++depth > 1000)
            wrong("at most 1000 open parentheses");
        char *value = parse_or();
        if (!take(")"))
            wrong("')'");
        depth--;
        return value;
    }
    if (take("+")) {
        if (!*at)
            wrong("a text behind '+'");
        return *at++;
    }
    if (!at[1])
        return *at++;
    if (take("length"))
        return from_number((long long)characters(parse_match()));
    if (take("substr"))
        return substring();
    bool matches = take("match");
    if (matches || take("index")) {
        char *text = parse_match(), *other = parse_match();
        return matches ? match(text, other) : find_any(text, other);
    }
    return *at++;
}

static char *parse_match(void)
{
    char *left = parse_one();
    while (take(":"))
        left = match(left, parse_one());
    return left;
}

static char *divide(long long a, long long b, bool quotient)
{
    if (b == 0) {
        tool_error("expected a divisor other than 0");
        exit(2);
    }
    if (b == -1) /* the smallest number has no negative */
        return from_number(quotient ? (long long)(0 - (unsigned long long)a) : 0);
    return from_number(quotient ? a / b : a % b);
}

static char *checked(bool overflow, long long value)
{
    if (overflow) {
        tool_error("expected a result of 64 bits, found one that is too large");
        exit(2);
    }
    return from_number(value);
}

static char *parse_product(void)
{
    char *left = parse_match();
    for (;;) {
        long long value = 0, a;
        const char *operator= * at;
        if (!take("*") && !take("/") && !take("%"))
            return left;
        a = number(left);
        long long b = number(parse_match());
        left = *operator== '*' ? checked(__builtin_mul_overflow(a, b, &value), value)
                               : divide(a, b, *operator== '/');
    }
}

static char *parse_sum(void)
{
    char *left = parse_product();
    for (;;) {
        long long value = 0;
        bool plus = take("+");
        if (!plus && !take("-"))
            return left;
        long long a = number(left), b = number(parse_product());
        bool overflow =
            plus ? __builtin_add_overflow(a, b, &value) : __builtin_sub_overflow(a, b, &value);
        left = checked(overflow, value);
    }
}

static int compare(const char *a, const char *b)
{
    if (!is_number(a) || !is_number(b))
        return strcmp(a, b);
    long long x = number(a), y = number(b);
    return (x > y) - (x < y);
}

static char *parse_comparison(void)
{
    static const char *const operators[] = {"<", "<=", "=", "==", "!=", ">=", ">"};
    char *left = parse_sum();
    for (;;) {
        size_t i = 0;
        while (i < 7 && !take(operators[i]))
            i++;
        if (i == 7)
            return left;
        int order = compare(left, parse_sum());
        const bool results[] = {order < 0,  order <= 0, order == 0, order == 0,
                                order != 0, order >= 0, order > 0};
        left = from_number(results[i]);
    }
}

static char *parse_and(void)
{
    char *left = parse_comparison();
    while (take("&")) {
        const char *right = parse_comparison();
        if (is_null(left) || is_null(right))
            left = from_number(0);
    }
    return left;
}

static char *parse_or(void)
{
    char *left = parse_and();
    while (take("|")) {
        char *right = parse_and();
        if (is_null(left))
            left = is_null(right) ? from_number(0) : right;
    }
    return left;
}

int main(int argc, char **argv)
{
    tool_init("expr", usage);
    if (argc == 2 && strcmp(argv[1], "--help") == 0)
        tool_option(TOOL_HELP);
    at = argv + 1;
    if (*at && strcmp(*at, "--") == 0)
        at++;
    if (!*at)
        tool_misuse("expected an expression");
    const char *value = parse_or();
    if (*at)
        wrong("an operator");
    puts(value);
    return tool_finish() ? 2 : is_null(value);
}
