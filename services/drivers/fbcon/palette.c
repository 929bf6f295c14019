/* xterm's palette of 256, with the first 16 chosen to be readable on black. */
#include "palette.h"

enum { FOREGROUND = 0xd0d0d0, BACKGROUND = 0x000000 };

static const uint32_t basic[16] = {0x000000, 0xd03030, 0x30b030, 0xc09020, 0x4870e0, 0xb048c0,
                                   0x20a8b0, 0xd0d0d0, 0x707070, 0xff6060, 0x60e060, 0xffe060,
                                   0x80a0ff, 0xff80ff, 0x60f0f0, 0xffffff};

static uint32_t indexed(unsigned index)
{
    static const uint8_t levels[6] = {0x00, 0x5f, 0x87, 0xaf, 0xd7, 0xff};
    unsigned gray;

    if (index < 16)
        return basic[index];
    if (index < 232) {
        index -= 16;
        return (uint32_t)levels[index / 36] << 16 | (uint32_t)levels[index / 6 % 6] << 8 |
               levels[index % 6];
    }
    gray = 8 + 10 * (index - 232);
    return gray << 16 | gray << 8 | gray;
}

static uint32_t resolve(uint32_t color, uint32_t standard, bool bright)
{
    if ((color & COLOR_DEFAULT) != 0)
        return standard;
    if ((color & COLOR_INDEX) == 0)
        return color & 0xffffff;
    color &= 0xff;
    return indexed(bright && color < 8 ? color + 8 : color);
}

/* Half way to the background. */
static uint32_t dim(uint32_t color, uint32_t background)
{
    return ((color & 0xfefefe) >> 1) + ((background & 0xfefefe) >> 1);
}

struct palette_pair palette_of(const struct cell *cell, bool reverse)
{
    struct palette_pair pair = {
        resolve(cell->foreground, FOREGROUND, (cell->text & CELL_BOLD) != 0),
        resolve(cell->background, BACKGROUND, false)};
    uint32_t other;

    if ((cell->text & CELL_FAINT) != 0)
        pair.foreground = dim(pair.foreground, pair.background);
    if (((cell->text & CELL_REVERSE) != 0) != reverse) {
        other = pair.foreground;
        pair.foreground = pair.background;
        pair.background = other;
    }
    if ((cell->text & CELL_HIDDEN) != 0)
        pair.foreground = pair.background;
    return pair;
}
