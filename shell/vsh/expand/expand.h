/*
 * Word expansion (XCU 2.6), in the standard's order: tilde, parameter, command and arithmetic
 * expansion, field splitting, pathname expansion, quote removal. Errors are reported on standard
 * error and return false or NULL.
 */
#ifndef VSH_EXPAND_H
#define VSH_EXPAND_H

#include "../base/utf8.h"
#include "../parse/ast.h"

#include <stdint.h>

struct shell;

struct arguments {
    char **items; /* NULL-terminated; each and the array are the list's */
    size_t count, capacity;
};
void arguments_add(struct arguments *list, char *owned);
void arguments_free(struct arguments *list);

/* All expansions with field splitting and globbing. */
bool expand_fields(struct shell *shell, const struct word *word, struct arguments *out);

enum expand_as {
    EXPAND_TEXT,       /* without splitting and globbing */
    EXPAND_ASSIGNMENT, /* the same, with a tilde behind each colon, too */
    EXPAND_PATTERN,    /* for pattern_match() */
};
/* One string, which the caller frees. */
char *expand_text(struct shell *shell, const struct word *word, enum expand_as as);

/* ---- pattern.c: XCU 2.13. A backslash in a pattern quotes the next character. ---- */
bool pattern_match(const char *pattern, const char *text, size_t length);

/* ---- glob.c ---- */
/* Add the files that a pattern names, sorted; false when there are none. */
bool glob_add(const char *pattern, struct arguments *out);

/* ---- arithmetic.c ---- */
/* Evaluate an expression; errors are reported. */
bool arithmetic(struct shell *shell, const char *expression, int64_t *result);

#endif
