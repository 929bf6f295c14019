#include "buffer.h"
#include "../base/utf8.h"
#include "width.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { CHANGES_MAX = 1000 };

static void forget_changes(struct edit_buffer *buffer)
{
    for (size_t i = 0; i < buffer->change_count; i++)
        free(buffer->changes[i].removed);
    buffer->change_count = 0;
}

void buffer_free(struct edit_buffer *buffer)
{
    forget_changes(buffer);
    free(buffer->changes);
    strbuf_free(&buffer->text);
    *buffer = (struct edit_buffer){0};
}

void buffer_reset(struct edit_buffer *buffer, const char *text)
{
    forget_changes(buffer);
    strbuf_clear(&buffer->text);
    strbuf_adds(&buffer->text, text);
    buffer->cursor = buffer->text.length;
}

/* ---- changes --------------------------------------------------------------------------------- */

/* A character typed behind the last one belongs to the same change, unless it begins a word. */
static bool extends_change(const struct edit_buffer *buffer, size_t at, size_t removed,
                           const char *text, size_t length)
{
    if (buffer->change_count == 0 || removed > 0 || length > 4)
        return false;
    const struct change *last = &buffer->changes[buffer->change_count - 1];
    if (last->removed_length > 0 || last->at + last->inserted != at)
        return false;
    return text[0] == ' ' || last->inserted == 0 || buffer->text.data[at - 1] != ' ';
}

static void note_change(struct edit_buffer *buffer, size_t from, size_t to, const char *text,
                        size_t length)
{
    if (extends_change(buffer, from, to - from, text, length)) {
        buffer->changes[buffer->change_count - 1].inserted += length;
        return;
    }
    if (buffer->change_count == CHANGES_MAX) {
        free(buffer->changes[0].removed);
        memmove(buffer->changes, buffer->changes + 1,
                --buffer->change_count * sizeof *buffer->changes);
    }
    if (buffer->change_count == buffer->change_capacity) {
        buffer->change_capacity = buffer->change_capacity ? buffer->change_capacity * 2 : 16;
        buffer->changes =
            checked_resize(buffer->changes, buffer->change_capacity * sizeof *buffer->changes);
    }
    buffer->changes[buffer->change_count++] = (struct change){
        .at = from,
        .inserted = length,
        .removed = to > from ? checked_copy(buffer->text.data + from, to - from) : NULL,
        .removed_length = to - from,
        .cursor_before = buffer->cursor,
    };
}

void buffer_replace(struct edit_buffer *buffer, size_t from, size_t to, const char *text,
                    size_t length)
{
    if (from == to && length == 0) {
        buffer->cursor = from;
        return;
    }
    note_change(buffer, from, to, text, length);
    strbuf_remove(&buffer->text, from, to - from);
    strbuf_insert(&buffer->text, from, text, length);
    buffer->cursor = from + length;
}

void buffer_insert(struct edit_buffer *buffer, const char *text, size_t length)
{
    buffer_replace(buffer, buffer->cursor, buffer->cursor, text, length);
}

void buffer_erase(struct edit_buffer *buffer, size_t from, size_t to)
{
    buffer_replace(buffer, from, to, "", 0);
}

bool buffer_undo(struct edit_buffer *buffer)
{
    if (buffer->change_count == 0)
        return false;
    struct change *last = &buffer->changes[--buffer->change_count];
    strbuf_remove(&buffer->text, last->at, last->inserted);
    if (last->removed)
        strbuf_insert(&buffer->text, last->at, last->removed, last->removed_length);
    buffer->cursor = last->cursor_before;
    free(last->removed);
    return true;
}

/* ---- places ---------------------------------------------------------------------------------- */

static size_t length_at(const struct edit_buffer *buffer, size_t at)
{
    return character_length(buffer->text.data + at, buffer->text.length - at);
}

static bool combines(const struct edit_buffer *buffer, size_t at)
{
    return at < buffer->text.length && (unsigned char)buffer->text.data[at] >= 0x80 &&
           character_width(buffer->text.data + at, length_at(buffer, at)) == 0;
}

static size_t one_left(const struct edit_buffer *buffer, size_t at)
{
    size_t start = at;
    while (start > 0 && at - start < 4 &&
           ((unsigned char)buffer->text.data[--start] & 0xc0) == 0x80)
        continue;
    return start + length_at(buffer, start) == at || at == 0 ? start : at - 1;
}

size_t buffer_left(const struct edit_buffer *buffer, size_t at)
{
    do
        at = one_left(buffer, at);
    while (at > 0 && combines(buffer, at));
    return at;
}

size_t buffer_right(const struct edit_buffer *buffer, size_t at)
{
    if (at == buffer->text.length)
        return at;
    do
        at += length_at(buffer, at);
    while (combines(buffer, at));
    return at;
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n';
}

size_t buffer_word_left(const struct edit_buffer *buffer, size_t at)
{
    while (at > 0 && !is_word(buffer->text.data[at - 1]))
        at--;
    while (at > 0 && is_word(buffer->text.data[at - 1]))
        at--;
    return at;
}

size_t buffer_word_right(const struct edit_buffer *buffer, size_t at)
{
    while (at < buffer->text.length && !is_word(buffer->text.data[at]))
        at++;
    while (at < buffer->text.length && is_word(buffer->text.data[at]))
        at++;
    return at;
}

size_t buffer_blank_left(const struct edit_buffer *buffer, size_t at)
{
    while (at > 0 && is_blank(buffer->text.data[at - 1]))
        at--;
    while (at > 0 && !is_blank(buffer->text.data[at - 1]))
        at--;
    return at;
}

size_t buffer_line_start(const struct edit_buffer *buffer, size_t at)
{
    while (at > 0 && buffer->text.data[at - 1] != '\n')
        at--;
    return at;
}

size_t buffer_line_end(const struct edit_buffer *buffer, size_t at)
{
    while (at < buffer->text.length && buffer->text.data[at] != '\n')
        at++;
    return at;
}

/* ---- exchanging and changing letters --------------------------------------------------------- */

/* The text of second, what is between, and the text of first, in place of all of it. */
static void swap(struct edit_buffer *buffer, size_t first, size_t first_end, size_t second,
                 size_t second_end)
{
    struct strbuf swapped = {0};
    const char *text = buffer->text.data;
    strbuf_add(&swapped, text + second, second_end - second);
    strbuf_add(&swapped, text + first_end, second - first_end);
    strbuf_add(&swapped, text + first, first_end - first);
    buffer_replace(buffer, first, second_end, swapped.data, swapped.length);
    strbuf_free(&swapped);
}

bool buffer_swap_characters(struct edit_buffer *buffer)
{
    size_t second = buffer->cursor;
    if (second == buffer->text.length)
        second = buffer_left(buffer, second);
    size_t first = buffer_left(buffer, second);
    if (first == second)
        return false;
    swap(buffer, first, second, second, buffer_right(buffer, second));
    return true;
}

bool buffer_swap_words(struct edit_buffer *buffer)
{
    size_t second_end = buffer_word_right(buffer, buffer->cursor);
    size_t second = buffer_word_left(buffer, second_end);
    size_t first = buffer_word_left(buffer, second);
    size_t first_end = buffer_word_right(buffer, first);
    if (first_end > second || first == second)
        return false;
    swap(buffer, first, first_end, second, buffer_word_right(buffer, second));
    return true;
}

void buffer_change_case(struct edit_buffer *buffer, enum letter_case to)
{
    size_t end = buffer_word_right(buffer, buffer->cursor), from = buffer->cursor;
    char *text = checked_copy(buffer->text.data + from, end - from);
    bool inside = false;
    for (size_t i = 0; i < end - from; i++) {
        bool upper = to == CASE_UPPER || (to == CASE_TITLE && !inside);
        inside = inside || is_word(text[i]);
        if (isalpha((unsigned char)text[i]))
            text[i] =
                (char)(upper ? toupper((unsigned char)text[i]) : tolower((unsigned char)text[i]));
    }
    buffer_replace(buffer, from, end, text, end - from);
    free(text);
}
