/*
 * fbcon: the firmware's framebuffer and a keyboard, as a terminal (spec/driver.vibee).
 *
 * What is written goes through the terminal at once; it is drawn when some time has passed since
 * the last drawing, so that a key shows immediately and a flood is drawn a few dozen times a
 * second; a few rows at a time, so that whoever writes does not wait for a picture. What was
 * written last is kept by init: a driver that is started again shows the same by going through it
 * again.
 */
#ifndef FBCON_FBCON_H
#define FBCON_FBCON_H

#include "../common/terminal_server.h"
#include "view.h"

enum { INPUT_SIZE = 4096, HISTORY_SIZE = 65536 };

struct fbcon {
    struct terminal_server server; /* its input: typed, and the terminal's answers */
    uint64_t region;
    struct terminal terminal;
    struct view view;
    struct kept_ring history; /* what was written; the oldest is dropped */
    uint64_t keyboard;        /* sender to its driver; 0 none yet */
    bool changed;             /* something is to be drawn */
    bool drawing;             /* some rows have been */
    uint64_t next_drawing;    /* not before */
    uint64_t drawing_time;    /* nanoseconds, of this picture */
};

/* display.c */
int64_t display_start(struct fbcon *fbcon, const struct sdk_claimed *claimed);
void display_draw(struct fbcon *fbcon);
/* Begin a picture, or go on with it. */
void display_draw_some(struct fbcon *fbcon);
/* What the terminal answers goes to whoever reads. */
void display_answer(struct fbcon *fbcon);

/* What is kept with the input. */
struct fbcon_taken {
    uint64_t keys;    /* position in the keyboard's input up to which it is there */
    uint64_t answers; /* position in the history up to which the terminal's answers are */
};

/* keyboard.c: pulses with these codes come into the driver's channel. */
enum { PULSE_KEYBOARD = 1, PULSE_APPEARED = 2 };
void keyboard_start(struct fbcon *fbcon);
void keyboard_appeared(struct fbcon *fbcon);
void keyboard_read(struct fbcon *fbcon);

#endif
