/*
 * The line discipline: from the bytes of a keyboard to what a program reads, to what is shown and
 * to signals. No system call is made here. What to show goes to a function; signals gather as bits.
 *
 * Keys in canonical mode: Backspace erases a character, Ctrl-W a word, Ctrl-U the line; Ctrl-R
 * shows it again; Ctrl-V takes the next key literally; Ctrl-D ends the input, or hands over an
 * unfinished line. With VB_TERMINAL_SIGNALS Ctrl-C, Ctrl-\ and Ctrl-Z send INT, QUIT and TSTP and
 * drop what was typed.
 */
#ifndef COMMON_LINE_H
#define COMMON_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LINE_EDIT_MAX = 4096, LINE_QUEUE_SIZE = 65536, LINE_ENDS_MAX = 64 };

typedef void line_show(void *context, const char *text, size_t size);

struct line {
    uint32_t modes; /* vb_terminal_modes; change them by line_set_modes */
    line_show *show;
    void *context;
    uint64_t signals; /* 1 << number for each to send; the owner clears it */
    bool literal;     /* the next key is text */
    size_t edit_size;
    char edit[LINE_EDIT_MAX]; /* the line being typed */
    uint64_t head, tail;      /* bytes ever put into and taken from the queue */
    char queue[LINE_QUEUE_SIZE];
    unsigned end_count; /* ends of input in the queue, each after that many bytes */
    uint64_t ends[LINE_ENDS_MAX];
};

/* Bytes from the keyboard. Those for which there is no room are dropped, with a bell. */
void line_input(struct line *line, const char *bytes, size_t size);

/* An end of input behind what came so far: one read ends there, those after it go on. */
void line_end(struct line *line);

/* Canonical mode ends: what was typed so far can be read. */
void line_set_modes(struct line *line, uint32_t modes);

/* How many bytes a read of this size gets now; 0 with *end: it gets the end of input; 0: it waits.
 */
size_t line_readable(const struct line *line, size_t size, bool *end);

/* The run of bytes at the front of the queue: its start, and its size in *size, at most what it
 * was. */
const char *line_front(const struct line *line, size_t *size);

/* Take bytes, or with size 0 the end of input, from the front. */
void line_take(struct line *line, size_t size);

/* Room for bytes of input. */
size_t line_room(const struct line *line);

#endif
