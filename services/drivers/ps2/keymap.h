/*
 * Keys into what a terminal sends: UTF-8, control characters, and xterm's sequences with its
 * numbers for modifiers (1 + Shift 1 + Alt 2 + Control 4).
 */
#ifndef PS2_KEYMAP_H
#define PS2_KEYMAP_H

#include "layout.h"
#include "scancode.h"
#include <stddef.h>

enum { KEYMAP_BYTES_MAX = 16 };

enum keymap_modifier {
    MODIFIER_LEFT_SHIFT = 1 << 0,
    MODIFIER_RIGHT_SHIFT = 1 << 1,
    MODIFIER_LEFT_CONTROL = 1 << 2,
    MODIFIER_RIGHT_CONTROL = 1 << 3,
    MODIFIER_ALT = 1 << 4,
    MODIFIER_ALT_GRAPH = 1 << 5, /* the right Alt key, where the layout has something for it */
    MODIFIER_SHIFT = MODIFIER_LEFT_SHIFT | MODIFIER_RIGHT_SHIFT,
    MODIFIER_CONTROL = MODIFIER_LEFT_CONTROL | MODIFIER_RIGHT_CONTROL
};

/* Bits as the keyboard's command for its lights takes them. */
enum keymap_lock { LOCK_SCROLL = 1, LOCK_NUM = 2, LOCK_CAPS = 4 };

struct keymap {
    const struct layout *layout;
    uint8_t modifiers; /* held down */
    uint8_t locks;
    uint8_t locks_held; /* lock keys held down: they repeat, and switch once */
};

/* What the event sends: so many bytes, 0 none. */
size_t keymap_event(struct keymap *keymap, struct key_event event, char bytes[KEYMAP_BYTES_MAX]);

#endif
