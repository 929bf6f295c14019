/* Keys from the bytes that a terminal sends. */
#ifndef VSH_KEYS_H
#define VSH_KEYS_H

#include "../base/strbuf.h"

#include <stdbool.h>

enum key {
    KEY_END_OF_INPUT = -1,
    KEY_SIGNAL = -2, /* none: a signal came first */
    KEY_UP = 0x100,
    KEY_DOWN,
    KEY_LEFT,
    KEY_RIGHT,
    KEY_HOME,
    KEY_END,
    KEY_DELETE,
    KEY_PAGE_UP,
    KEY_PAGE_DOWN,
    KEY_WORD_LEFT,
    KEY_WORD_RIGHT,
    KEY_SHIFT_TAB,
    KEY_PASTE, /* text follows: keyboard_paste() */
    KEY_UNKNOWN,
    KEY_META = 0x200,   /* and a byte: behind ESC, or with Alt */
    KEY_PREFIX = 0x400, /* and a byte: behind Ctrl-X */
};

#define CTRL(letter) ((letter) & 0x1f)

struct keyboard {
    unsigned char input[4096]; /* bytes read ahead */
    size_t at, end;
};

/* The next key; bytes of UTF-8 come one by one. */
int keyboard_key(struct keyboard *keyboard);
/* The next byte as it is, -1: the end. */
int keyboard_byte(struct keyboard *keyboard);
/* Whether a key can be had without waiting. */
bool keyboard_has_more(const struct keyboard *keyboard);
/* What a terminal that marks pasted text sends up to the closing mark. */
void keyboard_paste(struct keyboard *keyboard, struct strbuf *text);

#endif
