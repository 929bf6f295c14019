/* Making a terminal, and what comes in: see terminal.h. */
#include "terminal.h"
#include <stdlib.h>
#include <string.h>

static const struct cell plain_pen = {' ', COLOR_DEFAULT, COLOR_DEFAULT};

bool terminal_init(struct terminal *terminal, unsigned columns, unsigned rows)
{
    memset(terminal, 0, sizeof *terminal);
    if (!screen_init(&terminal->screen, columns, rows))
        return false;
    terminal->main = malloc((size_t)columns * rows * sizeof *terminal->main);
    if (terminal->main == NULL) {
        screen_free(&terminal->screen);
        return false;
    }
    terminal_reset(terminal);
    return true;
}

void terminal_free(struct terminal *terminal)
{
    screen_free(&terminal->screen);
    free(terminal->main);
    terminal->main = NULL;
}

/* RIS: as after terminal_init, all blank. */
void terminal_reset(struct terminal *terminal)
{
    unsigned row, column;

    memset(&terminal->parser, 0, sizeof terminal->parser);
    memset(&terminal->cursor, 0, sizeof terminal->cursor);
    terminal->cursor.pen = plain_pen;
    terminal->saved[0] = terminal->saved[1] = terminal->cursor;
    terminal->modes = MODE_WRAP | MODE_CURSOR;
    terminal->top = 0;
    terminal->bottom = terminal->screen.rows;
    terminal->last = 0;
    memset(terminal->tabs, 0, sizeof terminal->tabs);
    for (column = 8; column < terminal->screen.columns; column += 8)
        terminal->tabs[column / 8] |= 1;
    for (row = 0; row < terminal->screen.rows; row++)
        screen_fill(&terminal->screen, row, 0, terminal->screen.columns, &plain_pen);
}

/* What erasing leaves: a space in the current background, without attributes. */
struct cell terminal_blank(const struct terminal *terminal)
{
    return (struct cell){' ', COLOR_DEFAULT, terminal->cursor.pen.background};
}

/* An answer that does not fit whole is lost: nobody reads the answers. */
void terminal_reply(struct terminal *terminal, const char *text)
{
    size_t size = strlen(text);

    if (size > sizeof terminal->reply - terminal->reply_size)
        return;
    memcpy(terminal->reply + terminal->reply_size, text, size);
    terminal->reply_size += size;
}

size_t terminal_take_reply(struct terminal *terminal, char *to, size_t room)
{
    size_t size = terminal->reply_size < room ? terminal->reply_size : room;

    memcpy(to, terminal->reply, size);
    memmove(terminal->reply, terminal->reply + size, terminal->reply_size - size);
    terminal->reply_size -= size;
    return size;
}

/* One byte; whether it was used up. */
static bool take(struct terminal *terminal, uint8_t byte)
{
    switch (parser_next(&terminal->parser, byte)) {
    case PARSER_PRINT:
        terminal_print(terminal, terminal->parser.code);
        break;
    case PARSER_PRINT_AGAIN:
        terminal_print(terminal, terminal->parser.code);
        return false;
    case PARSER_CONTROL:
        terminal_control(terminal, byte);
        break;
    case PARSER_ESC:
        terminal_escape(terminal, byte);
        break;
    case PARSER_CSI_DONE:
        terminal_csi(terminal, byte);
        break;
    default:
        break;
    }
    return true;
}

void terminal_write(struct terminal *terminal, const void *bytes, size_t size)
{
    const uint8_t *at = bytes, *end = at + size;
    size_t run;

    while (at < end) {
        run = 0;
        if (terminal->parser.state == PARSER_GROUND && terminal->parser.missing == 0)
            run = terminal_print_run(terminal, at, (size_t)(end - at));
        at += run;
        if (run == 0 && take(terminal, *at))
            at++;
    }
}

void terminal_translate_keys(const struct terminal *terminal, char *bytes, size_t size)
{
    size_t i;

    if ((terminal->modes & MODE_CURSOR_KEYS) == 0)
        return;
    for (i = 0; i + 2 < size; i++)
        if (bytes[i] == '\033' && bytes[i + 1] == '[' && strchr("ABCDFH", bytes[i + 2]) != NULL)
            bytes[i + 1] = 'O';
}
