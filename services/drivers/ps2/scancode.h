/*
 * Scan codes of a PS/2 keyboard into keys.
 *
 * A key is numbered as in scan code set 1, plus KEY_EXTENDED when its codes begin with E0. Set 1 is
 * what arrives when the controller translates; set 2 is what keyboards send by themselves.
 */
#ifndef PS2_SCANCODE_H
#define PS2_SCANCODE_H

#include <stdbool.h>
#include <stdint.h>

enum key {
    KEY_NONE = 0,
    KEY_ESCAPE = 0x01,
    KEY_BACKSPACE = 0x0e,
    KEY_TAB = 0x0f,
    KEY_ENTER = 0x1c,
    KEY_LEFT_CONTROL = 0x1d,
    KEY_LEFT_SHIFT = 0x2a,
    KEY_RIGHT_SHIFT = 0x36,
    KEY_PAD_MULTIPLY = 0x37,
    KEY_LEFT_ALT = 0x38,
    KEY_CAPS_LOCK = 0x3a,
    KEY_F1 = 0x3b,
    KEY_F10 = 0x44,
    KEY_NUM_LOCK = 0x45,
    KEY_SCROLL_LOCK = 0x46,
    KEY_PAD_7 = 0x47,
    KEY_PAD_MINUS = 0x4a,
    KEY_PAD_PLUS = 0x4e,
    KEY_PAD_PERIOD = 0x53,
    KEY_F11 = 0x57,
    KEY_F12 = 0x58,
    KEY_EXTENDED = 0x80,
    KEY_PAD_ENTER = KEY_EXTENDED | 0x1c,
    KEY_RIGHT_CONTROL = KEY_EXTENDED | 0x1d,
    KEY_PAD_DIVIDE = KEY_EXTENDED | 0x35,
    KEY_RIGHT_ALT = KEY_EXTENDED | 0x38,
    KEY_HOME = KEY_EXTENDED | 0x47,
    KEY_UP = KEY_EXTENDED | 0x48,
    KEY_PAGE_UP = KEY_EXTENDED | 0x49,
    KEY_LEFT = KEY_EXTENDED | 0x4b,
    KEY_RIGHT = KEY_EXTENDED | 0x4d,
    KEY_END = KEY_EXTENDED | 0x4f,
    KEY_DOWN = KEY_EXTENDED | 0x50,
    KEY_PAGE_DOWN = KEY_EXTENDED | 0x51,
    KEY_INSERT = KEY_EXTENDED | 0x52,
    KEY_DELETE = KEY_EXTENDED | 0x53
};

struct scancode {
    bool set2;
    bool extended, released; /* prefixes that have come */
    uint8_t skip;            /* bytes of the Pause key still to come */
};

struct key_event {
    uint8_t key; /* KEY_NONE: nothing yet */
    bool pressed;
    bool lost; /* the keyboard lost codes: take all keys for released */
};

struct key_event scancode_next(struct scancode *state, uint8_t byte);

#endif
