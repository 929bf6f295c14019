/* The cursor. */
#include "terminal.h"

/* Where rows are counted from, and the last one the cursor may be put to. */
static unsigned first_row(const struct terminal *terminal)
{
    return (terminal->modes & MODE_ORIGIN) != 0 ? terminal->top : 0;
}

void terminal_goto(struct terminal *terminal, unsigned row, unsigned column)
{
    unsigned last =
        (terminal->modes & MODE_ORIGIN) != 0 ? terminal->bottom - 1u : terminal->screen.rows - 1u;

    row += first_row(terminal);
    terminal->cursor.row = (uint16_t)(row < last ? row : last);
    terminal->cursor.column =
        (uint16_t)(column < terminal->screen.columns ? column : terminal->screen.columns - 1u);
    terminal->cursor.wraps = false;
}

/* Movement stops at the margin of the region that the cursor is in, or at the screen's edge. */
void terminal_up(struct terminal *terminal, unsigned count)
{
    unsigned row = terminal->cursor.row, limit = row >= terminal->top ? terminal->top : 0;

    terminal->cursor.row = (uint16_t)(row - limit > count ? row - count : limit);
    terminal->cursor.wraps = false;
}

void terminal_down(struct terminal *terminal, unsigned count)
{
    unsigned row = terminal->cursor.row;
    unsigned limit = (row < terminal->bottom ? terminal->bottom : terminal->screen.rows) - 1u;

    terminal->cursor.row = (uint16_t)(limit - row > count ? row + count : limit);
    terminal->cursor.wraps = false;
}

void terminal_index(struct terminal *terminal)
{
    struct cell blank = terminal_blank(terminal);

    if (terminal->cursor.row + 1 == terminal->bottom)
        screen_scroll_up(&terminal->screen, terminal->top, terminal->bottom, 1, &blank);
    else if (terminal->cursor.row + 1 < terminal->screen.rows)
        terminal->cursor.row++;
    terminal->cursor.wraps = false;
}

void terminal_reverse_index(struct terminal *terminal)
{
    struct cell blank = terminal_blank(terminal);

    if (terminal->cursor.row == terminal->top)
        screen_scroll_down(&terminal->screen, terminal->top, terminal->bottom, 1, &blank);
    else if (terminal->cursor.row > 0)
        terminal->cursor.row--;
    terminal->cursor.wraps = false;
}

void terminal_tab(struct terminal *terminal, unsigned count)
{
    unsigned column = terminal->cursor.column, last = terminal->screen.columns - 1u;

    while (count > 0 && column < last) {
        column++;
        if ((terminal->tabs[column / 8] >> column % 8 & 1) != 0)
            count--;
    }
    terminal->cursor.column = (uint16_t)column; /* behind the last one it waits on */
}

void terminal_tab_back(struct terminal *terminal, unsigned count)
{
    unsigned column = terminal->cursor.column;

    while (count > 0 && column > 0) {
        column--;
        if ((terminal->tabs[column / 8] >> column % 8 & 1) != 0)
            count--;
    }
    terminal->cursor.column = (uint16_t)column;
    terminal->cursor.wraps = false;
}

static struct terminal_cursor *saved(struct terminal *terminal)
{
    return &terminal->saved[(terminal->modes & MODE_ALTERNATE) != 0];
}

void terminal_save_cursor(struct terminal *terminal)
{
    terminal->cursor.origin = (terminal->modes & MODE_ORIGIN) != 0;
    *saved(terminal) = terminal->cursor;
}

void terminal_restore_cursor(struct terminal *terminal)
{
    terminal->cursor = *saved(terminal);
    terminal->modes &= ~(uint32_t)MODE_ORIGIN;
    if (terminal->cursor.origin)
        terminal->modes |= MODE_ORIGIN;
}
