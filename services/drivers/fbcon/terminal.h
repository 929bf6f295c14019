/*
 * A terminal as programs expect one: ECMA-48 and the part of xterm that terminfo's xterm-256color
 * uses.
 *
 * Bytes go in with terminal_write(); the screen's cells and the cursor are what to show. Answers to
 * questions (cursor position, attributes of the device) collect in reply, for whoever reads input.
 * Pure: no clock, no system calls. What it knows and what not is in docs/terminal.md.
 */
#ifndef FBCON_TERMINAL_H
#define FBCON_TERMINAL_H

#include "parser.h"
#include "screen.h"

enum { TERMINAL_REPLY_MAX = 256 };

enum terminal_mode {
    MODE_INSERT = 1 << 0,          /* IRM: characters push others to the right */
    MODE_NEWLINE = 1 << 1,         /* LNM: line feed returns as well */
    MODE_WRAP = 1 << 2,            /* DECAWM */
    MODE_ORIGIN = 1 << 3,          /* DECOM: rows count from the scrolling region */
    MODE_REVERSE = 1 << 4,         /* DECSCNM: the whole screen with colours exchanged */
    MODE_CURSOR = 1 << 5,          /* DECTCEM: the cursor is shown */
    MODE_CURSOR_KEYS = 1 << 6,     /* DECCKM: arrows send ESC O instead of ESC [ */
    MODE_KEYPAD = 1 << 7,          /* DECKPAM */
    MODE_BRACKETED_PASTE = 1 << 8, /* kept for whoever pastes */
    MODE_ALTERNATE = 1 << 9        /* the alternate screen is shown */
};

struct terminal_cursor {
    uint16_t row, column;
    bool wraps;       /* stands behind the last column: the next character goes to the next row */
    struct cell pen;  /* colours and attributes of what is written, a blank */
    uint8_t charset;  /* which of G0, G1 is in use */
    bool graphics[2]; /* G0, G1 is DEC's line drawing set */
    bool origin;
};

struct terminal {
    struct parser parser;
    struct screen screen;
    struct terminal_cursor cursor;
    struct terminal_cursor saved[2]; /* DECSC, of the main and the alternate screen */
    uint32_t modes;
    uint16_t top, bottom; /* the scrolling region: rows [top, bottom) */
    uint8_t tabs[SCREEN_COLUMNS_MAX / 8];
    struct cell *main; /* contents of the main screen while the alternate one is shown */
    uint32_t last;     /* the last character printed, for REP; 0 none */
    char reply[TERMINAL_REPLY_MAX];
    size_t reply_size;
};

/* false without memory, or when the size is 0 or too large. */
bool terminal_init(struct terminal *terminal, unsigned columns, unsigned rows);
void terminal_free(struct terminal *terminal);

void terminal_write(struct terminal *terminal, const void *bytes, size_t size);

/* Take what was answered, at most room bytes: how many. */
size_t terminal_take_reply(struct terminal *terminal, char *to, size_t room);

/*
 * What a key sends, given as bytes of a keyboard in its usual mode: with MODE_CURSOR_KEYS `ESC [ A`
 * becomes `ESC O A` (and B, C, D, F, H). Works in place; keys do not lie across calls.
 */
void terminal_translate_keys(const struct terminal *terminal, char *bytes, size_t size);

/* The rest is for the terminal's own files. */

/* terminal.c */
void terminal_reset(struct terminal *terminal);
void terminal_reply(struct terminal *terminal, const char *text);
struct cell terminal_blank(const struct terminal *terminal);

/* print.c */
void terminal_print(struct terminal *terminal, uint32_t code);
size_t terminal_print_run(struct terminal *terminal, const uint8_t *bytes, size_t size);

/* move.c: the cursor */
void terminal_goto(struct terminal *terminal, unsigned row, unsigned column); /* both clamped */
void terminal_up(struct terminal *terminal, unsigned count);
void terminal_down(struct terminal *terminal, unsigned count);
void terminal_index(struct terminal *terminal);         /* down, scrolling at the bottom */
void terminal_reverse_index(struct terminal *terminal); /* up, scrolling at the top */
void terminal_tab(struct terminal *terminal, unsigned count);
void terminal_tab_back(struct terminal *terminal, unsigned count);
void terminal_save_cursor(struct terminal *terminal);
void terminal_restore_cursor(struct terminal *terminal);

/* control.c, csi.c, report.c, mode.c, sgr.c */
void terminal_control(struct terminal *terminal, uint8_t byte);
void terminal_escape(struct terminal *terminal, uint8_t final);
void terminal_csi(struct terminal *terminal, uint8_t final);
void terminal_report(struct terminal *terminal, unsigned what);
void terminal_report_window(struct terminal *terminal, unsigned what);
void terminal_set_modes(struct terminal *terminal, bool on);
void terminal_sgr(struct terminal *terminal);

#endif
