/* Cells into pixels of 32 bits. */
#ifndef FBCON_PAINT_H
#define FBCON_PAINT_H

#include "cell.h"
#include <stdbool.h>
#include <stddef.h>

struct paint {
    size_t stride;  /* bytes from one row of pixels to the next; a multiple of 4 */
    bool red_first; /* VB_PIXEL_RGBX: red in the lowest byte, else blue */
    bool reverse;   /* the whole screen with colours exchanged */
};

/*
 * Draw the cells [first, end) of a line into its pixels, which begin with column 0. Wide characters
 * that the range cuts are drawn whole by the caller's asking for both cells. cursor: the column
 * drawn with colours exchanged, or -1.
 */
void paint_cells(const struct paint *paint, const struct cell *cells, unsigned first, unsigned end,
                 int cursor, void *pixels);

#endif
