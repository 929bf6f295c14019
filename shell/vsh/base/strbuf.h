/* A growable string. Always NUL-terminated once something was appended; out of memory ends the
 * shell with a message, as there is nothing sensible left to do. */
#ifndef VSH_STRBUF_H
#define VSH_STRBUF_H

#include <stddef.h>

struct strbuf {
    char *data;
    size_t length, capacity;
};

void strbuf_add(struct strbuf *buffer, const char *text, size_t length);
void strbuf_adds(struct strbuf *buffer, const char *text);
void strbuf_addc(struct strbuf *buffer, char c);
/* Insert at, or remove from, a byte position. */
void strbuf_insert(struct strbuf *buffer, size_t at, const char *text, size_t length);
void strbuf_remove(struct strbuf *buffer, size_t at, size_t length);
void strbuf_clear(struct strbuf *buffer);
void strbuf_free(struct strbuf *buffer);
/* The text, which the caller frees; the buffer is empty afterwards. */
char *strbuf_take(struct strbuf *buffer);

void *checked_alloc(size_t size);
void *checked_resize(void *ptr, size_t size);
char *checked_copy(const char *text, size_t length);

#endif
