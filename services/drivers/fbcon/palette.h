/* Colours of cells as red, green and blue. */
#ifndef FBCON_PALETTE_H
#define FBCON_PALETTE_H

#include "cell.h"
#include <stdbool.h>

struct palette_pair {
    uint32_t foreground, background; /* 0xRRGGBB */
};

/* What a cell is drawn with, its attributes considered; reverse exchanges both once more. */
struct palette_pair palette_of(const struct cell *cell, bool reverse);

#endif
