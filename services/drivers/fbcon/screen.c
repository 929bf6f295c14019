/* Cells and lines: see screen.h. */
#include "screen.h"
#include <stdlib.h>
#include <string.h>

static const struct cell plain = {' ', COLOR_DEFAULT, COLOR_DEFAULT};

bool screen_init(struct screen *screen, unsigned columns, unsigned rows)
{
    unsigned row;

    memset(screen, 0, sizeof *screen);
    if (columns == 0 || rows == 0 || columns > SCREEN_COLUMNS_MAX || rows > SCREEN_ROWS_MAX)
        return false;
    screen->columns = (uint16_t)columns;
    screen->rows = (uint16_t)rows;
    screen->order = malloc(rows * sizeof *screen->order);
    screen->lines = malloc(rows * sizeof *screen->lines);
    screen->cells = malloc((size_t)rows * columns * sizeof *screen->cells);
    if (screen->order == NULL || screen->lines == NULL || screen->cells == NULL) {
        screen_free(screen);
        return false;
    }
    for (row = 0; row < rows; row++) {
        screen->order[row] = (uint16_t)row;
        screen->lines[row] =
            (struct line){.cells = screen->cells + (size_t)row * columns, .end = (uint16_t)columns};
        screen_fill(screen, row, 0, columns, &plain);
    }
    return true;
}

void screen_free(struct screen *screen)
{
    free(screen->order);
    free(screen->lines);
    free(screen->cells);
    memset(screen, 0, sizeof *screen);
}

void screen_damage(struct screen *screen, unsigned row, unsigned first, unsigned end)
{
    struct line *line = screen_line(screen, row);

    if (line->first == line->end) {
        line->first = (uint16_t)first;
        line->end = (uint16_t)end;
        return;
    }
    if (first < line->first)
        line->first = (uint16_t)first;
    if (end > line->end)
        line->end = (uint16_t)end;
}

void screen_clean(struct screen *screen, unsigned row)
{
    struct line *line = screen_line(screen, row);

    line->first = line->end = 0;
}

/* The cell at this column is about to be separated from the one before: no wide character may lie
 * across. */
static void split(struct screen *screen, unsigned row, unsigned column)
{
    struct cell *cells = screen_line(screen, row)->cells;
    unsigned i;

    if (column == 0 || column >= screen->columns || (cells[column].text & CELL_TAIL) == 0)
        return;
    for (i = column - 1; i <= column; i++)
        cells[i].text = (cells[i].text & ~(CELL_CODE | CELL_WIDE | CELL_TAIL)) | ' ';
    screen_damage(screen, row, column - 1, column + 1);
}

void screen_put(struct screen *screen, unsigned row, unsigned column, const struct cell *cell,
                unsigned width)
{
    struct cell *cells = screen_line(screen, row)->cells;

    split(screen, row, column);
    split(screen, row, column + width);
    cells[column] = *cell;
    if (width == 2) {
        cells[column].text |= CELL_WIDE;
        cells[column + 1] = *cell;
        cells[column + 1].text = (cell->text & ~CELL_CODE) | CELL_TAIL;
    }
    screen_damage(screen, row, column, column + width);
}

void screen_fill(struct screen *screen, unsigned row, unsigned first, unsigned end,
                 const struct cell *blank)
{
    struct cell *cells = screen_line(screen, row)->cells;
    unsigned i;

    if (first >= end)
        return;
    split(screen, row, first);
    split(screen, row, end);
    for (i = first; i < end; i++)
        cells[i] = *blank;
    screen_damage(screen, row, first, end);
}

void screen_insert(struct screen *screen, unsigned row, unsigned column, unsigned count,
                   const struct cell *blank)
{
    struct cell *cells = screen_line(screen, row)->cells;
    unsigned room = screen->columns - column;

    if (count > room)
        count = room;
    split(screen, row, column);
    split(screen, row, screen->columns - count);
    memmove(cells + column + count, cells + column, (room - count) * sizeof *cells);
    screen_fill(screen, row, column, column + count, blank);
    screen_damage(screen, row, column, screen->columns);
}

void screen_delete(struct screen *screen, unsigned row, unsigned column, unsigned count,
                   const struct cell *blank)
{
    struct cell *cells = screen_line(screen, row)->cells;
    unsigned room = screen->columns - column, i;

    if (count > room)
        count = room;
    split(screen, row, column);
    split(screen, row, column + count);
    memmove(cells + column, cells + column + count, (room - count) * sizeof *cells);
    for (i = screen->columns - count; i < screen->columns; i++)
        cells[i] = *blank;
    screen_damage(screen, row, column, screen->columns);
}

void screen_scroll_up(struct screen *screen, unsigned top, unsigned bottom, unsigned count,
                      const struct cell *blank)
{
    uint16_t moved;
    unsigned i, step;

    if (count > bottom - top)
        count = bottom - top;
    for (step = 0; step < count; step++) {
        moved = screen->order[top];
        memmove(&screen->order[top], &screen->order[top + 1],
                (bottom - top - 1) * sizeof *screen->order);
        screen->order[bottom - 1] = moved;
    }
    for (i = bottom - count; i < bottom; i++)
        screen_fill(screen, i, 0, screen->columns, blank);
}

void screen_scroll_down(struct screen *screen, unsigned top, unsigned bottom, unsigned count,
                        const struct cell *blank)
{
    uint16_t moved;
    unsigned i, step;

    if (count > bottom - top)
        count = bottom - top;
    for (step = 0; step < count; step++) {
        moved = screen->order[bottom - 1];
        memmove(&screen->order[top + 1], &screen->order[top],
                (bottom - top - 1) * sizeof *screen->order);
        screen->order[top] = moved;
    }
    for (i = top; i < top + count; i++)
        screen_fill(screen, i, 0, screen->columns, blank);
}

void screen_save(const struct screen *screen, struct cell *cells)
{
    unsigned row;

    for (row = 0; row < screen->rows; row++)
        memcpy(cells + (size_t)row * screen->columns, screen_line(screen, row)->cells,
               screen->columns * sizeof *cells);
}

void screen_restore(struct screen *screen, const struct cell *cells)
{
    unsigned row;

    for (row = 0; row < screen->rows; row++) {
        memcpy(screen_line(screen, row)->cells, cells + (size_t)row * screen->columns,
               screen->columns * sizeof *cells);
        screen_damage(screen, row, 0, screen->columns);
    }
}
