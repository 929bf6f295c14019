/* The text that is edited: where the cursor is, where words begin, and how it was before. */
#ifndef VSH_BUFFER_H
#define VSH_BUFFER_H

#include "../base/strbuf.h"

#include <stdbool.h>

/* Text took the place of other text. */
struct change {
    size_t at, inserted; /* bytes */
    char *removed;
    size_t removed_length, cursor_before;
};

struct edit_buffer {
    struct strbuf text;
    size_t cursor; /* a byte, where a character begins */
    /* private */
    struct change *changes;
    size_t change_count, change_capacity;
};

void buffer_free(struct edit_buffer *buffer);
/* A new text, which cannot be undone, with the cursor behind it. */
void buffer_reset(struct edit_buffer *buffer, const char *text);
/* Put text in place of what is between two bytes; the cursor is behind it afterwards. */
void buffer_replace(struct edit_buffer *buffer, size_t from, size_t to, const char *text,
                    size_t length);
void buffer_insert(struct edit_buffer *buffer, const char *text, size_t length);
void buffer_erase(struct edit_buffer *buffer, size_t from, size_t to);
/* Take back the last change; letters of a word that were typed one by one count as one. False:
 * there is none. */
bool buffer_undo(struct edit_buffer *buffer);

/* Where the character before or behind a byte begins: with the marks that combine with it. */
size_t buffer_left(const struct edit_buffer *buffer, size_t at);
size_t buffer_right(const struct edit_buffer *buffer, size_t at);
/* Words of letters, digits and _ ; blank_left: of everything but blanks. */
size_t buffer_word_left(const struct edit_buffer *buffer, size_t at);
size_t buffer_word_right(const struct edit_buffer *buffer, size_t at);
size_t buffer_blank_left(const struct edit_buffer *buffer, size_t at);
/* The ends of the line, of several, that a byte is in. */
size_t buffer_line_start(const struct edit_buffer *buffer, size_t at);
size_t buffer_line_end(const struct edit_buffer *buffer, size_t at);

/* Exchange the characters, or the words, around the cursor; false: there are no two. */
bool buffer_swap_characters(struct edit_buffer *buffer);
bool buffer_swap_words(struct edit_buffer *buffer);

enum letter_case { CASE_LOWER, CASE_UPPER, CASE_TITLE };
/* Change the letters (ASCII) up to the end of the word. */
void buffer_change_case(struct edit_buffer *buffer, enum letter_case to);

#endif
