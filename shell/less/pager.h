/* The parts of less: what is shown (view.c), finding (search.c), keys and commands (pager.c). */
#ifndef SHELL_LESS_PAGER_H
#define SHELL_LESS_PAGER_H

#include "screen_event.h"
#include "screen_prompt.h"
#include "source.h"

#include <regex.h>

struct less_options {
    bool numbers;     /* -N */
    bool chop;        /* -S */
    bool colours;     /* -R */
    bool ignore_case; /* -i: unless the pattern has capital letters */
    bool quit_small;  /* -F */
    bool stay;        /* -X: no alternate screen */
};

struct span_found {
    size_t from, to;
};

struct search {
    char *pattern; /* NULL: none yet */
    bool literal;  /* without an expression's signs: found by comparing bytes */
    bool ignores_case, compiled, hidden;
    regex_t regex;
    int direction; /* 1 or -1 */
};

struct view {
    struct less_options *options;
    struct source source;
    struct screen *screen;
    struct search *search;
    uint64_t top;    /* where the first row begins: a line, or a part of one */
    uint64_t bottom; /* behind the last row */
    int rows;        /* for text */
    int used;        /* rows that have text */
    int left;        /* columns hidden at the left (chop) */
    uint64_t drawn;  /* `top` when it was last drawn; SOURCE_NONE: not yet */
};

/* ---- view.c ---- */

/* The beginning of the next row, SOURCE_NONE: there is none (yet). */
uint64_t view_next_row(struct view *view, uint64_t at);
/* The beginning of the row before; `at` when it is the first. */
uint64_t view_row_before(struct view *view, uint64_t at);
/* The first row of the last screenful. */
uint64_t view_last_top(struct view *view);
uint64_t view_line_start(struct view *view, uint64_t at);
/* Whether there is text for all rows, and an end of the last one. */
bool view_is_full(struct view *view);
void view_draw(struct view *view);
/* Whether all fits on the screen; reads a stream. */
bool view_is_small(struct view *view);

/* ---- search.c ---- */

/* False: it is no expression, *reason says why (static). */
bool search_set(struct search *search, const char *pattern, bool ignore_case, const char **reason);
void search_free(struct search *search);
/* The next place found in a text from `from` on. */
bool search_find(const struct search *search, const char *text, size_t length, size_t from,
                 struct span_found *found);
enum search_result { SEARCH_FOUND, SEARCH_NOT, SEARCH_STOPPED };
/* The line, from the one at `from` on (or before it), that has a match; stopped when `stop` says
 * so. */
enum search_result search_lines(const struct search *search, struct source *source, uint64_t from,
                                bool (*stop)(void *context), void *context, uint64_t *line);

/* ---- pager.c ---- */

/* Shows files; the status of the program. */
int pager_run(struct less_options *options, int count, char **names, const char *command);

#endif
