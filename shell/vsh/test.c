/* test and [ (XCU test). */
#include "os.h"
#include "shell.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FALSE = 1, TRUE = 0, ERROR = 2 };

static int truth(bool value)
{
    return value ? TRUE : FALSE;
}

static bool parse_number(const char *text, long long *out)
{
    char *end;
    errno = 0;
    *out = strtoll(text, &end, 10);
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
    return text[0] == '-' && text[1] && !text[2] && strchr("nztdfschLerwx", text[1]);
}

static int compare_files(const char *left, const char *right, bool newer)
{
    struct stat a, b;
    if (stat(left, &a) != 0 || stat(right, &b) != 0)
        return FALSE;
    return truth(newer ? a.st_mtime > b.st_mtime : a.st_mtime < b.st_mtime);
}

static int binary(const char *left, const char *operator, const char * right)
{
    static const char *const numeric[] = {"-eq", "-ne", "-lt", "-le", "-gt", "-ge"};
    if (strcmp(operator, "=") == 0 || strcmp(operator, "==") == 0)
        return truth(strcmp(left, right) == 0);
    if (strcmp(operator, "!=") == 0)
        return truth(strcmp(left, right) != 0);
    if (strcmp(operator, "-nt") == 0 || strcmp(operator, "-ot") == 0)
        return compare_files(left, right, operator[1] == 'n');
    for (int i = 0; i < 6; i++) {
        long long a, b;
        if (strcmp(operator, numeric[i]) != 0)
            continue;
        if (!parse_number(left, &a) || !parse_number(right, &b)) {
            shell_error("test: %s: expected a whole number", parse_number(left, &a) ? right : left);
            return ERROR;
        }
        bool results[] = {a == b, a != b, a<b, a <= b, a> b, a >= b};
        return truth(results[i]);
    }
    shell_error("test: %s: expected an operator such as = != -eq -lt", operator);
    return ERROR;
}

/* By the number of arguments, as XCU prescribes; ! negates what follows. */
static int evaluate(int argc, char **argv)
{
    if (argc == 0)
        return FALSE;
    if (argc == 1)
        return truth(argv[0][0] != '\0');
    if (argc != 3 && strcmp(argv[0], "!") == 0) {
        int result = evaluate(argc - 1, argv + 1);
        return result == ERROR ? ERROR : !result;
    }
    if (argc == 2) {
        if (is_unary(argv[0]))
            return unary(argv[0][1], argv[1]);
        shell_error("test: %s: expected an operator such as -n -z -e -f -d", argv[0]);
        return ERROR;
    }
    if (argc == 3) {
        if (strcmp(argv[0], "!") == 0 && (is_unary(argv[1]) || strcmp(argv[1], "!") == 0)) {
            int result = evaluate(2, argv + 1);
            return result == ERROR ? ERROR : !result;
        }
        return binary(argv[0], argv[1], argv[2]);
    }
    shell_error("test: expected at most 4 arguments, found %d (combine tests with && and ||)",
                argc);
    return ERROR;
}

int builtin_test(struct shell *shell, int argc, char **argv)
{
    (void)shell;
    if (strcmp(argv[0], "[") == 0) {
        if (strcmp(argv[argc - 1], "]") != 0) {
            shell_error("[: expected ']' as the last argument");
            return ERROR;
        }
        argc--;
    }
    return evaluate(argc - 1, argv + 1);
}
