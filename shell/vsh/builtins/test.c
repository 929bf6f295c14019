/* test and [ (XCU test). */
#include "builtins.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FALSE = 1, TRUE = 0, ERROR = 2 };

/* The arguments that are left, and who is to hear of errors. */
struct test {
    const struct shell *shell;
    char **at;
    int left, depth;
};

static int truth(bool value)
{
    return value ? TRUE : FALSE;
}

static bool parse_number(const char *text, long long *out)
{
    char *end;
    errno = 0;
    *out = strtoll(text, &end, 10);
    while (*end == ' ' || *end == '\t')
        end++;
    return end != text && *end == '\0' && errno == 0;
}

static int file_test(char operator, const char * path)
{
    struct stat info;
    int result = operator== 'h' || operator== 'L' ? lstat(path, &info) : stat(path, &info);
    if (result != 0)
        return FALSE;
    switch (operator) {
    case 'd':
        return truth(S_ISDIR(info.st_mode));
    case 'f':
        return truth(S_ISREG(info.st_mode));
    case 's':
        return truth(info.st_size > 0);
    case 'c':
        return truth(S_ISCHR(info.st_mode));
    case 'b':
        return truth(S_ISBLK(info.st_mode));
    case 'p':
        return truth(S_ISFIFO(info.st_mode));
    case 'S':
        return truth(S_ISSOCK(info.st_mode));
    case 'u':
    case 'g':
    case 'k':
        return FALSE; /* there are no such bits */
    case 'h':
    case 'L':
        return truth(S_ISLNK(info.st_mode));
    default: /* e r w x: there are no permission bits, so what exists can be tried */
        return TRUE;
    }
}

static int unary(char operator, const char * operand)
{
    long long fd;
    switch (operator) {
    case 'n':
        return truth(*operand != '\0');
    case 'z':
        return truth(*operand == '\0');
    case 't':
        return truth(parse_number(operand, &fd) && fd >= 0 && fd < INT_MAX &&
                     os_is_terminal((int)fd));
    default:
        return file_test(operator, operand);
    }
}

static bool is_unary(const char *text)
{
    return text[0] == '-' && text[1] && !text[2] && strchr("nztdfschLerwxbpSguk", text[1]);
}

/* a < b, when one that does not exist is older than all. */
static bool is_older(const char *left, const char *right)
{
    struct stat a, b;
    if (stat(right, &b) != 0)
        return false;
    if (stat(left, &a) != 0)
        return true;
    return a.st_mtim.tv_sec != b.st_mtim.tv_sec ? a.st_mtim.tv_sec < b.st_mtim.tv_sec
                                                : a.st_mtim.tv_nsec < b.st_mtim.tv_nsec;
}

static bool is_same_file(const char *left, const char *right)
{
    struct stat a, b;
    return stat(left, &a) == 0 && stat(right, &b) == 0 && a.st_dev == b.st_dev &&
           a.st_ino == b.st_ino;
}

static const char *const binaries[] = {"-eq", "-ne", "-lt", "-le", "-gt", "-ge", "=",
                                       "==",  "!=",  "<",   ">",   "-nt", "-ot", "-ef"};
enum { NUMERIC = 6, BINARIES = sizeof binaries / sizeof binaries[0] };

static int binary_index(const char *text)
{
    for (int i = 0; i < BINARIES; i++)
        if (strcmp(text, binaries[i]) == 0)
            return i;
    return -1;
}

static int compare_numbers(const struct test *t, int operator, const char * left, const char *right)
{
    long long a, b;
    if (!parse_number(left, &a) || !parse_number(right, &b)) {
        shell_error(t->shell, "test: %s: expected a whole number",
                    parse_number(left, &a) ? right : left);
        return ERROR;
    }
    const bool results[] = {a == b, a != b, a<b, a <= b, a> b, a >= b};
    return truth(results[operator]);
}

static int binary(const struct test *t, const char *left, int operator, const char * right)
{
    if (operator<NUMERIC)
        return compare_numbers(t, operator, left, right);
    int order = strcmp(left, right);
    switch (binaries[operator][operator< 9 ? 0 : 1]) {
    case '=':
        return truth(order == 0);
    case '!':
        return truth(order != 0);
    case 'n':
        return truth(is_older(right, left));
    case 'o':
        return truth(is_older(left, right));
    case 'e':
        return truth(is_same_file(left, right));
    default:
        return truth(binaries[operator][0] == '<' ? order < 0 : order > 0);
    }
}

static int inverted(int result)
{
    return result == ERROR ? ERROR : !result;
}

static int parse_or(struct test *t);

static bool next_is(const struct test *t, const char *text)
{
    return t->left > 0 && strcmp(t->at[0], text) == 0;
}

static const char *take(struct test *t)
{
    t->left--;
    return *t->at++;
}

static int parse_primary(struct test *t)
{
    if (t->left == 0 || t->depth > 100) {
        shell_error(t->shell, t->left ? "test: expected at most 100 levels of nesting"
                                      : "test: expected an expression, found its end");
        return ERROR;
    }
    if (t->left >= 3 && binary_index(t->at[1]) >= 0) {
        const char *left = take(t);
        int operator= binary_index(take(t));
        return binary(t, left, operator, take(t));
    }
    if (next_is(t, "!") && t->left > 1) {
        take(t);
        t->depth++;
        int result = inverted(parse_primary(t));
        t->depth--;
        return result;
    }
    if (next_is(t, "(") && t->left > 1) {
        take(t);
        t->depth++;
        int result = parse_or(t);
        t->depth--;
        if (result != ERROR && !next_is(t, ")")) {
            shell_error(t->shell, "test: expected ')'");
            return ERROR;
        }
        if (result != ERROR)
            take(t);
        return result;
    }
    if (is_unary(t->at[0]) && t->left > 1) {
        char operator= take(t)[1];
        return unary(operator, take(t));
    }
    return truth(*take(t) != '\0');
}

/* Both sides are always read, so that what follows is found. */
static int parse_and(struct test *t)
{
    int result = parse_primary(t);
    while (result != ERROR && next_is(t, "-a")) {
        take(t);
        int right = parse_primary(t);
        result = right == ERROR ? ERROR : result == TRUE ? right : FALSE;
    }
    return result;
}

static int parse_or(struct test *t)
{
    int result = parse_and(t);
    while (result != ERROR && next_is(t, "-o")) {
        take(t);
        int right = parse_and(t);
        result = right == ERROR ? ERROR : result == TRUE ? TRUE : right;
    }
    return result;
}

static int unknown_operator(const struct test *t, const char *text)
{
    shell_error(t->shell, "test: %s: expected an operator such as = != -eq -lt -n -f", text);
    return ERROR;
}

static int parse_whole(struct test *t)
{
    int result = parse_or(t);
    return result != ERROR && t->left > 0 ? unknown_operator(t, t->at[0]) : result;
}

/* By the number of arguments, as XCU prescribes for up to four. */
static int evaluate(struct test *t)
{
    char **at = t->at;
    switch (t->left) {
    case 0:
        return FALSE;
    case 1:
        return truth(at[0][0] != '\0');
    case 2:
        if (strcmp(at[0], "!") == 0)
            return truth(at[1][0] == '\0');
        return is_unary(at[0]) ? unary(at[0][1], at[1]) : unknown_operator(t, at[0]);
    case 3:
        if (binary_index(at[1]) >= 0)
            return binary(t, at[0], binary_index(at[1]), at[2]);
        if (strcmp(at[1], "-a") == 0)
            return truth(at[0][0] && at[2][0]);
        if (strcmp(at[1], "-o") == 0)
            return truth(at[0][0] || at[2][0]);
        break;
    case 4:
        break;
    default:
        return parse_whole(t);
    }
    bool enclosed = strcmp(at[0], "(") == 0 && strcmp(at[t->left - 1], ")") == 0;
    bool negated = strcmp(at[0], "!") == 0;
    if (!enclosed && !negated)
        return t->left == 3 ? unknown_operator(t, at[1]) : parse_whole(t);
    t->at++;
    t->left -= negated ? 1 : 2;
    int result = evaluate(t);
    return negated ? inverted(result) : result;
}

int builtin_test(struct shell *shell, int argc, char **argv)
{
    if (strcmp(argv[0], "[") == 0 && strcmp(argv[argc - 1], "]") != 0) {
        shell_error(shell, "[: expected ']' as the last argument");
        return ERROR;
    }
    struct test t = {.shell = shell, .at = argv + 1, .left = argc - 1 - (argv[0][0] == '[')};
    return evaluate(&t);
}
