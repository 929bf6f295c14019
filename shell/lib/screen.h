/*
 * A picture of the terminal in cells. Programs draw all of it each time; screen_paint() sends what
 * differs from what the terminal shows. No system call is made here.
 */
#ifndef SHELL_LIB_SCREEN_H
#define SHELL_LIB_SCREEN_H

#include "screen_keys.h"

#include <stdint.h>

enum {
    STYLE_BOLD = 1,
    STYLE_FAINT = 2,
    STYLE_UNDERLINE = 4,
    STYLE_REVERSE = 8,
    STYLE_RGB = 0x1000000, /* a colour is that and 0xrrggbb, */
};
#define STYLE_COLOUR(n) ((uint32_t)(n) + 1) /* or one of the terminal's 256; 0: its usual one */

struct style {
    uint32_t front, back;
    uint32_t attributes;
};

/* One column. A character of two columns has the second one's width 0 and no text. */
struct cell {
    char text[12]; /* UTF-8: a character and what combines with it; padded with zeros */
    uint16_t width;
    uint16_t attributes;
    uint32_t front, back;
};

struct screen {
    int rows, columns;
    int cursor_row, cursor_column; /* where it shall be; row -1: hidden */
    struct cell *cells;            /* as it shall be */
    struct cell *shown;            /* as it is, when `known` */
    bool known;
    bool cursor_hidden;
    struct bytes out; /* what to send; the sender sets its length to 0 */
};

/* What a place in a text is shown as. */
struct glyph {
    size_t size; /* bytes of the text */
    char text[16];
    size_t length; /* of it */
    int width;     /* columns; 0: combines with what is before */
    bool special;  /* shown in another form: ^X, <E9>, <U+200E> */
};
/* At a byte that is neither tab nor newline. */
void screen_glyph(const char *text, size_t length, struct glyph *glyph);

void screen_resize(struct screen *screen, int rows, int columns);
void screen_free(struct screen *screen);
/* Fill a row from a column to its end. */
void screen_clear(struct screen *screen, int row, int column, struct style style);
/* A glyph at a place; clipped at the right. Returns the column behind it. */
int screen_put(struct screen *screen, int row, int column, const struct glyph *glyph,
               struct style style);
/* A line of text (up to its '\0'). Returns the column behind it. */
int screen_text(struct screen *screen, int row, int column, const char *text, struct style style);
/* The rows first to last-1 are going to be what the rows `count` below (negative: above) are: let
 * the terminal move them. Only what is shown changes. */
void screen_scroll(struct screen *screen, int first, int last, int count);
/* Add to `out` what makes the terminal show it. */
void screen_paint(struct screen *screen);

#endif
