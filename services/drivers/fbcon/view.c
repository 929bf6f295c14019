/* See view.h. */
#include "view.h"
#include "font.h"
#include <stdlib.h>
#include <string.h>

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

/* Black, the margins below and at the right included. The pixels are still all 0. */
static void clear(struct view *view, const struct view_mode *mode)
{
    size_t row_size = (size_t)mode->width * 4;
    unsigned y;

    for (y = 0; y < mode->height; y++)
        (void)view->write(view->context, (uint64_t)y * mode->pitch, view->pixels, row_size);
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
    view->shown = malloc(view->rows * sizeof *view->shown);
    if (view->pixels == NULL || view->shown == NULL) {
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
    free(view->shown);
    view->pixels = NULL;
    view->shown = NULL;
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

/* Draw what changed of a row's line into its pixels: whether anything did. */
static bool draw(struct view *view, struct terminal *terminal, unsigned row)
{
    const struct line *line = screen_line(&terminal->screen, row);
    unsigned number = terminal->screen.order[row];
    int cursor = (int)number == view->cursor_line ? view->cursor_column : -1;

    if (line->first == line->end)
        return false;
    paint_cells(&view->paint, line->cells, line->first, line->end, cursor,
                view->pixels + number * band_size(view));
    return true;
}

/* Few changed columns are written row of pixels by row; many in one piece. */
static bool write_row(struct view *view, unsigned row, unsigned number, unsigned first,
                      unsigned end)
{
    const unsigned char *pixels = view->pixels + number * band_size(view);
    size_t from = (size_t)first * FONT_WIDTH * 4, size = (size_t)(end - first) * FONT_WIDTH * 4;
    uint64_t at = (uint64_t)row * band_size(view);
    unsigned y;

    if (end - first > view->columns / 8)
        return view->write(view->context, at, pixels, visible_size(view));
    for (y = 0; y < FONT_HEIGHT; y++, from += view->paint.stride)
        if (!view->write(view->context, at + from, pixels + from, size))
            return false;
    return true;
}

void view_update(struct view *view, struct terminal *terminal)
{
    unsigned row, number, first, end;
    bool drawn;

    view->paint.reverse = (terminal->modes & MODE_REVERSE) != 0;
    move_cursor(view, terminal);
    for (row = 0; row < view->rows; row++) {
        number = terminal->screen.order[row];
        first = screen_line(&terminal->screen, row)->first;
        end = screen_line(&terminal->screen, row)->end;
        drawn = draw(view, terminal, row);
        if (view->shown[row] != number) {
            first = 0;
            end = view->columns;
        } else if (!drawn) {
            continue;
        }
        view->shown[row] =
            write_row(view, row, number, first, end) ? (uint16_t)number : VIEW_NOTHING;
        screen_clean(&terminal->screen, row);
    }
}
