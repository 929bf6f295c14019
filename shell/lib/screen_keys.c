#include "screen_keys.h"

#include "text.h"
#include "tool.h"

#include <stdlib.h>
#include <string.h>

static const char paste_end[] = "\033[201~";
enum { PASTE_END = sizeof paste_end - 1, SEQUENCE_MAX = 32 };

void bytes_add(struct bytes *bytes, const char *data, size_t length)
{
    if (length == 0)
        return;
    if (bytes->room - bytes->length < length) {
        bytes->room = (bytes->length + length) * 2;
        bytes->data = tool_resize(bytes->data, bytes->room);
    }
    memcpy(bytes->data + bytes->length, data, length);
    bytes->length += length;
}

void bytes_free(struct bytes *bytes)
{
    free(bytes->data);
    *bytes = (struct bytes){0};
}

void keys_feed(struct keys *keys, const char *bytes, size_t length)
{
    if (keys->at == keys->input.length)
        keys->at = keys->input.length = 0;
    bytes_add(&keys->input, bytes, length);
}

bool keys_begun(const struct keys *keys)
{
    return !keys->pasting && keys->at < keys->input.length;
}

void keys_free(struct keys *keys)
{
    bytes_free(&keys->input);
    bytes_free(&keys->paste);
}

static int tilde_key(int number)
{
    static const int codes[] = {
        [1] = KEY_HOME,    [2] = KEY_INSERT,    [3] = KEY_DELETE, [4] = KEY_END,
        [5] = KEY_PAGE_UP, [6] = KEY_PAGE_DOWN, [7] = KEY_HOME,   [8] = KEY_END};
    static const char functions[] = {11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24};
    if (number > 0 && number < (int)(sizeof codes / sizeof codes[0]))
        return codes[number];
    const char *found = number > 0 ? memchr(functions, number, sizeof functions) : NULL;
    return found ? KEY_FUNCTION + (int)(found - functions) : KEY_UNKNOWN;
}

static int letter_key(char final)
{
    static const char letters[] = "ABCDHFZPQRS";
    static const int codes[] = {KEY_UP,           KEY_DOWN,         KEY_RIGHT,       KEY_LEFT,
                                KEY_HOME,         KEY_END,          KEY_BACK_TAB,    KEY_FUNCTION,
                                KEY_FUNCTION + 1, KEY_FUNCTION + 2, KEY_FUNCTION + 3};
    const char *found = strchr(letters, final);
    return found && final ? codes[found - letters] : KEY_UNKNOWN;
}

static int modifiers(int number)
{
    int bits = number > 1 ? number - 1 : 0;
    return (bits & 1 ? KEY_SHIFT : 0) | (bits & 2 ? KEY_ALT : 0) | (bits & 4 ? KEY_CTRL : 0);
}

/* A sequence behind ESC [ or ESC O: its length with these, 0 when it is not whole. */
static size_t sequence(const char *text, size_t length, int *code)
{
    int numbers[2] = {0, 0}, count = 0;
    size_t i = 2;
    for (; i < length && text[i] < '@' && i < SEQUENCE_MAX; i++) {
        if (text[i] == ';')
            count++;
        else if (text[i] >= '0' && text[i] <= '9' && count < 2 && numbers[count] < 10000)
            numbers[count] = numbers[count] * 10 + (text[i] - '0');
    }
    if (i == length)
        return 0;
    if (text[i] == '~' && numbers[0] == 200)
        *code = KEY_PASTE;
    else
        *code = text[i] == '~' ? tilde_key(numbers[0]) : letter_key(text[i]);
    if (*code != KEY_UNKNOWN)
        *code |= modifiers(numbers[1]);
    return i + 1;
}

static size_t character_size(unsigned char first)
{
    return first < 0xc2 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 1;
}

/* How many bytes of a character are there: less than its size means that more must come. */
static size_t character_part(const char *text, size_t length, size_t size)
{
    size_t n = 1;
    while (n < size && n < length && text_continues(text[n]))
        n++;
    return n;
}

static size_t character(const char *text, size_t length, bool last, struct key *key)
{
    size_t size = character_size((unsigned char)*text), part = character_part(text, length, size);
    if (part < size && part == length && !last)
        return 0;
    if (part < size || (size == 1 && (unsigned char)*text >= 0x80)) {
        key->code = KEY_BYTE;
        size = 1;
    } else {
        key->code = (unsigned char)*text;
        if (size > 1)
            key->code &= 0x7f >> size;
        for (size_t i = 1; i < size; i++)
            key->code = key->code << 6 | (text[i] & 0x3f);
    }
    memcpy(key->text, text, size);
    key->length = (int)size;
    return size;
}

static size_t escaped(const char *text, size_t length, bool last, struct key *key)
{
    size_t used = 0;
    if (length == 1) {
        key->code = KEY_ESCAPE;
        return last;
    }
    if ((text[1] == '[' || text[1] == 'O') && (length > 2 || !last)) {
        used = sequence(text, length, &key->code);
        if (used || !last)
            return used;
        key->code = KEY_UNKNOWN; /* a piece of one */
        return length;
    }
    if (text[1] == '\033') {
        key->code = KEY_ESCAPE;
        return 1;
    }
    used = character(text + 1, length - 1, last, key);
    key->code |= KEY_ALT;
    key->length = 0;
    return used ? used + 1 : 0;
}

/* Move what is pasted; true at its end. */
static bool paste(struct keys *keys)
{
    if (keys->at == keys->input.length)
        return false;
    char *text = keys->input.data + keys->at;
    size_t length = keys->input.length - keys->at, kept = 0;
    char *end = NULL;
    for (char *at = text; (at = memchr(at, '\033', length - (size_t)(at - text))) != NULL; at++) {
        size_t left = length - (size_t)(at - text);
        if (left < PASTE_END && memcmp(at, paste_end, left) == 0) {
            kept = left;
            break;
        }
        if (left >= PASTE_END && memcmp(at, paste_end, PASTE_END) == 0) {
            end = at;
            break;
        }
    }
    size_t taken = end ? (size_t)(end - text) : length - kept;
    bytes_add(&keys->paste, text, taken);
    keys->at += end ? taken + PASTE_END : taken;
    keys->pasting = !end;
    return end != NULL;
}

/* Terminals send Return for each newline. */
static void finish_paste(struct bytes *text)
{
    size_t to = 0;
    char before = '\0';
    for (size_t i = 0; i < text->length; i++) {
        char byte = text->data[i];
        if (byte != '\n' || before != '\r')
            text->data[to++] = byte == '\r' ? '\n' : byte;
        before = byte;
    }
    text->length = to;
}

bool keys_next(struct keys *keys, struct key *key, bool last)
{
    *key = (struct key){0};
    size_t length = keys->input.length - keys->at;
    if (length == 0 && !(keys->pasting && last))
        return false;
    const char *text = keys->input.data + keys->at;
    if (!keys->pasting) {
        size_t used =
            *text == '\033' ? escaped(text, length, last, key) : character(text, length, last, key);
        keys->at += used;
        if (used == 0 || key->code != KEY_PASTE)
            return used != 0;
        keys->paste.length = 0;
        keys->pasting = true;
    }
    if (!paste(keys) && !last)
        return false;
    keys->pasting = false;
    finish_paste(&keys->paste);
    *key = (struct key){.code = KEY_PASTE};
    return true;
}
