/*
 * The text that is edited: any bytes, in one piece but for a gap where it was changed last, and the
 * places where lines begin, with a gap of their own. Behind the gap places count from the end, so
 * that a change moves none of them. Places are offsets in bytes; lines count from 0.
 */
#ifndef SHELL_EDIT_BUFFER_H
#define SHELL_EDIT_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

struct buffer {
    char *data;
    size_t size; /* of the text */
    size_t room; /* of data: text and gap */
    size_t gap;  /* where it begins */
    size_t *starts;
    size_t line_count, line_room, line_gap;
};

/* False: no memory, here and below; nothing has changed then. */
bool buffer_init(struct buffer *buffer);
void buffer_free(struct buffer *buffer);
bool buffer_insert(struct buffer *buffer, size_t at, const char *text, size_t length);
void buffer_erase(struct buffer *buffer, size_t at, size_t length);
/* A part of the text in one piece, good until the next call of any of these. */
const char *buffer_view(struct buffer *buffer, size_t from, size_t to);
char buffer_byte(const struct buffer *buffer, size_t at);
size_t buffer_line_start(const struct buffer *buffer, size_t line);
/* Where its newline is, or the end of the text. */
size_t buffer_line_end(const struct buffer *buffer, size_t line);
size_t buffer_line_of(const struct buffer *buffer, size_t at);

#endif
