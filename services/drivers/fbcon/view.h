/*
 * What of a terminal is on the display, and bringing it up to date.
 *
 * The pixels of each line of the screen's pool are kept, so that scrolling draws only what is new
 * and writes the rest. Columns that are empty on the display and in the line are neither drawn nor
 * written. It can be done some rows at a time.
 */
#ifndef FBCON_VIEW_H
#define FBCON_VIEW_H

#include "paint.h"
#include "terminal.h"

/* Where pixels go: bytes at an offset of the framebuffer; false when that failed. */
typedef bool view_write(void *context, uint64_t offset, const void *bytes, size_t size);

struct view {
    struct paint paint;
    unsigned columns, rows;
    unsigned char *pixels;          /* of each line: FONT_HEIGHT rows of stride bytes */
    uint16_t *painted;              /* of each line: from this column on its pixels are empty */
    uint16_t *shown;                /* row: the line that is on the display there; VIEW_NOTHING */
    uint16_t *shown_end;            /* row: from this column on the display is empty there */
    unsigned next_row;              /* of a pass that goes on; 0: none does */
    int cursor_line, cursor_column; /* where the pixels have the cursor; -1 nowhere */
    view_write *write;
    void *context;
};

enum { VIEW_NOTHING = 0xffff };

struct view_mode {
    unsigned width, height; /* pixels */
    size_t pitch;           /* bytes from a row of pixels to the next */
    bool red_first;
};

/* How many characters fit. */
unsigned view_columns(const struct view_mode *mode);
unsigned view_rows(const struct view_mode *mode);

/*
 * A view of a display that shows nothing yet: all of it is made black at once. false without
 * memory, or when not even one character fits.
 */
bool view_init(struct view *view, const struct view_mode *mode, view_write *write, void *context);
void view_free(struct view *view);

/* Draw and write what changed; the terminal has view_columns by view_rows characters. */
void view_update(struct view *view, struct terminal *terminal);

/* Go on with that, until so many rows were written: whether there may be more. What changes between
 * two calls is shown by this pass or by the next one. */
bool view_update_some(struct view *view, struct terminal *terminal, unsigned rows);

#endif
