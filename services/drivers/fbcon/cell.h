/*
 * What a place of the screen shows: one character with its colours. A wide character takes two
 * cells: the first has CELL_WIDE, the second CELL_TAIL and no character of its own.
 */
#ifndef FBCON_CELL_H
#define FBCON_CELL_H

#include <stdint.h>

/* A colour: 0xRRGGBB, or COLOR_INDEX with a number of the palette of 256, or COLOR_DEFAULT. */
enum { COLOR_INDEX = 1 << 24, COLOR_DEFAULT = 1 << 25 };

/* The upper 11 bits of cell.text; the lower 21 are the character. */
#define CELL_BOLD      (1u << 21)
#define CELL_FAINT     (1u << 22)
#define CELL_UNDERLINE (1u << 23)
#define CELL_REVERSE   (1u << 24)
#define CELL_HIDDEN    (1u << 25)
#define CELL_STRIKE    (1u << 26)
#define CELL_ITALIC    (1u << 27)
#define CELL_BLINK     (1u << 28)
#define CELL_WIDE      (1u << 29)
#define CELL_TAIL      (1u << 30)
#define CELL_CODE      0x1fffffu

struct cell {
    uint32_t text; /* CELL_... bits and the character; a blank is a space */
    uint32_t foreground, background;
};

static inline uint32_t cell_code(const struct cell *cell)
{
    return cell->text & CELL_CODE;
}

#endif
