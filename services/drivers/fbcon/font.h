/*
 * The font: cells of 8 x 16 pixels. Its tables are made at build time by tools/font/pcf_to_c.py
 * from Debian's xfonts-terminus.
 */
#ifndef FBCON_FONT_H
#define FBCON_FONT_H

#include <stdbool.h>
#include <stdint.h>

enum { FONT_WIDTH = 8, FONT_HEIGHT = 16 };

/* Characters first, first + 1, ... have the glyphs glyph, glyph + 1, ... Runs are sorted. */
struct font_run {
    uint16_t first, count, glyph;
};

extern const struct font_run font_runs[];
extern const unsigned font_run_count;
extern const unsigned char font_regular[][FONT_HEIGHT];
extern const unsigned char font_bold[][FONT_HEIGHT];

/*
 * The FONT_HEIGHT rows of a character, the leftmost pixel in the highest bit; a frame for one that
 * the font has not. Valid for ever.
 */
const unsigned char *font_glyph(uint32_t code, bool bold);

/* Whether the font has it. */
bool font_has(uint32_t code);

#endif
