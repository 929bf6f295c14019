/* SM, RM and their private forms; the alternate screen. */
#include "terminal.h"

/* What a mode's number switches; 0: nothing that we have. */
static uint32_t ansi_mode(unsigned number)
{
    return number == 4 ? MODE_INSERT : number == 20 ? MODE_NEWLINE : 0;
}

static uint32_t private_mode(unsigned number)
{
    switch (number) {
    case 1:
        return MODE_CURSOR_KEYS;
    case 5:
        return MODE_REVERSE;
    case 6:
        return MODE_ORIGIN;
    case 7:
        return MODE_WRAP;
    case 25:
        return MODE_CURSOR;
    case 66:
        return MODE_KEYPAD;
    case 2004:
        return MODE_BRACKETED_PASTE;
    default:
        return 0;
    }
}

static void damage_all(struct terminal *terminal)
{
    unsigned row;

    for (row = 0; row < terminal->screen.rows; row++)
        screen_damage(&terminal->screen, row, 0, terminal->screen.columns);
}

static void clear(struct terminal *terminal)
{
    struct cell blank = terminal_blank(terminal);
    unsigned row;

    for (row = 0; row < terminal->screen.rows; row++)
        screen_fill(&terminal->screen, row, 0, terminal->screen.columns, &blank);
}

/*
 * 47 and 1047 exchange the screens (1047 clears the alternate one when it goes away); 1049 also
 * saves and restores the cursor, and clears the alternate screen when it comes.
 */
static void alternate(struct terminal *terminal, unsigned number, bool on)
{
    bool shown = (terminal->modes & MODE_ALTERNATE) != 0;

    if (on && !shown) {
        if (number == 1049)
            terminal_save_cursor(terminal);
        screen_save(&terminal->screen, terminal->main);
        terminal->modes |= MODE_ALTERNATE;
        clear(terminal); /* what it held before is not kept */
    } else if (!on && shown) {
        screen_restore(&terminal->screen, terminal->main);
        terminal->modes &= ~(uint32_t)MODE_ALTERNATE;
    }
    if (!on && number == 1049)
        terminal_restore_cursor(terminal);
}

static void set_private(struct terminal *terminal, unsigned number, bool on)
{
    uint32_t mode = private_mode(number);

    if (number == 47 || number == 1047 || number == 1049)
        alternate(terminal, number, on);
    else if (number == 1048 && on)
        terminal_save_cursor(terminal);
    else if (number == 1048)
        terminal_restore_cursor(terminal);
    terminal->modes = on ? terminal->modes | mode : terminal->modes & ~mode;
    if (mode == MODE_ORIGIN)
        terminal_goto(terminal, 0, 0);
    if (mode == MODE_REVERSE)
        damage_all(terminal);
    if (mode == MODE_WRAP && !on)
        terminal->cursor.wraps = false;
}

void terminal_set_modes(struct terminal *terminal, bool on)
{
    /* The parser is reset by what a mode does never: its parameters hold. */
    const struct parser *parser = &terminal->parser;
    uint32_t mode;
    unsigned i;

    for (i = 0; i < parser->count; i++) {
        if (parser->prefix == '?') {
            set_private(terminal, parser->parameters[i], on);
            continue;
        }
        mode = ansi_mode(parser->parameters[i]);
        terminal->modes = on ? terminal->modes | mode : terminal->modes & ~mode;
    }
}
