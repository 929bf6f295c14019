#include "screen.h"

#include "text.h"
#include "tool.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct style plain;

static void set_glyph(struct glyph *glyph, const char *text, size_t size)
{
    glyph->size = size;
    glyph->length = strlen(text);
    memcpy(glyph->text, text, glyph->length);
    glyph->width = (int)glyph->length;
    glyph->special = true;
}

static unsigned decode(const char *text, size_t size)
{
    unsigned value = (unsigned char)*text & (0x7fu >> size);
    for (size_t i = 1; i < size; i++)
        value = value << 6 | ((unsigned char)text[i] & 0x3f);
    return value;
}

void screen_glyph(const char *text, size_t length, struct glyph *glyph)
{
    unsigned char first = (unsigned char)*text;
    char other[16];
    if (first >= 0x20 && first < 0x7f) {
        glyph->size = glyph->length = 1;
        glyph->text[0] = *text;
        glyph->width = 1;
        glyph->special = false;
        return;
    }
    if (first < 0x80) {
        set_glyph(glyph, (char[]){'^', (char)(first ^ 0x40), 0}, 1);
        return;
    }
    int columns = 1;
    size_t size = text_character(text, length, &columns);
    unsigned character = size > 1 ? decode(text, size) : 0;
    if (size == 1 || (size == 3 && character < 0x800) || (character & ~0x7ffu) == 0xd800 ||
        (size == 4 && (character < 0x10000 || character > 0x10ffff))) {
        snprintf(other, sizeof other, "<%02X>", first);
        set_glyph(glyph, other, 1);
    } else if ((character >= 0x80 && character < 0xa0) ||
               (character >= 0x200e && character <= 0x200f) ||
               (character >= 0x2028 && character <= 0x202e)) {
        snprintf(other, sizeof other, "<U+%04X>", character); /* would confuse the terminal */
        set_glyph(glyph, other, size);
    } else {
        memcpy(glyph->text, text, size);
        glyph->size = glyph->length = size;
        glyph->width = columns;
        glyph->special = false;
    }
}

static struct cell blank(struct style style)
{
    return (struct cell){.text = " ",
                         .width = 1,
                         .attributes = (uint16_t)style.attributes,
                         .front = style.front,
                         .back = style.back};
}

static struct cell *cell_at(const struct screen *screen, int row, int column)
{
    return screen->cells + (size_t)row * (size_t)screen->columns + (size_t)column;
}

void screen_resize(struct screen *screen, int rows, int columns)
{
    size_t count = (size_t)rows * (size_t)columns;
    screen->rows = rows;
    screen->columns = columns;
    screen->known = false;
    screen->cells = tool_resize(screen->cells, count * sizeof *screen->cells);
    screen->shown = tool_resize(screen->shown, count * sizeof *screen->shown);
    for (int row = 0; row < rows; row++)
        screen_clear(screen, row, 0, plain);
}

void screen_free(struct screen *screen)
{
    free(screen->cells);
    free(screen->shown);
    bytes_free(&screen->out);
    *screen = (struct screen){0};
}

void screen_clear(struct screen *screen, int row, int column, struct style style)
{
    if (row < 0 || row >= screen->rows)
        return;
    for (; column < screen->columns; column++)
        *cell_at(screen, row, column) = blank(style);
}

/* What combines goes to the character before it; what there is no room for is left out. */
static void combine(struct screen *screen, int row, int column, const struct glyph *glyph)
{
    if (column < 1 || column > screen->columns)
        return;
    struct cell *cell = cell_at(screen, row, column - 1);
    if (cell->width == 0 && column > 1)
        cell--;
    size_t used = strnlen(cell->text, sizeof cell->text);
    if (used + glyph->length <= sizeof cell->text)
        memcpy(cell->text + used, glyph->text, glyph->length);
}

static void put_escape(struct screen *screen, int row, int column, const struct glyph *glyph,
                       struct style style)
{
    for (size_t i = 0; i < glyph->length && column < screen->columns; i++, column++) {
        struct cell *cell = cell_at(screen, row, column);
        *cell = blank(style);
        cell->text[0] = glyph->text[i];
    }
}

int screen_put(struct screen *screen, int row, int column, const struct glyph *glyph,
               struct style style)
{
    if (row < 0 || row >= screen->rows || column < 0)
        return column + glyph->width;
    if (glyph->width == 0) {
        combine(screen, row, column, glyph);
    } else if (glyph->special) {
        put_escape(screen, row, column, glyph, style);
    } else if (column + glyph->width <= screen->columns) {
        struct cell *cell = cell_at(screen, row, column);
        *cell = blank(style);
        cell->text[0] = '\0';
        memcpy(cell->text, glyph->text, glyph->length);
        cell->width = (uint16_t)glyph->width;
        for (int i = 1; i < glyph->width; i++) {
            cell[i] = blank(style);
            cell[i].text[0] = '\0';
            cell[i].width = 0;
        }
    } else {
        screen_clear(screen, row, column, style);
    }
    return column + glyph->width;
}

int screen_text(struct screen *screen, int row, int column, const char *text, struct style style)
{
    size_t length = strlen(text);
    struct glyph glyph;
    for (; length > 0 && column < screen->columns; text += glyph.size, length -= glyph.size) {
        screen_glyph(text, length, &glyph);
        column = screen_put(screen, row, column, &glyph, style);
    }
    return column;
}

static void add(struct screen *screen, const char *text)
{
    bytes_add(&screen->out, text, strlen(text));
}

__attribute__((format(printf, 2, 3))) static void add_format(struct screen *screen,
                                                             const char *format, ...)
{
    char text[64];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    add(screen, text);
}

void screen_scroll(struct screen *screen, int first, int last, int count)
{
    int distance = count < 0 ? -count : count, height = last - first;
    if (!screen->known || count == 0 || distance >= height)
        return;
    size_t row = (size_t)screen->columns, kept = (size_t)(height - distance) * row;
    struct cell *top = screen->shown + (size_t)first * row, *fresh = top;
    add_format(screen, "\033[m\033[%d;%dr\033[%d%c\033[r", first + 1, last, distance,
               count > 0 ? 'S' : 'T');
    if (count > 0) {
        memmove(top, top + (size_t)distance * row, kept * sizeof *top);
        fresh = top + kept;
    } else {
        memmove(top + (size_t)distance * row, top, kept * sizeof *top);
    }
    for (size_t i = 0; i < (size_t)distance * row; i++)
        fresh[i] = blank(plain);
}

static bool same(const struct cell *a, const struct cell *b)
{
    uint64_t left[3], right[3];
    memcpy(left, a, sizeof left);
    memcpy(right, b, sizeof right);
    return left[0] == right[0] && left[1] == right[1] && left[2] == right[2];
}

static void add_colour(struct screen *screen, uint32_t colour, int base)
{
    if (colour >= STYLE_RGB)
        add_format(screen, ";%d;2;%u;%u;%u", base + 8, colour >> 16 & 0xff, colour >> 8 & 0xff,
                   colour & 0xff);
    else if (colour > 16)
        add_format(screen, ";%d;5;%u", base + 8, colour - 1);
    else if (colour > 8)
        add_format(screen, ";%d", base + 60 + (int)colour - 9);
    else if (colour > 0)
        add_format(screen, ";%d", base + (int)colour - 1);
}

static void add_style(struct screen *screen, const struct cell *cell)
{
    static const struct {
        unsigned attribute;
        const char *code;
    } codes[] = {
        {STYLE_BOLD, ";1"}, {STYLE_FAINT, ";2"}, {STYLE_UNDERLINE, ";4"}, {STYLE_REVERSE, ";7"}};
    add(screen, "\033[0");
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        if (cell->attributes & codes[i].attribute)
            add(screen, codes[i].code);
    add_colour(screen, cell->front, 30);
    add_colour(screen, cell->back, 40);
    add(screen, "m");
}

static bool same_style(const struct cell *a, const struct cell *b)
{
    return a->attributes == b->attributes && a->front == b->front && a->back == b->back;
}

/* The column from which on a row is blank in the usual style. */
static int blank_from(const struct cell *row, int columns)
{
    const struct cell empty = blank(plain);
    while (columns > 0 && same(row + columns - 1, &empty))
        columns--;
    return columns;
}

/* The pen: the style that the terminal writes with now. */
static void paint_row(struct screen *screen, int row, struct cell *pen)
{
    struct cell *to = cell_at(screen, row, 0);
    struct cell *from = screen->shown + (to - screen->cells);
    int end = blank_from(to, screen->columns), at = -1;
    for (int column = 0; column < end; column++) {
        if (same(to + column, from + column) || to[column].width == 0)
            continue;
        if (at != column)
            add_format(screen, "\033[%d;%dH", row + 1, column + 1);
        if (!same_style(pen, to + column))
            add_style(screen, to + column);
        *pen = to[column];
        bytes_add(&screen->out, to[column].text, strnlen(to[column].text, sizeof to->text));
        at = column + to[column].width;
    }
    if (end < screen->columns && blank_from(from, screen->columns) > end) {
        const struct cell usual = blank(plain);
        if (!same_style(pen, &usual))
            add(screen, "\033[m");
        *pen = usual;
        add_format(screen, "\033[%d;%dH\033[K", row + 1, end + 1);
    }
    memcpy(from, to, (size_t)screen->columns * sizeof *to);
}

/* A wide character of which a half changes is sent anew as a whole, and what was behind it. */
static void spread(struct screen *screen, int row)
{
    struct cell *to = cell_at(screen, row, 0), *from = screen->shown + (to - screen->cells);
    for (int i = 0; i + 1 < screen->columns; i++)
        if (from[i].width == 2 && !same(to + i, from + i))
            from[i + 1].width = UINT16_MAX;
    for (int i = screen->columns - 1; i > 0; i--)
        if (to[i].width == 0 && !same(to + i, from + i))
            from[i - 1].width = UINT16_MAX;
}

static void forget(struct screen *screen)
{
    const struct cell empty = blank(plain);
    add(screen, "\033[m\033[H\033[2J");
    for (int i = 0; i < screen->rows * screen->columns; i++)
        screen->shown[i] = empty;
    screen->known = true;
}

void screen_paint(struct screen *screen)
{
    struct cell pen = blank(plain);
    size_t before = screen->out.length;
    if (!screen->known)
        forget(screen);
    add(screen, "\033[?25l");
    size_t start = screen->out.length;
    for (int row = 0; row < screen->rows; row++) {
        spread(screen, row);
        paint_row(screen, row, &pen);
    }
    const struct cell usual = blank(plain);
    if (!same_style(&pen, &usual))
        add(screen, "\033[m");
    if (start == screen->out.length && screen->cursor_hidden) /* nothing was sent: no need to */
        screen->out.length = before;
    screen->cursor_hidden = screen->cursor_row < 0;
    if (!screen->cursor_hidden)
        add_format(screen, "\033[%d;%dH\033[?25h", screen->cursor_row + 1,
                   screen->cursor_column + 1);
}
