/*
 * The cells of a screen and what has changed in them.
 *
 * Scrolling moves lines, not cells: a row of the screen names a line of the pool. Whoever draws
 * (see view.h) keeps the pixels of each line, so that a scrolled line is copied and not drawn
 * again. All positions are from 0; ranges are [first, end). Arguments are within the screen.
 */
#ifndef FBCON_SCREEN_H
#define FBCON_SCREEN_H

#include "cell.h"
#include <stdbool.h>
#include <stddef.h>

enum { SCREEN_COLUMNS_MAX = 1024, SCREEN_ROWS_MAX = 512 };

struct line {
    struct cell *cells;
    uint16_t first, end; /* columns that changed since screen_clean(); equal: none */
    uint16_t used;       /* from this column on there are only spaces in the default colours */
};

struct screen {
    uint16_t columns, rows;
    uint16_t *order;    /* row: number of its line */
    struct line *lines; /* rows of them */
    struct cell *cells;
};

/* A blank screen; false without memory or with a size that is 0 or too large. */
bool screen_init(struct screen *screen, unsigned columns, unsigned rows);
void screen_free(struct screen *screen);

static inline struct line *screen_line(const struct screen *screen, unsigned row)
{
    return &screen->lines[screen->order[row]];
}

void screen_damage(struct screen *screen, unsigned row, unsigned first, unsigned end);
void screen_clean(struct screen *screen, unsigned row);
/* Cells up to here were written by the caller itself. */
void screen_use(struct screen *screen, unsigned row, unsigned end);

/* Put a character (width 1 or 2, with room for it); halves of wide characters it covers are
 * blanked. */
void screen_put(struct screen *screen, unsigned row, unsigned column, const struct cell *cell,
                unsigned width);

/* Make cells blanks of this kind. */
void screen_fill(struct screen *screen, unsigned row, unsigned first, unsigned end,
                 const struct cell *blank);

/* Move the cells from column on by count to the right or the left; what leaves the line is lost. */
void screen_insert(struct screen *screen, unsigned row, unsigned column, unsigned count,
                   const struct cell *blank);
void screen_delete(struct screen *screen, unsigned row, unsigned column, unsigned count,
                   const struct cell *blank);

/* Move rows of [top, bottom) by count; blanks follow. */
void screen_scroll_up(struct screen *screen, unsigned top, unsigned bottom, unsigned count,
                      const struct cell *blank);
void screen_scroll_down(struct screen *screen, unsigned top, unsigned bottom, unsigned count,
                        const struct cell *blank);

/* All cells, row by row, to and from an array of columns * rows. */
void screen_save(const struct screen *screen, struct cell *cells);
void screen_restore(struct screen *screen, const struct cell *cells);

#endif
