/*
 * The terminal of a full-screen program: raw mode, its size, waiting for keys, signals and another
 * descriptor at once. One a process. Modes are restored when the program ends in any way but by
 * SIGKILL or a trap; the shell does it then.
 */
#ifndef SHELL_LIB_SCREEN_TERMINAL_H
#define SHELL_LIB_SCREEN_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Standard output is the terminal; keys come from standard input when that is one, else from
 * /dev/tty. With `alternate` the screen before comes back at the end. False: no terminal, or it
 * edits lines itself and cannot be raw (errno). */
bool terminal_open(bool alternate);
void terminal_close(void);
/* Stop the program as Ctrl-Z does; when it is continued the terminal is as it was here. */
void terminal_suspend(void);
/* Wait for a command that uses the terminal itself. */
void terminal_leave(void);
bool terminal_enter(void);

void terminal_size(int *rows, int *columns);
void terminal_write(const char *text, size_t length);
/* What was typed; 0: nothing will come any more. */
ssize_t terminal_read(char *text, size_t room);

enum {
    TERMINAL_KEYS = 1,
    TERMINAL_CHANGED = 2, /* its size, or the program was continued: draw all of it */
    TERMINAL_ENDS = 4,    /* hang-up, or somebody wants the program to end */
    TERMINAL_OTHER = 8,   /* the other descriptor can be read */
};
/* At most so many milliseconds (negative: no limit); other: a descriptor or -1. 0: time is over. */
unsigned terminal_wait(int64_t milliseconds, int other);

#endif
