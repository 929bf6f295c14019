/* Characters onto the screen. */
#include "../../common/width.h"
#include "terminal.h"
#include <string.h>

/* DEC's special graphics, for the characters 0x60 to 0x7e. */
static const uint16_t line_drawing[] = {
    0x25c6, 0x2592, 0x2409, 0x240c, 0x240d, 0x240a, 0x00b0, 0x00b1, 0x2424, 0x240b, 0x2518,
    0x2510, 0x250c, 0x2514, 0x253c, 0x23ba, 0x23bb, 0x2500, 0x23bc, 0x23bd, 0x251c, 0x2524,
    0x2534, 0x252c, 0x2502, 0x2264, 0x2265, 0x03c0, 0x2260, 0x00a3, 0x00b7};

static void wrap(struct terminal *terminal)
{
    terminal->cursor.column = 0;
    terminal->cursor.wraps = false;
    terminal_index(terminal);
}

/* The cursor moves on by what was printed; behind the last column it waits. */
static void advance(struct terminal *terminal, unsigned width)
{
    struct terminal_cursor *cursor = &terminal->cursor;

    if (cursor->column + width < terminal->screen.columns) {
        cursor->column = (uint16_t)(cursor->column + width);
        return;
    }
    cursor->column = (uint16_t)(terminal->screen.columns - 1);
    cursor->wraps = (terminal->modes & MODE_WRAP) != 0;
}

void terminal_print(struct terminal *terminal, uint32_t code)
{
    struct terminal_cursor *cursor = &terminal->cursor;
    struct cell cell = cursor->pen, blank = terminal_blank(terminal);
    unsigned columns = terminal->screen.columns, width;

    if (cursor->graphics[cursor->charset] && code >= 0x60 && code <= 0x7e)
        code = line_drawing[code - 0x60];
    width = code < 0x300 ? 1 : width_of(code);
    /* A cell holds one character: marks that combine with the one before are not shown. */
    if (width == 0 || width > columns)
        return;
    if (cursor->wraps)
        wrap(terminal);
    if (cursor->column + width > columns) { /* a wide one at the last column */
        if ((terminal->modes & MODE_WRAP) != 0)
            wrap(terminal);
        else
            cursor->column = (uint16_t)(columns - width);
    }
    if ((terminal->modes & MODE_INSERT) != 0)
        screen_insert(&terminal->screen, cursor->row, cursor->column, width, &blank);
    cell.text = (cell.text & ~CELL_CODE) | code;
    screen_put(&terminal->screen, cursor->row, cursor->column, &cell, width);
    advance(terminal, width);
    terminal->last = code;
}

/* The usual case, many printable ASCII characters, without a decision for each: how many there
 * were. */
size_t terminal_print_run(struct terminal *terminal, const uint8_t *bytes, size_t size)
{
    struct terminal_cursor *cursor = &terminal->cursor;
    struct cell cell = cursor->pen, blank = terminal_blank(terminal);
    struct cell *cells;
    size_t count, room, i;

    if (cursor->graphics[cursor->charset] || (terminal->modes & MODE_INSERT) != 0 || cursor->wraps)
        return 0;
    room = (size_t)(terminal->screen.columns - cursor->column);
    if (size > room)
        size = room;
    for (count = 0; count < size && bytes[count] >= 0x20 && bytes[count] < 0x7f; count++)
        continue;
    if (count == 0)
        return 0;
    /* Also takes care of wide characters at both ends. */
    screen_fill(&terminal->screen, cursor->row, cursor->column, (unsigned)(cursor->column + count),
                &blank);
    cells = screen_line(&terminal->screen, cursor->row)->cells + cursor->column;
    cell.text &= ~CELL_CODE;
    for (i = 0; i < count; i++) {
        cells[i] = cell;
        cells[i].text |= bytes[i];
    }
    screen_use(&terminal->screen, cursor->row, (unsigned)(cursor->column + count));
    screen_damage(&terminal->screen, cursor->row, cursor->column,
                  (unsigned)(cursor->column + count));
    terminal->last = bytes[count - 1];
    advance(terminal, (unsigned)count);
    return count;
}
