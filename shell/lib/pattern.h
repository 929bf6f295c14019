/* Regular expressions of POSIX with GNU's common extensions (\< \> \b \w \s \+ \? \|, \1 in
 * extended ones), on texts with any bytes. The C library's, in UTF-8: what it cannot do is done
 * here. */
#ifndef SHELL_LIB_PATTERN_H
#define SHELL_LIB_PATTERN_H

#include <regex.h>
#include <stdbool.h>
#include <stddef.h>

/* LINES: ^ and $ match at newlines inside the text, too, and . does not match one. */
enum { PATTERN_EXTENDED = 1, PATTERN_IGNORE_CASE = 2, PATTERN_LINES = 4, PATTERN_GROUPS = 10 };

struct pattern {
    regex_t regex, behind; /* behind: for a match just behind another character */
    bool words, lines;     /* words: it asks what is before it, so `behind` is there */
    size_t groups;
};

/* A text to search. Bytes that are no UTF-8, and zero bytes, are one character each. Begin with all
 * zero. */
struct subject {
    const char *text; /* the caller's, followed by '\0' */
    size_t length;
    char *encoded;  /* what the C library searches: the text itself or `own` */
    size_t *origin; /* of each byte of `own` */
    char *own;
    size_t encoded_length, room;
};

/* NULL, or why not (good until the next call). */
const char *pattern_compile(struct pattern *pattern, const char *text, size_t length, int flags);
void pattern_free(struct pattern *pattern);
/* Whether all of it is UTF-8 without zero bytes. */
bool subject_is_text(const struct subject *subject);
void subject_set(struct subject *subject, const char *text, size_t length);
void subject_free(struct subject *subject);
/* Whether it matches anywhere: faster. */
bool pattern_matches(const struct pattern *pattern, const struct subject *subject);
/* The leftmost match that begins at `start` or behind it; what is before `start` is seen by ^ and
 * \b. `match` has PATTERN_GROUPS places, counted from the text's beginning. */
bool pattern_find(const struct pattern *pattern, const struct subject *subject, size_t start,
                  regmatch_t *match);

#endif
