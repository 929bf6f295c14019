#include "keys.h"
#include "../os.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

/* Read when nothing is left; false: there is nothing more. */
static bool fill(struct keyboard *keyboard)
{
    if (keyboard->at < keyboard->end)
        return true;
    ssize_t n;
    do
        n = read(0, keyboard->input, sizeof keyboard->input);
    while (n < 0 && errno == EINTR);
    keyboard->at = 0;
    keyboard->end = n > 0 ? (size_t)n : 0;
    return n > 0;
}

int keyboard_byte(struct keyboard *keyboard)
{
    return fill(keyboard) ? keyboard->input[keyboard->at++] : KEY_END_OF_INPUT;
}

bool keyboard_has_more(const struct keyboard *keyboard)
{
    return keyboard->at < keyboard->end;
}

static int numbered_key(int number)
{
    switch (number) {
    case 1:
    case 7:
        return KEY_HOME;
    case 3:
        return KEY_DELETE;
    case 4:
    case 8:
        return KEY_END;
    case 5:
        return KEY_PAGE_UP;
    case 6:
        return KEY_PAGE_DOWN;
    case 200:
        return KEY_PASTE;
    default:
        return KEY_UNKNOWN;
    }
}

static int sequence_key(int final, int number, int modifier)
{
    switch (final) {
    case 'A':
        return KEY_UP;
    case 'B':
        return KEY_DOWN;
    case 'C':
        return modifier > 1 ? KEY_WORD_RIGHT : KEY_RIGHT;
    case 'D':
        return modifier > 1 ? KEY_WORD_LEFT : KEY_LEFT;
    case 'F':
        return KEY_END;
    case 'H':
        return KEY_HOME;
    case 'Z':
        return KEY_SHIFT_TAB;
    case '~':
        return numbered_key(number);
    default:
        return KEY_UNKNOWN;
    }
}

/* Behind ESC [ and ESC O. */
static int sequence(struct keyboard *keyboard)
{
    int numbers[2] = {0, 0}, count = 0, c;
    while ((c = keyboard_byte(keyboard)) >= 0 && c < 0x40) {
        if (c == ';' && count < 1)
            count++;
        else if (isdigit(c) && numbers[count] < 1000)
            numbers[count] = numbers[count] * 10 + (c - '0');
    }
    return c < 0 ? KEY_END_OF_INPUT : sequence_key(c, numbers[0], numbers[1]);
}

static int escape_key(struct keyboard *keyboard)
{
    int c = keyboard_byte(keyboard);
    if (c == '[' || c == 'O')
        return sequence(keyboard);
    if (c == 033) { /* ESC and a key that begins with it */
        int key = keyboard_byte(keyboard) == '[' ? sequence(keyboard) : KEY_UNKNOWN;
        return key == KEY_LEFT ? KEY_WORD_LEFT : key == KEY_RIGHT ? KEY_WORD_RIGHT : key;
    }
    return c < 0 ? c : KEY_META | c;
}

int keyboard_key(struct keyboard *keyboard)
{
    if (!keyboard_has_more(keyboard) && !os_wait_for_input(0))
        return KEY_SIGNAL;
    int c = keyboard_byte(keyboard);
    if (c == CTRL('X')) {
        c = keyboard_byte(keyboard);
        return c < 0 ? c : KEY_PREFIX | c;
    }
    return c == 033 ? escape_key(keyboard) : c;
}

void keyboard_paste(struct keyboard *keyboard, struct strbuf *text)
{
    static const char mark[] = "\033[201~";
    const size_t size = sizeof mark - 1;
    strbuf_clear(text);
    while (fill(keyboard)) {
        unsigned char *from = keyboard->input + keyboard->at;
        size_t available = keyboard->end - keyboard->at;
        /* The mark ends with ~: take bytes up to the first one, or all. */
        unsigned char *stop = memchr(from, mark[size - 1], available);
        size_t length = stop ? (size_t)(stop - from) + 1 : available;
        strbuf_add(text, (char *)from, length);
        keyboard->at += length;
        if (stop && text->length >= size &&
            memcmp(text->data + text->length - size, mark, size) == 0) {
            strbuf_remove(text, text->length - size, size);
            return;
        }
    }
}
