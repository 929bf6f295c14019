/* SGR: colours and attributes of what is written next. */
#include "terminal.h"

/* Attributes by number: switched on by n, off by the number beside it. */
static const struct {
    uint8_t on, off;
    uint32_t bit;
} attributes[] = {{1, 22, CELL_BOLD},      {2, 22, CELL_FAINT},  {3, 23, CELL_ITALIC},
                  {4, 24, CELL_UNDERLINE}, {5, 25, CELL_BLINK},  {6, 25, CELL_BLINK},
                  {7, 27, CELL_REVERSE},   {8, 28, CELL_HIDDEN}, {9, 29, CELL_STRIKE},
                  {21, 24, CELL_UNDERLINE}};

enum { ATTRIBUTES = sizeof attributes / sizeof attributes[0] };

/* How many parameters after index belong to it by colons. */
static unsigned colons_after(const struct parser *parser, unsigned index)
{
    unsigned count = 0;

    while (index + count + 1 < parser->count && (parser->colons >> (index + count + 1) & 1) != 0)
        count++;
    return count;
}

/*
 * The colour after 38 or 48 at index: 5;N, or 2;R;G;B, or with colons 5:N, 2:R:G:B or
 * 2:SPACE:R:G:B. How many parameters it takes; *color is left alone when it is none.
 */
static unsigned extended(const struct parser *parser, unsigned index, uint32_t *color)
{
    unsigned colons = colons_after(parser, index);
    unsigned left = colons > 0 ? colons : parser->count - index - 1u;
    const uint16_t *at = &parser->parameters[index + 1];

    if (left >= 2 && at[0] == 5) {
        if (at[1] <= 255)
            *color = COLOR_INDEX | at[1];
        return colons > 0 ? colons : 2;
    }
    if (left >= 4 && at[0] == 2) {
        at += colons >= 5 ? 2 : 1;
        if (at[0] <= 255 && at[1] <= 255 && at[2] <= 255)
            *color = (uint32_t)at[0] << 16 | (uint32_t)at[1] << 8 | at[2];
        return colons > 0 ? colons : 4;
    }
    /* Something else: what follows without colons could mean anything, so drop it all. */
    return left;
}

static bool attribute(struct cell *pen, unsigned number)
{
    bool found = false;
    unsigned i;

    for (i = 0; i < ATTRIBUTES; i++) {
        if (number == attributes[i].on)
            pen->text |= attributes[i].bit;
        else if (number == attributes[i].off)
            pen->text &= ~attributes[i].bit;
        else
            continue;
        found = true;
    }
    return found;
}

static void color(struct cell *pen, unsigned number)
{
    if (number >= 30 && number <= 37)
        pen->foreground = COLOR_INDEX | (number - 30);
    else if (number == 39)
        pen->foreground = COLOR_DEFAULT;
    else if (number >= 40 && number <= 47)
        pen->background = COLOR_INDEX | (number - 40);
    else if (number == 49)
        pen->background = COLOR_DEFAULT;
    else if (number >= 90 && number <= 97)
        pen->foreground = COLOR_INDEX | (number - 90 + 8);
    else if (number >= 100 && number <= 107)
        pen->background = COLOR_INDEX | (number - 100 + 8);
}

void terminal_sgr(struct terminal *terminal)
{
    const struct parser *parser = &terminal->parser;
    struct cell *pen = &terminal->cursor.pen;
    unsigned i, number, colons, count = parser->count > 0 ? parser->count : 1;

    for (i = 0; i < count; i++) {
        number = parser->parameters[i];
        colons = colons_after(parser, i);
        if (number == 0) {
            *pen = (struct cell){' ', COLOR_DEFAULT, COLOR_DEFAULT};
        } else if (number == 38 || number == 48) {
            i += extended(parser, i, number == 38 ? &pen->foreground : &pen->background);
            continue;
        } else if (number == 4 && colons > 0 && parser->parameters[i + 1] == 0) {
            pen->text &= ~CELL_UNDERLINE; /* 4:0 */
        } else if (!attribute(pen, number)) {
            color(pen, number);
        }
        i += colons;
    }
}
