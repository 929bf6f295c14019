/* Control sequences: movement, erasing, editing. SGR, modes and reports have their own files. */
#include "terminal.h"

static unsigned value(const struct terminal *terminal, unsigned index, unsigned otherwise)
{
    return parser_value(&terminal->parser, index, otherwise);
}

static void erase_rows(struct terminal *terminal, unsigned first, unsigned end)
{
    struct cell blank = terminal_blank(terminal);

    for (; first < end; first++)
        screen_fill(&terminal->screen, first, 0, terminal->screen.columns, &blank);
}

/* EL: 0 to the end of the line, 1 from its start up to the cursor, 2 all of it. */
static void erase_line(struct terminal *terminal, unsigned what)
{
    struct cell blank = terminal_blank(terminal);
    unsigned column = terminal->cursor.column, columns = terminal->screen.columns;

    if (what <= 2)
        screen_fill(&terminal->screen, terminal->cursor.row, what == 0 ? column : 0,
                    what == 1 ? column + 1 : columns, &blank);
}

/* ED: as EL, for the whole screen. 3 would be the lines scrolled out, of which there are none. */
static void erase_screen(struct terminal *terminal, unsigned what)
{
    unsigned row = terminal->cursor.row;

    if (what > 2)
        return;
    if (what != 0)
        erase_rows(terminal, 0, what == 2 ? terminal->screen.rows : row);
    if (what != 2)
        erase_line(terminal, what);
    if (what == 0)
        erase_rows(terminal, row + 1, terminal->screen.rows);
}

static void erase_characters(struct terminal *terminal, unsigned count)
{
    struct cell blank = terminal_blank(terminal);
    unsigned column = terminal->cursor.column, room = terminal->screen.columns - column;

    screen_fill(&terminal->screen, terminal->cursor.row, column,
                column + (count < room ? count : room), &blank);
}

/* IL and DL: only within the scrolling region. */
static void move_lines(struct terminal *terminal, unsigned count, bool insert)
{
    struct cell blank = terminal_blank(terminal);
    unsigned row = terminal->cursor.row;

    if (row < terminal->top || row >= terminal->bottom)
        return;
    if (insert)
        screen_scroll_down(&terminal->screen, row, terminal->bottom, count, &blank);
    else
        screen_scroll_up(&terminal->screen, row, terminal->bottom, count, &blank);
    terminal->cursor.column = 0;
    terminal->cursor.wraps = false;
}

/* ICH, DCH, SU, SD, REP. */
static void edit(struct terminal *terminal, uint8_t final, unsigned count)
{
    struct cell blank = terminal_blank(terminal);
    struct screen *screen = &terminal->screen;
    const struct terminal_cursor *cursor = &terminal->cursor;
    unsigned limit = (unsigned)screen->columns * screen->rows;

    switch (final) {
    case '@':
        screen_insert(screen, cursor->row, cursor->column, count, &blank);
        break;
    case 'P':
        screen_delete(screen, cursor->row, cursor->column, count, &blank);
        break;
    case 'S':
        screen_scroll_up(screen, terminal->top, terminal->bottom, count, &blank);
        break;
    case 'T':
        screen_scroll_down(screen, terminal->top, terminal->bottom, count, &blank);
        break;
    default: /* 'b' */
        for (count = count < limit ? count : limit; count > 0 && terminal->last != 0; count--)
            terminal_print(terminal, terminal->last);
        break;
    }
    if (final != 'b')
        terminal->cursor.wraps = false;
}

/* DECSTBM: at least two rows; the cursor goes home. */
static void set_region(struct terminal *terminal)
{
    unsigned rows = terminal->screen.rows;
    unsigned top = value(terminal, 0, 1), bottom = value(terminal, 1, rows);

    if (bottom > rows)
        bottom = rows;
    if (top >= bottom)
        return;
    terminal->top = (uint16_t)(top - 1);
    terminal->bottom = (uint16_t)bottom;
    terminal_goto(terminal, 0, 0);
}

static void clear_tabs(struct terminal *terminal, unsigned what)
{
    unsigned i, column = terminal->cursor.column;

    if (what == 0)
        terminal->tabs[column / 8] &= (uint8_t)~(1u << column % 8);
    for (i = 0; what == 3 && i < sizeof terminal->tabs; i++)
        terminal->tabs[i] = 0;
}

/* DECSTR */
static void soft_reset(struct terminal *terminal)
{
    terminal->modes = (terminal->modes & (MODE_ALTERNATE | MODE_REVERSE)) | MODE_WRAP | MODE_CURSOR;
    terminal->top = 0;
    terminal->bottom = terminal->screen.rows;
    terminal->cursor.pen = (struct cell){' ', COLOR_DEFAULT, COLOR_DEFAULT};
    terminal->cursor.charset = 0;
    terminal->cursor.graphics[0] = terminal->cursor.graphics[1] = false;
}

static void goto_row(struct terminal *terminal, unsigned row)
{
    terminal_goto(terminal, row, terminal->cursor.column);
}

static void goto_column(struct terminal *terminal, unsigned column)
{
    terminal->cursor.column =
        (uint16_t)(column < terminal->screen.columns ? column : terminal->screen.columns - 1u);
    terminal->cursor.wraps = false;
}

/* Sequences that move the cursor: whether it was one. */
static bool movement(struct terminal *terminal, uint8_t final)
{
    unsigned count = value(terminal, 0, 1), column = terminal->cursor.column;

    switch (final) {
    case 'A':
        terminal_up(terminal, count);
        return true;
    case 'B':
    case 'e':
        terminal_down(terminal, count);
        return true;
    case 'C':
    case 'a':
        goto_column(terminal, column + count);
        return true;
    case 'D':
        goto_column(terminal, column > count ? column - count : 0);
        return true;
    case 'E':
        terminal_down(terminal, count);
        goto_column(terminal, 0);
        return true;
    case 'F':
        terminal_up(terminal, count);
        goto_column(terminal, 0);
        return true;
    case 'G':
    case '`':
        goto_column(terminal, count - 1);
        return true;
    case 'd':
        goto_row(terminal, count - 1);
        return true;
    case 'H':
    case 'f':
        terminal_goto(terminal, count - 1, value(terminal, 1, 1) - 1);
        return true;
    case 'I':
        terminal_tab(terminal, count);
        return true;
    case 'Z':
        terminal_tab_back(terminal, count);
        return true;
    default:
        return false;
    }
}

static void plain(struct terminal *terminal, uint8_t final)
{
    unsigned first = value(terminal, 0, 0), count = value(terminal, 0, 1);

    if (movement(terminal, final))
        return;
    switch (final) {
    case 'J':
        erase_screen(terminal, first);
        break;
    case 'K':
        erase_line(terminal, first);
        break;
    case 'X':
        erase_characters(terminal, count);
        break;
    case 'L':
        move_lines(terminal, count, true);
        break;
    case 'M':
        move_lines(terminal, count, false);
        break;
    case '@':
    case 'P':
    case 'S':
    case 'T':
    case 'b':
        edit(terminal, final, count);
        break;
    case 'g':
        clear_tabs(terminal, first);
        break;
    case 'h':
    case 'l':
        terminal_set_modes(terminal, final == 'h');
        break;
    case 'm':
        terminal_sgr(terminal);
        break;
    case 'n':
        terminal_report(terminal, first);
        break;
    case 'c':
        terminal_reply(terminal, "\033[?62;22c");
        break; /* a VT220 with colours */
    case 'r':
        set_region(terminal);
        break;
    case 's':
        terminal_save_cursor(terminal);
        break;
    case 'u':
        terminal_restore_cursor(terminal);
        break;
    case 't':
        terminal_report_window(terminal, first);
        break;
    default:
        break;
    }
    if (final == 'J' || final == 'K' || final == 'X')
        terminal->cursor.wraps = false;
}

void terminal_csi(struct terminal *terminal, uint8_t final)
{
    const struct parser *parser = &terminal->parser;

    if (parser->intermediate == '!' && final == 'p' && parser->prefix == 0)
        soft_reset(terminal);
    if (parser->intermediate != 0)
        return;
    if (parser->prefix == 0)
        plain(terminal, final);
    else if (parser->prefix == '?' && (final == 'h' || final == 'l'))
        terminal_set_modes(terminal, final == 'h');
    else if (parser->prefix == '?' && (final == 'J' || final == 'K'))
        plain(terminal, final); /* nothing is protected here */
    else if (parser->prefix == '>' && final == 'c')
        terminal_reply(terminal, "\033[>1;10;0c");
}
