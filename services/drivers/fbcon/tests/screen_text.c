#include "screen_text.h"
#include <stdio.h>
#include <stdlib.h>

static char text[SCREEN_ROWS_MAX * (SCREEN_COLUMNS_MAX * 4 + 1) + 1];

static char *put_utf8(char *to, uint32_t code)
{
    if (code < 0x80) {
        *to++ = (char)code;
    } else if (code < 0x800) {
        *to++ = (char)(0xc0 | code >> 6);
        *to++ = (char)(0x80 | (code & 0x3f));
    } else {
        if (code >= 0x10000)
            *to++ = (char)(0xf0 | code >> 18);
        *to++ = (char)(code >= 0x10000 ? 0x80 | (code >> 12 & 0x3f) : 0xe0 | code >> 12);
        *to++ = (char)(0x80 | (code >> 6 & 0x3f));
        *to++ = (char)(0x80 | (code & 0x3f));
    }
    return to;
}

const char *screen_text(const struct terminal *terminal)
{
    const struct screen *screen = &terminal->screen;
    char *to = text, *start;
    unsigned row, column;

    for (row = 0; row < screen->rows; row++) {
        start = to;
        for (column = 0; column < screen->columns; column++)
            if ((screen_line(screen, row)->cells[column].text & CELL_TAIL) == 0)
                to = put_utf8(to, cell_code(&screen_line(screen, row)->cells[column]));
        while (to > start && to[-1] == ' ')
            to--;
        *to++ = '\n';
    }
    *to = '\0';
    return text;
}

static void require(bool holds, const char *what)
{
    if (holds)
        return;
    (void)fprintf(stderr, "terminal: %s\n", what);
    abort();
}

static void check_line(const struct screen *screen, const struct line *line)
{
    unsigned i;

    require(line->first <= line->end && line->end <= screen->columns, "damage outside the line");
    for (i = 0; i < screen->columns; i++) {
        uint32_t cell = line->cells[i].text;
        bool tail_follows = i + 1u < screen->columns && (line->cells[i + 1].text & CELL_TAIL) != 0;

        require(((cell & CELL_WIDE) != 0) == tail_follows, "half of a wide character");
        require((cell & CELL_TAIL) == 0 || i > 0, "second half in the first column");
        require((cell & CELL_TAIL) != 0 || (cell & CELL_CODE) >= ' ', "a cell without character");
        require((cell & CELL_CODE) <= 0x10ffff, "not a character");
    }
}

void screen_check(const struct terminal *terminal)
{
    const struct screen *screen = &terminal->screen;
    static bool seen[SCREEN_ROWS_MAX];
    unsigned row;

    require(terminal->cursor.row < screen->rows, "cursor's row");
    require(terminal->cursor.column < screen->columns, "cursor's column");
    require(terminal->top < terminal->bottom && terminal->bottom <= screen->rows, "region");
    require(terminal->reply_size <= sizeof terminal->reply, "reply");
    for (row = 0; row < screen->rows; row++)
        seen[row] = false;
    for (row = 0; row < screen->rows; row++) {
        require(screen->order[row] < screen->rows && !seen[screen->order[row]], "order");
        seen[screen->order[row]] = true;
        check_line(screen, screen_line(screen, row));
    }
}
