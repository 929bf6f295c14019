/* Answers to questions. */
#include "terminal.h"
#include <stdio.h>

/* DSR: 5 all is well, 6 where the cursor is. */
void terminal_report(struct terminal *terminal, unsigned what)
{
    char text[32];
    unsigned row = terminal->cursor.row;

    if ((terminal->modes & MODE_ORIGIN) != 0)
        row -= terminal->top;
    if (what == 5) {
        terminal_reply(terminal, "\033[0n");
    } else if (what == 6) {
        (void)snprintf(text, sizeof text, "\033[%u;%uR", row + 1, terminal->cursor.column + 1u);
        terminal_reply(terminal, text);
    }
}

/* XTWINOPS: only the size in characters. */
void terminal_report_window(struct terminal *terminal, unsigned what)
{
    char text[32];

    if (what != 18)
        return;
    (void)snprintf(text, sizeof text, "\033[8;%u;%ut", terminal->screen.rows,
                   terminal->screen.columns);
    terminal_reply(terminal, text);
}
