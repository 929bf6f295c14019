/* Control characters and the short escape sequences. */
#include "terminal.h"

static void line_feed(struct terminal *terminal)
{
    terminal_index(terminal);
    if ((terminal->modes & MODE_NEWLINE) != 0)
        terminal->cursor.column = 0;
}

void terminal_control(struct terminal *terminal, uint8_t byte)
{
    struct terminal_cursor *cursor = &terminal->cursor;

    switch (byte) {
    case '\b':
        if (cursor->column > 0)
            cursor->column--;
        cursor->wraps = false;
        break;
    case '\t':
        terminal_tab(terminal, 1);
        break;
    case '\n':
    case '\v':
    case '\f':
        line_feed(terminal);
        break;
    case '\r':
        cursor->column = 0;
        cursor->wraps = false;
        break;
    case 0x0e:
        cursor->charset = 1;
        break;
    case 0x0f:
        cursor->charset = 0;
        break;
    default: /* BEL and the others do nothing */
        break;
    }
}

/* DECALN: the screen full of E, for adjustment and for tests. */
static void align(struct terminal *terminal)
{
    const struct cell cell = {'E', COLOR_DEFAULT, COLOR_DEFAULT};
    unsigned row;

    terminal->top = 0;
    terminal->bottom = terminal->screen.rows;
    terminal->modes &= ~(uint32_t)MODE_ORIGIN;
    terminal_goto(terminal, 0, 0);
    for (row = 0; row < terminal->screen.rows; row++)
        screen_fill(&terminal->screen, row, 0, terminal->screen.columns, &cell);
}

static void plain_escape(struct terminal *terminal, uint8_t final)
{
    unsigned column = terminal->cursor.column;

    switch (final) {
    case '7':
        terminal_save_cursor(terminal);
        break;
    case '8':
        terminal_restore_cursor(terminal);
        break;
    case 'D':
        terminal_index(terminal);
        break;
    case 'E':
        terminal_index(terminal);
        terminal->cursor.column = 0;
        break;
    case 'M':
        terminal_reverse_index(terminal);
        break;
    case 'H':
        terminal->tabs[column / 8] |= (uint8_t)(1u << column % 8);
        break;
    case 'c':
        terminal_reset(terminal);
        break;
    case '=':
        terminal->modes |= MODE_KEYPAD;
        break;
    case '>':
        terminal->modes &= ~(uint32_t)MODE_KEYPAD;
        break;
    default:
        break;
    }
}

void terminal_escape(struct terminal *terminal, uint8_t final)
{
    switch (terminal->parser.intermediate) {
    case 0:
        plain_escape(terminal, final);
        break;
    case '(': /* G0 */
        terminal->cursor.graphics[0] = final == '0';
        break;
    case ')': /* G1 */
        terminal->cursor.graphics[1] = final == '0';
        break;
    case '#':
        if (final == '8')
            align(terminal);
        break;
    default:
        break;
    }
}
