#include "screen.h"
#include "width.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

enum { TAB_COLUMNS = 8 };

/* Bytes of an escape sequence (CSI) at text, 0 when there is none. */
static size_t escape_length(const char *text, size_t length)
{
    if (length < 2 || text[0] != '\033' || text[1] != '[')
        return 0;
    for (size_t i = 2; i < length; i++)
        if (text[i] >= 0x40 && text[i] <= 0x7e)
            return i + 1;
    return 0;
}

/* Bytes at text that take no columns: an escape sequence, or marks with what is between them. */
static size_t hidden_length(const char *text, size_t length)
{
    if (*text == PROMPT_SHOWN)
        return 1;
    if (*text == '\033')
        return escape_length(text, length);
    if (*text != PROMPT_HIDDEN)
        return 0;
    const char *end = memchr(text, PROMPT_SHOWN, length);
    return end ? (size_t)(end - text) + 1 : length;
}

/* One step through a text: the bytes at `text`, the columns that they take, and where they go. */
struct step {
    size_t length;
    int width;
    bool hidden, newline;
};

static struct step step_at(const char *text, size_t length, int column, bool prompt)
{
    unsigned char c = (unsigned char)*text;
    if (c >= 0x20 && c < 0x7f)
        return (struct step){.length = 1, .width = 1};
    if (c >= 0x80) {
        size_t n = character_length(text, length);
        return (struct step){.length = n, .width = character_width(text, n)};
    }
    size_t hidden = prompt ? hidden_length(text, length) : 0;
    if (hidden)
        return (struct step){.length = hidden, .hidden = true};
    if (c == '\n')
        return (struct step){.length = 1, .newline = true};
    if (c == '\t')
        return (struct step){.length = 1, .width = TAB_COLUMNS - column % TAB_COLUMNS};
    return (struct step){.length = 1, .width = 2}; /* ^X */
}

/* A character that does not fit at the end of a row begins the next; one behind the last column
 * does, too, but the cursor waits there until it comes. */
static bool wraps(struct place at, const struct step *step, int columns)
{
    return step->width > 0 && at.column + step->width > columns && at.column > 0;
}

static struct place advance(struct place at, const struct step *step, int columns)
{
    if (step->newline)
        return (struct place){at.row + 1, 0};
    if (wraps(at, step, columns))
        at = (struct place){at.row + 1, 0};
    at.column += step->width;
    return at;
}

static struct place place_behind(struct place at, int columns, const char *text, size_t length,
                                 bool prompt)
{
    while (length > 0) {
        struct step step = step_at(text, length, at.column, prompt);
        at = advance(at, &step, columns);
        text += step.length;
        length -= step.length;
    }
    return at;
}

struct place text_place(struct place at, int columns, const char *text, size_t length)
{
    return place_behind(at, columns, text, length, false);
}

struct place prompt_place(int columns, const char *prompt)
{
    return place_behind((struct place){0, 0}, columns, prompt, strlen(prompt), true);
}

int text_width(const char *text, size_t length)
{
    return text_place((struct place){0, 0}, INT_MAX, text, length).column;
}

/* Where the cursor is shown: behind the last column it is at the beginning of the next row. */
static struct place shown(struct place at, int columns)
{
    return at.column >= columns ? (struct place){at.row + 1, 0} : at;
}

static void move(struct strbuf *out, const char *format, int count)
{
    char sequence[24];
    if (count <= 0)
        return;
    snprintf(sequence, sizeof sequence, format, count);
    strbuf_adds(out, sequence);
}

/* ---- painting -------------------------------------------------------------------------------- */

struct painter {
    struct strbuf *out;
    int columns, top, bottom; /* rows from top to before bottom are painted */
    struct place at;
};

static bool visible(const struct painter *painter, int row)
{
    return row >= painter->top && row < painter->bottom;
}

static void add_step(struct painter *painter, const char *text, const struct step *step)
{
    if (*text == '\t') {
        for (int i = 0; i < step->width; i++)
            strbuf_addc(painter->out, ' ');
    } else if (step->hidden) {
        for (size_t i = 0; i < step->length; i++)
            if (text[i] != PROMPT_HIDDEN && text[i] != PROMPT_SHOWN)
                strbuf_addc(painter->out, text[i]);
    } else if (step->length == 1 && ((unsigned char)*text < 0x20 || *text == 0x7f)) {
        strbuf_addc(painter->out, '^');
        strbuf_addc(painter->out, (char)(*text ^ 0x40));
    } else {
        strbuf_add(painter->out, text, step->length);
    }
}

/* From a row that is painted to the next, if that is painted, too. */
static void end_row(struct painter *painter, bool newline)
{
    if (!visible(painter, painter->at.row) || !visible(painter, painter->at.row + 1))
        return;
    if (newline)
        strbuf_adds(painter->out, painter->at.column < painter->columns ? "\033[K\r\n" : "\r\n");
    else if (painter->at.column < painter->columns)
        strbuf_addc(painter->out, ' '); /* where a wide character had no room */
}

static void paint_text(struct painter *painter, const char *text, size_t length, bool prompt)
{
    while (length > 0 && painter->at.row < painter->bottom) {
        struct step step = step_at(text, length, painter->at.column, prompt);
        if (step.newline || wraps(painter->at, &step, painter->columns))
            end_row(painter, step.newline);
        painter->at = advance(painter->at, &step, painter->columns);
        if (!step.newline && (step.hidden || visible(painter, painter->at.row)))
            add_step(painter, text, &step);
        text += step.length;
        length -= step.length;
    }
}

/* Scroll so that the cursor's row is painted. */
static void choose_top(struct screen *screen, int cursor_row, int end_row)
{
    if (end_row < screen->rows)
        screen->top = 0;
    else if (cursor_row < screen->top)
        screen->top = cursor_row;
    else if (cursor_row >= screen->top + screen->rows)
        screen->top = cursor_row - screen->rows + 1;
    if (screen->top > end_row)
        screen->top = end_row;
}

void screen_paint(struct screen *screen, struct strbuf *out, const char *prompt,
                  const struct strbuf *text, size_t cursor)
{
    const int columns = screen->columns;
    struct place start = prompt_place(columns, prompt);
    struct place at = text_place(start, columns, text->data, cursor);
    struct place end =
        shown(text_place(at, columns, text->data + cursor, text->length - cursor), columns);
    at = shown(at, columns);
    int above = screen->row;
    if (screen->painted_columns && screen->painted_columns != columns)
        above = at.row - screen->top; /* the terminal has wrapped what it shows anew */
    choose_top(screen, at.row, end.row);
    struct painter painter = {out, columns, screen->top, screen->top + screen->rows, {0, 0}};
    move(out, "\033[%dA", above < screen->rows ? above : screen->rows - 1);
    strbuf_adds(out, "\r");
    paint_text(&painter, prompt, strlen(prompt), true);
    paint_text(&painter, text->data, text->length, false);
    int last = end.row < painter.bottom ? end.row : painter.bottom - 1;
    if (last == end.row && end.row > 0 && end.column == 0 && painter.at.column >= columns)
        strbuf_adds(out, " \r"); /* leave the terminal's pending-wrap state */
    strbuf_adds(out, "\033[J");
    move(out, "\033[%dA", last - at.row);
    strbuf_adds(out, "\r");
    move(out, "\033[%dC", at.column);
    screen->row = at.row - screen->top;
    screen->painted_columns = columns;
}

void screen_forget(struct screen *screen)
{
    screen->row = 0;
    screen->painted_columns = 0;
}
