/* Drawing an edited text: UTF-8 widths, lines that wrap, and no more rows than the terminal has. */
#ifndef VSH_SCREEN_H
#define VSH_SCREEN_H

#include "../base/strbuf.h"
#include "../base/utf8.h"

#include <stdbool.h>

/* Around what takes no columns in a prompt, as in readline: \[ and \] of PS1. */
enum { PROMPT_HIDDEN = 1, PROMPT_SHOWN = 2 };

struct screen {
    int columns, rows; /* of the terminal */
    int row;           /* of the cursor, below the first one that is painted */
    int top;           /* the row of the text that is painted first */
    int painted_columns;
};

/* A place in the rows that prompt and text take. */
struct place {
    int row, column;
};

/* The place behind text that begins at `from`. Controls are shown as ^X, a tab and a newline are
 * what they are. */
struct place text_place(struct place from, int columns, const char *text, size_t length);
/* The place behind a prompt, in which escape sequences (CSI) and what is between PROMPT_HIDDEN and
 * PROMPT_SHOWN take no columns. */
struct place prompt_place(int columns, const char *prompt);
/* Columns that text takes in a row without end. */
int text_width(const char *text, size_t length);
/* Append what repaints prompt and text with the cursor at byte `cursor`. */
void screen_paint(struct screen *screen, struct strbuf *out, const char *prompt,
                  const struct strbuf *text, size_t cursor);
/* The terminal was cleared, or something else was written: painting begins in the row of the
 * cursor. */
void screen_forget(struct screen *screen);

#endif
