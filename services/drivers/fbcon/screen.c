/* Cells and lines: see screen.h. */
#include "screen.h"
#include <stdlib.h>
#include <string.h>

static const struct cell plain = {' ', COLOR_DEFAULT, COLOR_DEFAULT};

static bool is_plain(const struct cell *cell)
{
    return memcmp(cell, &plain, sizeof plain) == 0;
}

/* The same cell many times: bulk copies, which are cheap under an interpreter. */
static void repeat(struct cell *cells, unsigned count, const struct cell *cell)
{
    unsigned done = 1, part;

    for (cells[0] = *cell; done < count; done += part) {
        part = done < count - done ? done : count - done;
        memcpy(cells + done, cells, part * sizeof *cells);
    }
}

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
        repeat(screen->lines[row].cells, columns, &plain);
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

void screen_use(struct screen *screen, unsigned row, unsigned end)
{
    struct line *line = screen_line(screen, row);

    if (end > line->used)
        line->used = (uint16_t)end;
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
    screen_use(screen, row, column + width);
    screen_damage(screen, row, column, column + width);
}

void screen_fill(struct screen *screen, unsigned row, unsigned first, unsigned end,
                 const struct cell *blank)
{
    struct line *line = screen_line(screen, row);
    bool clears = is_plain(blank);

    if (first >= end)
        return;
    split(screen, row, first);
    split(screen, row, end);
    if (!clears)
        screen_use(screen, row, end);
    else if (end >= line->used) { /* the rest is so already */
        end = line->used;
        line->used = (uint16_t)(first < end ? first : end);
    }
    if (first >= end)
        return;
    repeat(line->cells + first, end - first, blank);
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
    screen_use(screen, row, screen->columns);
    screen_fill(screen, row, column, column + count, blank);
    screen_damage(screen, row, column, screen->columns);
}

void screen_delete(struct screen *screen, unsigned row, unsigned column, unsigned count,
                   const struct cell *blank)
{
    struct cell *cells = screen_line(screen, row)->cells;
    unsigned room = screen->columns - column;

    if (count > room)
        count = room;
    split(screen, row, column);
    split(screen, row, column + count);
    memmove(cells + column, cells + column + count, (room - count) * sizeof *cells);
    screen_use(screen, row, screen->columns);
    screen_fill(screen, row, screen->columns - count, screen->columns, blank);
    screen_damage(screen, row, column, screen->columns);
}

/* Move the first rows of [top, bottom) behind the others. */
static void rotate(struct screen *screen, unsigned top, unsigned bottom, unsigned count)
{
    uint16_t first[SCREEN_ROWS_MAX], *order = screen->order + top;
    size_t others = bottom - top - count;

    memcpy(first, order, count * sizeof *order);
    memmove(order, order + count, others * sizeof *order);
    memcpy(order + others, first, count * sizeof *order);
}

static void clear_rows(struct screen *screen, unsigned first, unsigned end,
                       const struct cell *blank)
{
    unsigned row;

    for (row = first; row < end; row++)
        screen_fill(screen, row, 0, screen->columns, blank);
}

void screen_scroll_up(struct screen *screen, unsigned top, unsigned bottom, unsigned count,
                      const struct cell *blank)
{
    if (count > bottom - top)
        count = bottom - top;
    rotate(screen, top, bottom, count);
    clear_rows(screen, bottom - count, bottom, blank);
}

void screen_scroll_down(struct screen *screen, unsigned top, unsigned bottom, unsigned count,
                        const struct cell *blank)
{
    if (count > bottom - top)
        count = bottom - top;
    rotate(screen, top, bottom, bottom - top - count);
    clear_rows(screen, top, top + count, blank);
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
        screen_use(screen, row, screen->columns);
        screen_damage(screen, row, 0, screen->columns);
    }
}
