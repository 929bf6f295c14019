/* See view.h. */
#include "view.h"
#include "font.h"
#include <stdlib.h>
#include <string.h>

/* Columns [first, end). */
struct span {
    unsigned first, end;
};

unsigned view_columns(const struct view_mode *mode)
{
    unsigned columns = mode->width / FONT_WIDTH;

    return columns < SCREEN_COLUMNS_MAX ? columns : SCREEN_COLUMNS_MAX;
}

unsigned view_rows(const struct view_mode *mode)
{
    unsigned rows = mode->height / FONT_HEIGHT;

    return rows < SCREEN_ROWS_MAX ? rows : SCREEN_ROWS_MAX;
}

static size_t band_size(const struct view *view)
{
    return view->paint.stride * FONT_HEIGHT;
}

/* The last row of pixels need not be as long as the pitch: only what is shown is written. */
static size_t visible_size(const struct view *view)
{
    return view->paint.stride * (FONT_HEIGHT - 1) + (size_t)view->columns * FONT_WIDTH * 4;
}

/* Black, the margins below and at the right included, in as large pieces as there are zeroes for:
 * the pixels are still all 0. */
static void clear(struct view *view, const struct view_mode *mode)
{
    size_t row_size = (size_t)mode->width * 4;
    size_t piece = view->rows * FONT_HEIGHT, y, rows;

    for (y = 0; y < mode->height; y += rows) {
        rows = mode->height - y < piece ? mode->height - y : piece;
        (void)view->write(view->context, (uint64_t)y * mode->pitch, view->pixels,
                          (rows - 1) * mode->pitch + row_size);
    }
}

bool view_init(struct view *view, const struct view_mode *mode, view_write *write, void *context)
{
    unsigned row;

    memset(view, 0, sizeof *view);
    view->paint = (struct paint){.stride = mode->pitch, .red_first = mode->red_first};
    view->columns = view_columns(mode);
    view->rows = view_rows(mode);
    view->write = write;
    view->context = context;
    view->cursor_line = view->cursor_column = -1;
    if (view->columns == 0 || view->rows == 0 || mode->pitch < (size_t)mode->width * 4 ||
        mode->pitch % 8 != 0)
        return false;
    view->pixels = calloc(view->rows, band_size(view));
    view->painted = calloc(view->rows, sizeof *view->painted);
    view->shown = malloc(view->rows * sizeof *view->shown);
    view->shown_end = calloc(view->rows, sizeof *view->shown_end);
    if (view->pixels == NULL || view->painted == NULL || view->shown == NULL ||
        view->shown_end == NULL) {
        view_free(view);
        return false;
    }
    for (row = 0; row < view->rows; row++)
        view->shown[row] = VIEW_NOTHING;
    clear(view, mode);
    return true;
}

void view_free(struct view *view)
{
    free(view->pixels);
    free(view->painted);
    free(view->shown);
    free(view->shown_end);
    view->pixels = NULL;
    view->painted = view->shown = view->shown_end = NULL;
}

/* The line that the cursor was drawn into is drawn again without it, and the new one with it. */
static void move_cursor(struct view *view, struct terminal *terminal)
{
    bool visible = (terminal->modes & MODE_CURSOR) != 0;
    int row = visible ? terminal->cursor.row : -1, column = visible ? terminal->cursor.column : -1;
    int line = visible ? terminal->screen.order[row] : -1;
    unsigned i;

    if (line == view->cursor_line && column == view->cursor_column)
        return;
    for (i = 0; view->cursor_line >= 0 && i < view->rows; i++)
        if (terminal->screen.order[i] == view->cursor_line)
            screen_damage(&terminal->screen, i, (unsigned)view->cursor_column,
                          (unsigned)view->cursor_column + 1);
    if (visible)
        screen_damage(&terminal->screen, (unsigned)row, (unsigned)column, (unsigned)column + 1);
    view->cursor_line = line;
    view->cursor_column = column;
}

/* Draw what changed of a row's line into its pixels: those columns, of the ones that are not empty
 * before and after. */
static struct span draw(struct view *view, struct terminal *terminal, unsigned row)
{
    const struct line *line = screen_line(&terminal->screen, row);
    unsigned number = terminal->screen.order[row];
    int cursor = (int)number == view->cursor_line ? view->cursor_column : -1;
    unsigned used = cursor >= line->used ? (unsigned)cursor + 1 : line->used;
    unsigned limit = used > view->painted[number] ? used : view->painted[number];
    struct span span = {line->first, line->end < limit ? line->end : limit};

    if (line->first == line->end)
        return (struct span){0};
    view->painted[number] = (uint16_t)used;
    if (span.first < span.end)
        paint_cells(&view->paint, line->cells, span.first, span.end, cursor,
                    view->pixels + number * band_size(view));
    return span;
}

/* Few columns are written row of pixels by row; many in one piece. */
static bool write_row(struct view *view, unsigned row, unsigned number, struct span span)
{
    const unsigned char *pixels = view->pixels + number * band_size(view);
    size_t from = (size_t)span.first * FONT_WIDTH * 4;
    size_t size = (size_t)(span.end - span.first) * FONT_WIDTH * 4;
    uint64_t at = (uint64_t)row * band_size(view);
    unsigned y;

    if (span.end - span.first > view->columns / 2)
        return view->write(view->context, at, pixels, visible_size(view));
    for (y = 0; y < FONT_HEIGHT; y++, from += view->paint.stride)
        if (!view->write(view->context, at + from, pixels + from, size))
            return false;
    return true;
}

/* Where else the line was is not up to date any more, whatever happens to it now. */
static void forget(struct view *view, unsigned number)
{
    unsigned row;

    for (row = 0; row < view->rows; row++)
        if (view->shown[row] == number)
            view->shown[row] = VIEW_NOTHING;
}

/* Whether there was anything to write. */
static bool update_row(struct view *view, struct terminal *terminal, unsigned row)
{
    unsigned number = terminal->screen.order[row];
    struct span span = draw(view, terminal, row);

    if (view->shown[row] != number) {
        forget(view, number);
        span.first = 0;
        span.end = view->painted[number] > view->shown_end[row] ? view->painted[number]
                                                                : view->shown_end[row];
    }
    screen_clean(&terminal->screen, row);
    view->shown[row] = (uint16_t)number;
    view->shown_end[row] = view->painted[number];
    if (span.first >= span.end)
        return false;
    if (!write_row(view, row, number, span)) {
        view->shown[row] = VIEW_NOTHING;
        view->shown_end[row] = (uint16_t)view->columns;
    }
    return true;
}

/* What is empty looks different now: nothing is, until it is drawn. */
static void reverse(struct view *view, bool on)
{
    unsigned i;

    view->paint.reverse = on;
    for (i = 0; i < view->rows; i++)
        view->painted[i] = view->shown_end[i] = (uint16_t)view->columns;
}

bool view_update_some(struct view *view, struct terminal *terminal, unsigned rows)
{
    bool on = (terminal->modes & MODE_REVERSE) != 0;

    if (on != view->paint.reverse)
        reverse(view, on);
    if (view->next_row == 0)
        move_cursor(view, terminal);
    while (view->next_row < view->rows && rows > 0)
        if (update_row(view, terminal, view->next_row++))
            rows--;
    if (view->next_row < view->rows)
        return true;
    view->next_row = 0;
    return false;
}

void view_update(struct view *view, struct terminal *terminal)
{
    /* What a pass that goes on has drawn may have changed since. */
    while (view->next_row > 0 && view_update_some(view, terminal, view->rows))
        continue;
    while (view_update_some(view, terminal, view->rows))
        continue;
}
