#include "screen_prompt.h"

#include "text.h"

#include <string.h>

void prompt_begin(struct prompt *prompt, const char *text)
{
    prompt->text.length = 0;
    bytes_add(&prompt->text, text, strlen(text));
    prompt->cursor = prompt->text.length;
}

const char *prompt_text(struct prompt *prompt)
{
    bytes_add(&prompt->text, "", 1);
    prompt->text.length--;
    return prompt->text.data;
}

static void insert(struct prompt *prompt, const char *text, size_t length)
{
    struct bytes *all = &prompt->text;
    bytes_add(all, text, length);
    if (length == 0)
        return;
    memmove(all->data + prompt->cursor + length, all->data + prompt->cursor,
            all->length - length - prompt->cursor);
    memcpy(all->data + prompt->cursor, text, length);
    prompt->cursor += length;
}

static void erase(struct prompt *prompt, size_t from, size_t to)
{
    if (from < to)
        memmove(prompt->text.data + from, prompt->text.data + to, prompt->text.length - to);
    prompt->text.length -= to - from;
    prompt->cursor = from;
}

static size_t before(const struct prompt *prompt)
{
    size_t at = prompt->cursor;
    while (at > 0 && text_continues(prompt->text.data[--at]))
        continue;
    return at;
}

static size_t behind(const struct prompt *prompt)
{
    size_t left = prompt->text.length - prompt->cursor;
    return prompt->cursor +
           (left ? text_character(prompt->text.data + prompt->cursor, left, NULL) : 0);
}

static void insert_first_line(struct prompt *prompt, const struct bytes *text)
{
    const char *end = text->length ? memchr(text->data, '\n', text->length) : NULL;
    insert(prompt, text->data, end ? (size_t)(end - text->data) : text->length);
}

enum prompt_result prompt_key(struct prompt *prompt, const struct keys *keys, const struct key *key)
{
    switch (key->code) {
    case '\r':
    case '\n':
        return PROMPT_DONE;
    case KEY_ESCAPE:
    case KEY_CONTROL('C'):
    case KEY_CONTROL('G'):
        return PROMPT_CANCEL;
    case KEY_BACKSPACE:
    case KEY_CONTROL('H'):
        if (prompt->text.length == 0)
            return PROMPT_CANCEL;
        erase(prompt, before(prompt), prompt->cursor);
        break;
    case KEY_DELETE:
    case KEY_CONTROL('D'):
        erase(prompt, prompt->cursor, behind(prompt));
        break;
    case KEY_CONTROL('U'):
        erase(prompt, 0, prompt->cursor);
        break;
    case KEY_LEFT:
        prompt->cursor = before(prompt);
        break;
    case KEY_RIGHT:
        prompt->cursor = behind(prompt);
        break;
    case KEY_HOME:
    case KEY_CONTROL('A'):
        prompt->cursor = 0;
        break;
    case KEY_END:
    case KEY_CONTROL('E'):
        prompt->cursor = prompt->text.length;
        break;
    case KEY_PASTE:
        insert_first_line(prompt, &keys->paste);
        break;
    default:
        if (key->length == 0 || key->code < ' ')
            return PROMPT_OTHER;
        insert(prompt, key->text, (size_t)key->length);
    }
    return PROMPT_MORE;
}

/* Columns of the text up to a place. */
static int width(const struct prompt *prompt, size_t to)
{
    struct glyph glyph;
    int columns = 0;
    for (size_t at = 0; at < to; at += glyph.size) {
        screen_glyph(prompt->text.data + at, prompt->text.length - at, &glyph);
        columns += glyph.width;
    }
    return columns;
}

void prompt_draw(const struct prompt *prompt, struct screen *screen, int row, const char *label,
                 struct style style)
{
    struct glyph glyph;
    screen_clear(screen, row, 0, style);
    int column = screen_text(screen, row, 0, label, style), room = screen->columns - column - 1;
    int hidden = width(prompt, prompt->cursor) - (room > 1 ? room : 1), start = column;
    for (size_t at = 0; at < prompt->text.length; at += glyph.size) {
        screen_glyph(prompt->text.data + at, prompt->text.length - at, &glyph);
        if (hidden > 0)
            hidden -= glyph.width;
        else
            column = screen_put(screen, row, column, &glyph, style);
        if (at + glyph.size == prompt->cursor)
            start = column;
    }
    screen->cursor_row = row;
    screen->cursor_column = start < screen->columns ? start : screen->columns - 1;
}
