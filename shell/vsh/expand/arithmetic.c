/*
 * Arithmetic expansion (XCU 2.6.4): the expressions of C on 64-bit integers that wrap around, with
 * variables, assignment, ++ and --. Recursive descent that evaluates as it parses; what a short
 * circuit leaves out is parsed only.
 */
#include "../shell.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_DEPTH = 100, NAME_SIZE = 256 };

struct calculation {
    struct shell *shell;
    const char *whole, *at;
    int depth;
    int skipped; /* inside of what is not evaluated */
    bool failed;
};

static int64_t evaluate(struct calculation *c, int level);
static int64_t evaluate_assignment(struct calculation *c);

static int64_t fail(struct calculation *c, const char *expected)
{
    if (!c->failed) {
        const char *found = *c->at ? c->at : "its end";
        shell_error(c->shell, "arithmetic: %s: expected %s, found %s%.20s%s", c->whole, expected,
                    *c->at ? "'" : "", found, *c->at ? "'" : "");
    }
    c->failed = true;
    return 0;
}

static void skip_blanks(struct calculation *c)
{
    while (isspace((unsigned char)*c->at))
        c->at++;
}

static bool parse_integer(const char *text, const char **end, int64_t *out)
{
    char *stop;
    const char *digits = *text == '-' || *text == '+' ? text + 1 : text;
    if (!isdigit((unsigned char)*digits))
        return false;
    errno = 0;
    *out = strtoll(text, &stop, 0);
    if (errno == ERANGE)
        *out = (int64_t)strtoull(text, &stop, 0);
    *end = stop;
    return true;
}

static int64_t variable_value(struct calculation *c, const char *name)
{
    const char *text = vars_get(&c->shell->vars, name), *end;
    int64_t value;
    if (strcmp(name, "LINENO") == 0)
        return c->shell->line;
    if (c->skipped)
        return 0;
    if (!text && shell_option(c->shell, OPTION_NO_UNSET)) {
        shell_error(c->shell, "%s: parameter is not set", name);
        c->failed = true;
        return 0;
    }
    while (text && isspace((unsigned char)*text))
        text++;
    if (!text || !*text)
        return 0;
    bool ok = parse_integer(text, &end, &value);
    while (ok && isspace((unsigned char)*end))
        end++;
    if (ok && !*end)
        return value;
    if (!c->failed)
        shell_error(c->shell, "arithmetic: %s: expected a whole number as its value, found '%.40s'",
                    name, text);
    c->failed = true;
    return 0;
}

static int64_t assign(struct calculation *c, const char *name, int64_t value)
{
    char digits[24];
    if (c->skipped || c->failed)
        return value;
    snprintf(digits, sizeof digits, "%" PRId64, value);
    if (!shell_assign(c->shell, name, digits))
        c->failed = true;
    return value;
}

/* The name at the current place; its length, 0 when there is none that fits. */
static size_t take_name(struct calculation *c, char name[NAME_SIZE])
{
    skip_blanks(c);
    size_t length = name_length(c->at);
    if (length >= NAME_SIZE) {
        fail(c, "the name of a variable of less than 256 characters");
        return 0;
    }
    memcpy(name, c->at, length);
    name[length] = '\0';
    c->at += length;
    return length;
}

/* Two's complement, as the standard's `long` has it where it overflows. */
static int64_t add(int64_t a, int64_t b)
{
    return (int64_t)((uint64_t)a + (uint64_t)b);
}

static int64_t shift_right(int64_t value, unsigned count)
{
    uint64_t bits = (uint64_t)value >> count;
    return (int64_t)(value < 0 && count ? bits | ~(UINT64_MAX >> count) : bits);
}

static int64_t divide(struct calculation *c, char operator, int64_t a, int64_t b)
{
    if (c->skipped || c->failed)
        return 0;
    if (b == 0) {
        shell_error(c->shell, "arithmetic: %s: division by zero", c->whole);
        c->failed = true;
        return 0;
    }
    if (b == -1)
        return operator== '/' ? (int64_t)(0 - (uint64_t)a) : 0;
    return operator== '/' ? a / b : a % b;
}

/* operator: of one character, or the first of two equal ones for shifts. */
static int64_t apply(struct calculation *c, char operator, int64_t a, int64_t b)
{
    switch (operator) {
    case '*':
        return (int64_t)((uint64_t)a * (uint64_t)b);
    case '/':
    case '%':
        return divide(c, operator, a, b);
    case '+':
        return add(a, b);
    case '-':
        return (int64_t)((uint64_t)a - (uint64_t)b);
    case '<':
        return (int64_t)((uint64_t)a << (b & 63));
    case '>':
        return shift_right(a, (unsigned)(b & 63));
    case '&':
        return a & b;
    case '^':
        return a ^ b;
    default:
        return a | b;
    }
}

/* ++ or -- at the place, before or behind a variable. */
static int step_at(const struct calculation *c)
{
    return strncmp(c->at, "++", 2) == 0 ? 1 : strncmp(c->at, "--", 2) == 0 ? -1 : 0;
}

static int64_t evaluate_primary(struct calculation *c)
{
    char name[NAME_SIZE];
    int64_t value;
    skip_blanks(c);
    if (*c->at == '(') {
        c->at++;
        value = evaluate_assignment(c);
        skip_blanks(c);
        if (*c->at != ')')
            return fail(c, "')'");
        c->at++;
        return value;
    }
    if (isdigit((unsigned char)*c->at) && parse_integer(c->at, &c->at, &value)) {
        if (name_length(c->at) > 0 || isdigit((unsigned char)*c->at))
            return fail(c, "a number");
        return value;
    }
    if (take_name(c, name) == 0)
        return fail(c, "a number or a variable");
    value = variable_value(c, name);
    skip_blanks(c);
    int step = step_at(c);
    if (step && !name_length(c->at + 2) && !isdigit((unsigned char)c->at[2])) {
        c->at += 2;
        assign(c, name, add(value, step));
    }
    return value;
}

static int64_t evaluate_unary(struct calculation *c)
{
    char name[NAME_SIZE];
    int64_t value;
    skip_blanks(c);
    int step = step_at(c);
    if (step && name_length(c->at + 2)) {
        c->at += 2;
        take_name(c, name);
        return assign(c, name, add(variable_value(c, name), step));
    }
    if (!*c->at || !strchr("+-!~", *c->at))
        return evaluate_primary(c);
    if (++c->depth > MAX_DEPTH)
        return fail(c, "at most 100 levels of nesting");
    char operator= * c->at++;
    value = evaluate_unary(c);
    c->depth--;
    switch (operator) {
    case '-':
        return (int64_t)(0 - (uint64_t)value);
    case '!':
        return !value;
    case '~':
        return ~value;
    default:
        return value;
    }
}

/* Binary operators from the weakest to the strongest. */
static const char *const levels[][5] = {
    {"||"},       {"&&"},     {"|"},           {"^"}, {"&"}, {"==", "!="}, {"<=", ">=", "<", ">"},
    {"<<", ">>"}, {"+", "-"}, {"*", "/", "%"},
};
enum { LEVELS = sizeof levels / sizeof levels[0], LEVEL_OR = 0, LEVEL_AND = 1, LEVEL_EQUAL = 5 };

/* The operator of this level that is next, which is then read. An operator that is the beginning of
 * a longer one, or of an assignment, is not meant. */
static const char *take_operator(struct calculation *c, int level)
{
    skip_blanks(c);
    for (int i = 0; i < 5 && levels[level][i]; i++) {
        const char *operator= levels[level][i];
        size_t length = strlen(operator);
        char next = strncmp(c->at, operator, length) == 0 ? c->at[length] : '=';
        bool comparison = level == LEVEL_EQUAL || operator[length - 1] == '=';
        if (next == '=' && !(comparison && strncmp(c->at, operator, length) == 0))
            continue;
        if (length == 1 && strchr("|&<>", *operator) && next == *operator)
            continue;
        c->at += length;
        return operator;
    }
    return NULL;
}

static int64_t compare(const char *operator, int64_t a, int64_t b)
{
    bool equal = operator[1] == '=';
    switch (operator[0]) {
    case '=':
        return a == b;
    case '!':
        return a != b;
    case '<':
        return equal ? a <= b : a < b;
    default:
        return equal ? a >= b : a > b;
    }
}

static int64_t evaluate_logical(struct calculation *c, int level, int64_t left)
{
    bool decided = (left != 0) == (level == LEVEL_OR);
    c->skipped += decided;
    int64_t right = evaluate(c, level + 1);
    c->skipped -= decided;
    return decided ? level == LEVEL_OR : right != 0;
}

static int64_t evaluate(struct calculation *c, int level)
{
    if (level == LEVELS)
        return evaluate_unary(c);
    int64_t value = evaluate(c, level + 1);
    for (const char *operator; !c->failed && (operator= take_operator(c, level)) != NULL;) {
        if (level <= LEVEL_AND) {
            value = evaluate_logical(c, level, value);
            continue;
        }
        int64_t right = evaluate(c, level + 1);
        value = level == LEVEL_EQUAL || level == LEVEL_EQUAL + 1
                    ? compare(operator, value, right)
                    : apply(c, operator[0], value, right);
    }
    return value;
}

static int64_t evaluate_conditional(struct calculation *c)
{
    int64_t condition = evaluate(c, 0);
    skip_blanks(c);
    if (c->failed || *c->at != '?')
        return condition;
    c->at++;
    c->skipped += !condition;
    int64_t yes = evaluate_assignment(c);
    c->skipped -= !condition;
    skip_blanks(c);
    if (*c->at != ':')
        return fail(c, "':'");
    c->at++;
    c->skipped += condition != 0;
    int64_t no = evaluate_assignment(c);
    c->skipped -= condition != 0;
    return condition ? yes : no;
}

/* The operator of an assignment at text: '=' alone, or the one before it; its length. */
static size_t assignment_operator(const char *text, char *operator)
{
    *operator= * text;
    if (text[0] == '=' && text[1] != '=')
        return 1;
    if (text[0] && strchr("*/%+-&^|", text[0]) && text[1] == '=')
        return 2;
    return strncmp(text, "<<=", 3) == 0 || strncmp(text, ">>=", 3) == 0 ? 3 : 0;
}

static int64_t evaluate_assignment(struct calculation *c)
{
    char name[NAME_SIZE], operator;
    if (c->failed)
        return 0;
    if (++c->depth > MAX_DEPTH)
        return fail(c, "at most 100 levels of nesting");
    skip_blanks(c);
    const char *start = c->at;
    int64_t value = 0;
    size_t length = 0;
    if (take_name(c, name) > 0) {
        skip_blanks(c);
        length = assignment_operator(c->at, &operator);
    }
    if (length > 0) {
        c->at += length;
        value = evaluate_assignment(c);
        if (operator!= '=' && !c->failed)
            value = apply(c, operator, variable_value(c, name), value);
        assign(c, name, value);
    } else {
        c->at = start;
        value = evaluate_conditional(c);
    }
    c->depth--;
    return value;
}

bool arithmetic(struct shell *shell, const char *expression, int64_t *result)
{
    struct calculation c = {.shell = shell, .whole = expression, .at = expression};
    *result = 0;
    skip_blanks(&c);
    if (!*c.at)
        return true;
    *result = evaluate_assignment(&c);
    skip_blanks(&c);
    while (!c.failed && *c.at == ',') {
        c.at++;
        *result = evaluate_assignment(&c);
        skip_blanks(&c);
    }
    if (!c.failed && *c.at)
        fail(&c, "an operator");
    return !c.failed;
}
