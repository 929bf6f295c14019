#include "screen_event.h"

#include "screen_terminal.h"

#include <string.h>

enum {
    ESCAPE_MS = 50,
    PASTE_MS = 10000, /* a paste whose end does not come is over then */
    INPUT_SIZE = 65536,
};

void display_measure(struct display *display)
{
    int rows, columns;
    terminal_size(&rows, &columns);
    screen_resize(&display->screen, rows, columns);
}

bool display_open(struct display *display, bool alternate)
{
    if (!terminal_open(alternate))
        return false;
    display_measure(display);
    return true;
}

void display_close(struct display *display)
{
    terminal_close();
    screen_free(&display->screen);
    keys_free(&display->keys);
}

void display_show(struct display *display)
{
    struct bytes *out = &display->screen.out;
    display->draw(display->context);
    screen_paint(&display->screen);
    terminal_write(out->data, out->length);
    out->length = 0;
}

void display_suspend(struct display *display)
{
    terminal_suspend();
    display->screen.known = false;
}

/* Take what was typed; false: nothing will come any more. */
static bool take(struct display *display)
{
    static char input[INPUT_SIZE];
    ssize_t n = terminal_read(input, sizeof input);
    if (n > 0)
        keys_feed(&display->keys, input, (size_t)n);
    return n > 0;
}

bool display_interrupted(struct display *display)
{
    struct keys *keys = &display->keys;
    if (terminal_wait(0, -1) & TERMINAL_KEYS)
        (void)take(display);
    size_t left = keys->input.length - keys->at;
    const char *found = left ? memchr(keys->input.data + keys->at, KEY_CONTROL('C'), left) : NULL;
    if (found)
        keys->at = (size_t)(found + 1 - keys->input.data);
    return found != NULL;
}

/* Show what is to be seen, unless something has happened already. */
static unsigned show_and_wait(struct display *display, int64_t milliseconds, int other)
{
    unsigned events = terminal_wait(0, other);
    if (events)
        return events;
    display_show(display);
    return terminal_wait(milliseconds, other);
}

enum event_kind display_next(struct display *display, int64_t milliseconds, int other)
{
    struct keys *keys = &display->keys;
    while (!keys_next(keys, &display->key, false)) {
        /* An ESC alone is told from a sequence by what follows it soon, or does not. */
        bool begun = keys_begun(keys) || keys->pasting;
        unsigned events = begun ? terminal_wait(keys->pasting ? PASTE_MS : ESCAPE_MS, -1)
                                : show_and_wait(display, milliseconds, other);
        if (events == 0 && !begun)
            return EVENT_TIME;
        if (events == 0 && keys_next(keys, &display->key, true))
            return EVENT_KEY;
        if (events & TERMINAL_ENDS || (events & TERMINAL_KEYS && !take(display)))
            return EVENT_END;
        if (events & TERMINAL_CHANGED) {
            display_measure(display);
            return EVENT_RESIZE;
        }
        if (events & TERMINAL_OTHER)
            return EVENT_OTHER;
    }
    return EVENT_KEY;
}
