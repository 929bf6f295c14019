/* Rows of text: where they begin, and drawing them. */
#include "pager.h"
#include "tool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    TAB = 8,
    NUMBER_WIDTH = 8,
    WINDOW = 8192,             /* bytes of a row that are looked at */
    LONG_LINE = 256 * 1024,    /* a longer line's rows begin anywhere */
    LINE_FOR_SEARCH = 1 << 18, /* more of a line is not searched to show what was found */
};

static const struct style plain;
static const struct style reverse = {.attributes = STYLE_REVERSE};
static const struct style faint = {.attributes = STYLE_FAINT};

/* ---- going over text --------------------------------------------------------------------------
 */

/* A window of the text that moves on. */
struct walk {
    struct source *source;
    char data[WINDOW];
    uint64_t start; /* of the window */
    size_t at, length;
};

static uint64_t place(const struct walk *walk)
{
    return walk->start + walk->at;
}

/* At least the bytes of a glyph are in the window, or all that are there. False: none. */
static bool ready(struct walk *walk)
{
    if (walk->length - walk->at < 64) {
        walk->start += walk->at;
        walk->length = source_copy(walk->source, walk->start, walk->data, WINDOW);
        walk->at = 0;
    }
    return walk->at < walk->length;
}

static void walk_begin(struct walk *walk, struct source *source, uint64_t from)
{
    walk->source = source;
    walk->start = from;
    walk->at = walk->length = 0;
}

/* The length of a colour sequence, 0: it is none. */
static size_t colour_sequence(const char *text, size_t length)
{
    if (length < 3 || text[0] != '\033' || text[1] != '[')
        return 0;
    for (size_t i = 2; i < length && i < 48; i++) {
        if (text[i] == 'm')
            return i + 1;
        if ((text[i] < '0' || text[i] > '9') && text[i] != ';' && text[i] != ':')
            return text[i] == 'K' ? i + 1 : 0;
    }
    return 0;
}

/* 38;5;N or 38;2;R;G;B: how many numbers were used. */
static int extended_colour(const int *numbers, int count, uint32_t *colour)
{
    if (count >= 2 && numbers[0] == 5) {
        *colour = STYLE_COLOUR(numbers[1] & 0xff);
        return 2;
    }
    if (count >= 4 && numbers[0] == 2) {
        *colour = STYLE_RGB | (uint32_t)(numbers[1] & 0xff) << 16 |
                  (uint32_t)(numbers[2] & 0xff) << 8 | (uint32_t)(numbers[3] & 0xff);
        return 4;
    }
    return count;
}

static void change_attribute(struct style *style, int number)
{
    static const unsigned attributes[] = {[1] = STYLE_BOLD,
                                          [2] = STYLE_FAINT,
                                          [3] = STYLE_UNDERLINE,
                                          [4] = STYLE_UNDERLINE,
                                          [7] = STYLE_REVERSE};
    if (number == 0)
        *style = plain;
    else if (number < 8)
        style->attributes |= attributes[number];
    else if (number == 22)
        style->attributes &= ~(unsigned)(STYLE_BOLD | STYLE_FAINT);
    else if (number > 22 && number < 28)
        style->attributes &= ~attributes[number - 20];
    else if (number == 39)
        style->front = 0;
    else if (number == 49)
        style->back = 0;
    else if (number >= 30 && number < 38)
        style->front = STYLE_COLOUR(number - 30);
    else if (number >= 40 && number < 48)
        style->back = STYLE_COLOUR(number - 40);
    else if (number >= 90 && number < 98)
        style->front = STYLE_COLOUR(number - 82);
    else if (number >= 100 && number < 108)
        style->back = STYLE_COLOUR(number - 92);
}

static void change_style(struct style *style, const char *text, size_t length)
{
    int numbers[16] = {0}, count = 1;
    if (text[length - 1] != 'm')
        return;
    for (size_t i = 2; i + 1 < length; i++) {
        if (text[i] == ';' || text[i] == ':')
            count += count < 16;
        else if (numbers[count - 1] < 1000)
            numbers[count - 1] = numbers[count - 1] * 10 + (text[i] - '0');
    }
    for (int i = 0; i < count; i++) {
        if (numbers[i] == 38)
            i += extended_colour(numbers + i + 1, count - i - 1, &style->front);
        else if (numbers[i] == 48)
            i += extended_colour(numbers + i + 1, count - i - 1, &style->back);
        else
            change_attribute(style, numbers[i]);
    }
}

/* ---- rows -------------------------------------------------------------------------------------
 */

static int margin(const struct view *view)
{
    return view->options->numbers ? NUMBER_WIDTH : 0;
}

static int text_columns(const struct view *view)
{
    int columns = view->screen->columns - margin(view);
    return columns > 1 ? columns : 1;
}

/* One step: what is at the walk's place takes it from *column on; false: it begins the next row. */
static bool step(const struct view *view, struct walk *walk, int *column, int columns,
                 struct glyph *glyph)
{
    const char *text = walk->data + walk->at;
    size_t length = walk->length - walk->at;
    size_t sequence = view->options->colours ? colour_sequence(text, length) : 0;
    if (sequence) {
        *glyph = (struct glyph){.size = sequence};
    } else if (*text == '\t') {
        *glyph = (struct glyph){.size = 1, .text = " ", .length = 1};
        glyph->width = TAB - *column % TAB;
        if (*column + glyph->width > columns && *column < columns)
            glyph->width = columns - *column;
    } else if (*text == '\r' && length > 1 && text[1] == '\n') {
        *glyph = (struct glyph){.size = 1};
    } else {
        screen_glyph(text, length, glyph);
    }
    if (*column + glyph->width > columns && *column > 0)
        return false;
    *column += glyph->width;
    return true;
}

uint64_t view_next_row(struct view *view, uint64_t at)
{
    static struct walk walk;
    struct glyph glyph;
    int column = 0;
    if (at >= view->source.size)
        return SOURCE_NONE;
    if (view->options->chop)
        return source_next_line(&view->source, at);
    walk_begin(&walk, &view->source, at);
    while (ready(&walk)) {
        if (walk.data[walk.at] == '\n')
            return place(&walk) + 1;
        if (!step(view, &walk, &column, text_columns(view), &glyph))
            return place(&walk);
        walk.at += glyph.size;
    }
    return SOURCE_NONE;
}

uint64_t view_line_start(struct view *view, uint64_t at)
{
    return source_line_start(&view->source, at, view->options->chop ? UINT64_MAX : LONG_LINE);
}

uint64_t view_row_before(struct view *view, uint64_t at)
{
    if (at == 0)
        return 0;
    uint64_t row = view_line_start(view, at), next;
    while ((next = view_next_row(view, row)) != SOURCE_NONE && next < at)
        row = next;
    return row;
}

uint64_t view_last_top(struct view *view)
{
    uint64_t top = view->source.size;
    for (int row = 0; row < view->rows; row++)
        top = view_row_before(view, top);
    return top;
}

bool view_is_full(struct view *view)
{
    uint64_t at = view->top;
    for (int row = 0; row < view->rows && at != SOURCE_NONE; row++)
        at = view_next_row(view, at);
    return at != SOURCE_NONE;
}

bool view_is_small(struct view *view)
{
    uint64_t at = 0;
    for (int row = 0; row < view->rows; row++) {
        uint64_t next;
        while ((next = view_next_row(view, at)) == SOURCE_NONE && !view->source.ended)
            source_fill(&view->source);
        if (next == SOURCE_NONE || (next == view->source.size && view->source.ended))
            return true;
        at = next;
    }
    return false;
}

/* ---- drawing ----------------------------------------------------------------------------------
 */

/* What was found in the line that is being drawn. */
struct marks {
    uint64_t line, end; /* the line's places */
    char *text;
    size_t length;
    struct span_found found;
    bool valid; /* found is one */
};

static void find_mark(struct view *view, struct marks *marks, size_t from)
{
    marks->valid = search_find(view->search, marks->text, marks->length, from, &marks->found);
    if (marks->valid && marks->found.to == marks->found.from)
        marks->valid = false; /* nothing to be shown */
}

static void begin_marks(struct view *view, struct marks *marks, uint64_t line)
{
    marks->valid = false;
    if (!view->search->pattern || view->search->hidden)
        return;
    uint64_t next = source_next_line(&view->source, line);
    uint64_t size = (next == SOURCE_NONE ? view->source.size : next - 1) - line;
    if (size > LINE_FOR_SEARCH)
        size = LINE_FOR_SEARCH;
    marks->line = line;
    marks->text = tool_resize(marks->text, (size_t)size + 1);
    marks->length = source_copy(&view->source, line, marks->text, (size_t)size);
    marks->text[marks->length] = '\0';
    find_mark(view, marks, 0);
}

static bool is_marked(struct view *view, struct marks *marks, uint64_t at)
{
    while (marks->valid && at >= marks->line + marks->found.to)
        find_mark(view, marks, marks->found.to);
    return marks->valid && at >= marks->line + marks->found.from;
}

static void draw_number(struct view *view, int row, uint64_t line)
{
    char text[24];
    if (!view->options->numbers)
        return;
    snprintf(text, sizeof text, "%*llu ", NUMBER_WIDTH - 1, (unsigned long long)line);
    screen_text(view->screen, row, 0, text, faint);
}

static void put(struct view *view, int row, int column, const struct glyph *glyph,
                struct style style)
{
    struct glyph blank = {.text = " ", .length = 1, .width = 1};
    if (glyph->special)
        style.attributes |= STYLE_REVERSE;
    if (*glyph->text != ' ') {
        screen_put(view->screen, row, column, glyph, style);
        return;
    }
    for (int i = 0; i < glyph->width && column + i < view->screen->columns; i++)
        screen_put(view->screen, row, column + i, &blank, style);
}

/* One row from the walk's place on; *style goes on in the next row of a line. */
static void draw_row(struct view *view, int row, struct walk *walk, struct marks *marks,
                     struct style *style)
{
    int columns = text_columns(view), column = 0, left = view->options->chop ? view->left : 0;
    int limit = view->options->chop ? INT32_MAX : columns;
    struct glyph glyph;
    while (ready(walk) && walk->data[walk->at] != '\n') {
        int before = column;
        if (!step(view, walk, &column, limit, &glyph))
            return;
        if (glyph.size > 1 && glyph.width == 0 && glyph.length == 0)
            change_style(style, walk->data + walk->at, glyph.size);
        struct style shown = *style;
        if (is_marked(view, marks, place(walk)))
            shown.attributes ^= STYLE_REVERSE;
        if (before >= left && before < left + columns && glyph.length > 0)
            put(view, row, margin(view) + before - left, &glyph, shown);
        walk->at += glyph.size;
        if (column >= left + columns && view->options->chop) {
            bool more = ready(walk) && walk->data[walk->at] != '\n';
            if (more)
                screen_text(view->screen, row, view->screen->columns - 1, ">", reverse);
            return;
        }
    }
}

static void draw_rows(struct view *view)
{
    static struct walk walk;
    struct marks marks = {0};
    struct style style = plain;
    uint64_t at = view->top, line = view_line_start(view, at + 1), number = 0;
    begin_marks(view, &marks, line);
    if (view->options->numbers)
        number = source_line_number(&view->source, at);
    view->used = 0;
    for (int row = 0; row < view->rows; row++) {
        screen_clear(view->screen, row, 0, plain);
        if (at == SOURCE_NONE || at >= view->source.size) {
            screen_text(view->screen, row, 0, "~", faint);
            continue;
        }
        if (at == line)
            draw_number(view, row, number);
        walk_begin(&walk, &view->source, at);
        draw_row(view, row, &walk, &marks, &style);
        view->used++;
        at = view_next_row(view, at);
        view->bottom = at == SOURCE_NONE ? view->source.size : at;
        if (at != SOURCE_NONE && view_line_start(view, at + 1) == at) {
            line = at;
            number++;
            style = plain;
            begin_marks(view, &marks, line);
        }
    }
    free(marks.text);
}

/* When the top moved by some rows the terminal can move the rest. */
static void scroll(struct view *view)
{
    uint64_t at = view->drawn;
    int rows = 0, sign = 1;
    if (at == SOURCE_NONE || at == view->top)
        return;
    uint64_t end = view->top;
    if (view->top < at) {
        at = view->top;
        end = view->drawn;
        sign = -1;
    }
    for (; at < end && rows < view->rows; rows++)
        at = view_next_row(view, at);
    if (at == end && rows < view->rows)
        screen_scroll(view->screen, 0, view->rows, sign * rows);
}

void view_draw(struct view *view)
{
    view->rows = view->screen->rows - 1;
    view->bottom = view->top;
    scroll(view);
    draw_rows(view);
    view->drawn = view->top;
}
