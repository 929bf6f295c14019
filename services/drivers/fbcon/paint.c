/*
 * Drawing. A row of a glyph is four stores of two pixels each; blank cells, which are most, are
 * drawn in one row of pixels and copied to the others: under an interpreter a bulk copy costs
 * nothing.
 */
#include "paint.h"
#include "font.h"
#include "palette.h"
#include <string.h>

enum { CELL_BYTES = FONT_WIDTH * 4, PAIRS = FONT_WIDTH / 2, UNDERLINE_ROW = 14, STRIKE_ROW = 8 };

static uint32_t pixel_of(const struct paint *paint, uint32_t color)
{
    if (!paint->red_first)
        return color;
    return (color & 0xff) << 16 | (color & 0xff00) | color >> 16;
}

/* Two pixels at a time, by two bits of a glyph's row: pairs[bits]. */
static void make_pairs(const struct paint *paint, const struct cell *cell, bool reverse,
                       uint64_t pairs[4])
{
    struct palette_pair colors = palette_of(cell, reverse != paint->reverse);
    uint64_t on = pixel_of(paint, colors.foreground), off = pixel_of(paint, colors.background);

    pairs[0] = off | off << 32;
    pairs[1] = off | on << 32; /* the left pixel is the higher bit and the lower address */
    pairs[2] = on | off << 32;
    pairs[3] = on | on << 32;
}

static bool is_blank(const struct cell *cell)
{
    return cell_code(cell) == ' ' && (cell->text & (CELL_UNDERLINE | CELL_STRIKE)) == 0;
}

static bool same_colors(const struct cell *a, const struct cell *b)
{
    const uint32_t matters = CELL_BOLD | CELL_FAINT | CELL_REVERSE | CELL_HIDDEN;

    return a->foreground == b->foreground && a->background == b->background &&
           ((a->text ^ b->text) & matters) == 0;
}

static void paint_blanks(const struct paint *paint, const uint64_t pairs[4], unsigned count,
                         unsigned char *to)
{
    uint64_t *row = (uint64_t *)(void *)to;
    unsigned i;

    for (i = 0; i < count * PAIRS; i++)
        row[i] = pairs[0];
    for (i = 1; i < FONT_HEIGHT; i++)
        memcpy(to + i * paint->stride, to, (size_t)count * CELL_BYTES);
}

static void paint_row(const uint64_t pairs[4], unsigned bits, unsigned char *to)
{
    uint64_t *out = (uint64_t *)(void *)to;

    out[0] = pairs[bits >> 6];
    out[1] = pairs[bits >> 4 & 3];
    out[2] = pairs[bits >> 2 & 3];
    out[3] = pairs[bits & 3];
}

static void paint_glyph(const struct paint *paint, const struct cell *cell, const uint64_t pairs[4],
                        unsigned char *to)
{
    const unsigned char *glyph = font_glyph(cell_code(cell), (cell->text & CELL_BOLD) != 0);
    unsigned row;

    for (row = 0; row < FONT_HEIGHT; row++)
        paint_row(pairs, glyph[row], to + row * paint->stride);
    if ((cell->text & CELL_UNDERLINE) != 0)
        paint_row(pairs, 0xff, to + UNDERLINE_ROW * paint->stride);
    if ((cell->text & CELL_STRIKE) != 0)
        paint_row(pairs, 0xff, to + STRIKE_ROW * paint->stride);
}

/* The font has no wide characters: a frame over both cells stands for them. */
static void paint_wide(const struct paint *paint, bool left, const uint64_t pairs[4],
                       unsigned char *to)
{
    unsigned row, edge = left ? 0x40 : 0x02, line = left ? 0x7f : 0xfe;

    for (row = 0; row < FONT_HEIGHT; row++)
        paint_row(pairs,
                  row < 2 || row > 13     ? 0
                  : row == 2 || row == 13 ? line
                                          : edge,
                  to + row * paint->stride);
}

/* How many cells from this one on are blank and look the same. */
static unsigned blank_run(const struct cell *cells, unsigned first, unsigned end)
{
    unsigned at = first;

    while (at < end && is_blank(&cells[at]) && same_colors(&cells[first], &cells[at]))
        at++;
    return at - first;
}

static unsigned paint_some(const struct paint *paint, const struct cell *cells, unsigned at,
                           unsigned end, bool reverse, unsigned char *pixels)
{
    unsigned char *to = pixels + (size_t)at * CELL_BYTES;
    unsigned count = blank_run(cells, at, end);
    uint64_t pairs[4];

    make_pairs(paint, &cells[at], reverse, pairs);
    if (count > 0) {
        paint_blanks(paint, pairs, count, to);
        return count;
    }
    if ((cells[at].text & (CELL_WIDE | CELL_TAIL)) != 0)
        paint_wide(paint, (cells[at].text & CELL_WIDE) != 0, pairs, to);
    else
        paint_glyph(paint, &cells[at], pairs, to);
    return 1;
}

void paint_cells(const struct paint *paint, const struct cell *cells, unsigned first, unsigned end,
                 int cursor, void *pixels)
{
    unsigned at = first, stop;

    while (at < end) {
        bool here = cursor >= 0 && at == (unsigned)cursor;

        stop = here ? at + 1 : cursor > (int)at && cursor < (int)end ? (unsigned)cursor : end;
        at += paint_some(paint, cells, at, stop, here, pixels);
    }
}
