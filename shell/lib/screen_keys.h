/*
 * From the bytes that a terminal sends to keys: UTF-8 characters, controls, xterm's sequences
 * (CSI, SS3, Alt as a leading ESC) and bracketed paste. No system call is made here.
 */
#ifndef SHELL_LIB_SCREEN_KEYS_H
#define SHELL_LIB_SCREEN_KEYS_H

#include <stdbool.h>
#include <stddef.h>

/* Codes: characters by their Unicode number (controls, too), else these; modifiers are added. */
enum {
    KEY_ESCAPE = 0x1b,
    KEY_BACKSPACE = 0x7f,
    KEY_FIRST = 0x110000,
    KEY_UP = KEY_FIRST,
    KEY_DOWN,
    KEY_RIGHT,
    KEY_LEFT,
    KEY_HOME,
    KEY_END,
    KEY_PAGE_UP,
    KEY_PAGE_DOWN,
    KEY_INSERT,
    KEY_DELETE,
    KEY_BACK_TAB,
    KEY_PASTE, /* the text is in keys.paste */
    KEY_BYTE,  /* a byte that is no UTF-8: in text */
    KEY_UNKNOWN,
    KEY_FUNCTION, /* F1; F2 is one more, up to F12 */
    KEY_SHIFT = 0x1000000,
    KEY_ALT = 0x2000000,
    KEY_CTRL = 0x4000000,
};
#define KEY_CONTROL(letter) ((letter) & 0x1f)

struct key {
    int code;
    char text[5]; /* of a character: its bytes */
    int length;   /* of it; 0: the key is no text */
};

struct bytes {
    char *data;
    size_t length, room;
};
void bytes_add(struct bytes *bytes, const char *data, size_t length);
void bytes_free(struct bytes *bytes);

/* Begin with all zero. */
struct keys {
    struct bytes input; /* from `at` on: not yet decoded */
    size_t at;
    bool pasting;
    struct bytes paste;
};

void keys_feed(struct keys *keys, const char *bytes, size_t length);
/* The next key; false: more bytes are needed. With `last` nothing more comes soon: an ESC that
 * could begin a sequence is the key, and a paste is over. */
bool keys_next(struct keys *keys, struct key *key, bool last);
/* Whether bytes wait that are the beginning of a key. */
bool keys_begun(const struct keys *keys);
void keys_free(struct keys *keys);

#endif
