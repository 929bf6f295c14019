/* See keymap.h. */
#include "keymap.h"
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Keys with a sequence: CSI number ~, or CSI letter (ss3: without modifiers SS3 letter). */
struct special {
    uint8_t key;
    uint8_t number; /* 0: letter */
    char letter;
    bool ss3;
};

static const struct special specials[] = {
    {KEY_UP, 0, 'A', false},      {KEY_DOWN, 0, 'B', false},  {KEY_RIGHT, 0, 'C', false},
    {KEY_LEFT, 0, 'D', false},    {KEY_HOME, 0, 'H', false},  {KEY_END, 0, 'F', false},
    {KEY_INSERT, 2, 0, false},    {KEY_DELETE, 3, 0, false},  {KEY_PAGE_UP, 5, 0, false},
    {KEY_PAGE_DOWN, 6, 0, false}, {KEY_F1, 0, 'P', true},     {KEY_F1 + 1, 0, 'Q', true},
    {KEY_F1 + 2, 0, 'R', true},   {KEY_F1 + 3, 0, 'S', true}, {KEY_F1 + 4, 15, 0, false},
    {KEY_F1 + 5, 17, 0, false},   {KEY_F1 + 6, 18, 0, false}, {KEY_F1 + 7, 19, 0, false},
    {KEY_F1 + 8, 20, 0, false},   {KEY_F10, 21, 0, false},    {KEY_F11, 23, 0, false},
    {KEY_F12, 24, 0, false},
};

static uint8_t modifier_of(uint8_t key)
{
    switch (key) {
    case KEY_LEFT_SHIFT:
        return MODIFIER_LEFT_SHIFT;
    case KEY_RIGHT_SHIFT:
        return MODIFIER_RIGHT_SHIFT;
    case KEY_LEFT_CONTROL:
        return MODIFIER_LEFT_CONTROL;
    case KEY_RIGHT_CONTROL:
        return MODIFIER_RIGHT_CONTROL;
    case KEY_LEFT_ALT:
        return MODIFIER_ALT;
    case KEY_RIGHT_ALT:
        return MODIFIER_ALT_GRAPH;
    default:
        return 0;
    }
}

static uint8_t lock_of(uint8_t key)
{
    return key == KEY_CAPS_LOCK     ? LOCK_CAPS
           : key == KEY_NUM_LOCK    ? LOCK_NUM
           : key == KEY_SCROLL_LOCK ? LOCK_SCROLL
                                    : 0;
}

/* Whether the key was one of these, which send nothing. */
static bool change_state(struct keymap *keymap, struct key_event event)
{
    uint8_t modifier = modifier_of(event.key), lock = lock_of(event.key);

    if (event.pressed) {
        keymap->modifiers |= modifier;
        keymap->locks ^= lock & (uint8_t)~keymap->locks_held;
        keymap->locks_held |= lock;
    } else {
        keymap->modifiers &= (uint8_t)~modifier;
        keymap->locks_held &= (uint8_t)~lock;
    }
    return modifier != 0 || lock != 0;
}

static unsigned xterm_modifiers(const struct keymap *keymap)
{
    return ((keymap->modifiers & MODIFIER_SHIFT) != 0 ? 1u : 0u) |
           ((keymap->modifiers & (MODIFIER_ALT | MODIFIER_ALT_GRAPH)) != 0 ? 2u : 0u) |
           ((keymap->modifiers & MODIFIER_CONTROL) != 0 ? 4u : 0u);
}

static size_t put_special(const struct special *special, unsigned modifiers, char *bytes)
{
    int size;

    if (special->number != 0 && modifiers != 0)
        size = snprintf(bytes, KEYMAP_BYTES_MAX, "\033[%u;%u~", special->number, modifiers + 1);
    else if (special->number != 0)
        size = snprintf(bytes, KEYMAP_BYTES_MAX, "\033[%u~", special->number);
    else if (modifiers != 0)
        size = snprintf(bytes, KEYMAP_BYTES_MAX, "\033[1;%u%c", modifiers + 1, special->letter);
    else
        size = snprintf(bytes, KEYMAP_BYTES_MAX, "\033%c%c", special->ss3 ? 'O' : '[',
                        special->letter);
    return size > 0 ? (size_t)size : 0;
}

static size_t put_utf8(uint32_t code, char *bytes)
{
    if (code < 0x80) {
        bytes[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        bytes[0] = (char)(0xc0 | code >> 6);
        bytes[1] = (char)(0x80 | (code & 0x3f));
        return 2;
    }
    bytes[0] = (char)(0xe0 | code >> 12);
    bytes[1] = (char)(0x80 | (code >> 6 & 0x3f));
    bytes[2] = (char)(0x80 | (code & 0x3f));
    return 3;
}

/* The keypad's keys from 7 to the period, as text or as the key that is printed below. */
static const char pad_text[] = "789-456+1230.";
static const uint8_t pad_keys[] = {
    KEY_HOME, KEY_UP,   KEY_PAGE_UP,   0,          KEY_LEFT,  0, KEY_RIGHT, 0,
    KEY_END,  KEY_DOWN, KEY_PAGE_DOWN, KEY_INSERT, KEY_DELETE};

/* A key of the keypad: its character, or *key becomes what it stands for without Num Lock. */
static uint32_t pad_character(const struct keymap *keymap, uint8_t *key)
{
    bool numbers = ((keymap->locks & LOCK_NUM) != 0) != ((keymap->modifiers & MODIFIER_SHIFT) != 0);
    unsigned index = *key - (unsigned)KEY_PAD_7;

    switch (*key) {
    case KEY_PAD_MULTIPLY:
        return '*';
    case KEY_PAD_DIVIDE:
        return '/';
    case KEY_PAD_ENTER:
        *key = KEY_ENTER;
        return 0;
    default:
        break;
    }
    if (index >= sizeof pad_keys)
        return 0;
    if (numbers || *key == KEY_PAD_MINUS || *key == KEY_PAD_PLUS)
        return (uint32_t)(unsigned char)pad_text[index];
    *key = pad_keys[index];
    return 0;
}

/* Capitals by Caps Lock: of letters, that is where Shift gives another case and not another sign.
 */
static bool is_letter(const struct layout_key *key)
{
    uint16_t small = key->characters[0], large = key->characters[1];

    return (small >= 'a' && small <= 'z') ||
           (small >= 0xe0 && small <= 0xfe && small != 0xf7 && large == small - 0x20);
}

static uint32_t text_character(const struct keymap *keymap, uint8_t key, bool *graph)
{
    const struct layout_key *row;
    bool shift = (keymap->modifiers & MODIFIER_SHIFT) != 0;

    if (key >= LAYOUT_KEYS)
        return 0;
    row = &keymap->layout->keys[key];
    if ((keymap->locks & LOCK_CAPS) != 0 && is_letter(row))
        shift = !shift;
    *graph = (keymap->modifiers & MODIFIER_ALT_GRAPH) != 0 && row->characters[2] != 0;
    if (*graph && shift && row->characters[3] != 0)
        return row->characters[3];
    return row->characters[*graph ? 2 : shift];
}

/* What Control makes of a character, as xterm does; the character itself when nothing. */
static uint32_t control_of(uint32_t code)
{
    static const char digits[] = "2345678", results[] = "\x00\x1b\x1c\x1d\x1e\x1f\x7f";
    const char *digit;

    if (code >= 'a' && code <= 'z')
        return code - 'a' + 1;
    if (code >= '@' && code <= '_')
        return code & 0x1f;
    if (code == ' ')
        return 0;
    if (code == '/')
        return 0x1f;
    if (code == '?')
        return 0x7f;
    digit = code < 0x80 && code != 0 ? strchr(digits, (int)code) : NULL;
    return digit != NULL ? (uint32_t)(unsigned char)results[digit - digits] : code;
}

/* Keys that send a control character by themselves; -1: none of them. */
static int plain_control(const struct keymap *keymap, uint8_t key)
{
    bool control = (keymap->modifiers & MODIFIER_CONTROL) != 0;

    switch (key) {
    case KEY_ESCAPE:
        return 0x1b;
    case KEY_BACKSPACE:
        return control ? 0x08 : 0x7f;
    case KEY_TAB:
        return '\t';
    case KEY_ENTER:
        return '\r';
    default:
        return -1;
    }
}

static size_t put_text(const struct keymap *keymap, uint32_t code, bool graph, char *bytes)
{
    uint8_t alt = graph ? MODIFIER_ALT : MODIFIER_ALT | MODIFIER_ALT_GRAPH;
    size_t size = 0;

    if ((keymap->modifiers & alt) != 0)
        bytes[size++] = '\033';
    return size + put_utf8(code, bytes + size);
}

size_t keymap_event(struct keymap *keymap, struct key_event event, char bytes[KEYMAP_BYTES_MAX])
{
    uint8_t key = event.key;
    bool graph = false;
    uint32_t code;
    int control;
    size_t i;

    if (event.lost)
        keymap->modifiers = keymap->locks_held = 0;
    if (key == KEY_NONE || change_state(keymap, event) || !event.pressed)
        return 0;
    code = pad_character(keymap, &key);
    for (i = 0; i < sizeof specials / sizeof specials[0]; i++)
        if (specials[i].key == key)
            return put_special(&specials[i], xterm_modifiers(keymap), bytes);
    if (key == KEY_TAB && (keymap->modifiers & MODIFIER_SHIFT) != 0) {
        memcpy(bytes, "\033[Z", 3);
        return 3;
    }
    control = plain_control(keymap, key);
    if (control >= 0)
        return put_text(keymap, (uint32_t)control, false, bytes);
    if (code == 0)
        code = text_character(keymap, key, &graph);
    if (code == 0)
        return 0;
    if ((keymap->modifiers & MODIFIER_CONTROL) != 0)
        code = control_of(code);
    return put_text(keymap, code, graph, bytes);
}
