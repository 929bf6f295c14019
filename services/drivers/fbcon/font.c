/* Looking up glyphs: see font.h. */
#include "font.h"

static const unsigned char missing[FONT_HEIGHT] = {0,    0,    0x7e, 0x42, 0x42, 0x42, 0x42, 0x42,
                                                   0x42, 0x42, 0x42, 0x42, 0x42, 0x7e, 0,    0};

/* The glyph's number, or -1. */
static int find(uint32_t code)
{
    unsigned low = 0, high = font_run_count, middle;

    while (low < high) {
        middle = (low + high) / 2;
        if (code < font_runs[middle].first)
            high = middle;
        else if (code >= (uint32_t)font_runs[middle].first + font_runs[middle].count)
            low = middle + 1;
        else
            return (int)(font_runs[middle].glyph + (code - font_runs[middle].first));
    }
    return -1;
}

const unsigned char *font_glyph(uint32_t code, bool bold)
{
    int glyph = find(code);

    if (glyph < 0)
        return missing;
    return bold ? font_bold[glyph] : font_regular[glyph];
}

bool font_has(uint32_t code)
{
    return find(code) >= 0;
}
