/* A full-screen program's loop: what it has drawn is shown when nothing more is typed, and then the
 * next thing happens. */
#ifndef SHELL_LIB_SCREEN_EVENT_H
#define SHELL_LIB_SCREEN_EVENT_H

#include "screen.h"

#include <stdint.h>

enum event_kind {
    EVENT_KEY,
    EVENT_RESIZE, /* the screen has its new size: draw it */
    EVENT_TIME,
    EVENT_OTHER, /* the other descriptor can be read */
    EVENT_END,   /* hang-up, SIGTERM, no more input */
};

struct display {
    struct screen screen;
    struct keys keys;
    struct key key; /* of EVENT_KEY */
    void (*draw)(void *context);
    void *context;
};

/* False: there is no terminal to draw on (errno). */
bool display_open(struct display *display, bool alternate);
void display_close(struct display *display);
/* The screen's size, before it is open. */
void display_measure(struct display *display);
/* The next event. Before it waits, it has the program draw, and shows it. */
enum event_kind display_next(struct display *display, int64_t milliseconds, int other);
/* Draw and show now. */
void display_show(struct display *display);
/* Whether Ctrl-C was typed meanwhile, without waiting for it: to give up what takes long. */
bool display_interrupted(struct display *display);
/* Let the terminal be somebody else's: Ctrl-Z. */
void display_suspend(struct display *display);

#endif
