/* A utility's options as a table: each row says what an option is called and where its value goes.
 */
#ifndef SHELL_LIB_OPTIONS_H
#define SHELL_LIB_OPTIONS_H

#include <limits.h>
#include <stdbool.h>

/* One of flag, text, number and call is set. A row of zeros ends the table. */
struct tool_row {
    int letter;        /* the short option; from TOOL_LONG_ONLY on: there is none */
    const char *name;  /* the long option, or NULL */
    bool *flag;        /* becomes true */
    const char **text; /* becomes the argument */
    long long *number; /* becomes the argument, from `low` to LLONG_MAX, units (k, M...) allowed */
    void (*call)(const char *text); /* is called with the argument */
    long long low;
    bool optional; /* the argument may be missing: `call` is then called with NULL */
};

enum { TOOL_LONG_ONLY = 0x200, TOOL_MAX_ROWS = 48 };
#define TOOL_FLAG(l, n, variable) {.letter = (l), .name = (n), .flag = &(variable)}
#define TOOL_TEXT(l, n, variable) {.letter = (l), .name = (n), .text = &(variable)}
#define TOOL_NUMBER(l, n, variable, min)                                                           \
    {.letter = (l), .name = (n), .number = &(variable), .low = (min)}
#define TOOL_OPTIONAL(l, n, function)                                                              \
    {.letter = (l), .name = (n), .call = (function), .optional = true}
#define TOOL_CALL(l, n, function) {.letter = (l), .name = (n), .call = (function)}

/* Reads the options and sets optind to the first operand; --help and mistakes end the program. */
void tool_parse(int argc, char **argv, const struct tool_row *rows);
/* The same, but options end at the first operand: for utilities that run a command. */
void tool_parse_command(int argc, char **argv, const struct tool_row *rows);
/* A size with a unit: b (512), k or K, M, G, T (powers of 1024), KB, MB, GB (of 1000). */
long long tool_size(const char *text, long long low, const char *what);

#endif
