#include "strbuf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *checked_resize(void *ptr, size_t size)
{
    void *result = realloc(ptr, size ? size : 1);
    if (!result) {
        fprintf(stderr, "vsh: out of memory (%zu bytes wanted)\n", size);
        exit(2);
    }
    return result;
}

void *checked_alloc(size_t size)
{
    return memset(checked_resize(NULL, size), 0, size);
}

char *checked_copy(const char *text, size_t length)
{
    char *copy = checked_resize(NULL, length + 1);
    memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

static void reserve(struct strbuf *buffer, size_t extra)
{
    size_t wanted = buffer->length + extra + 1;
    if (wanted <= buffer->capacity)
        return;
    buffer->capacity = wanted < 64 ? 64 : wanted * 2;
    buffer->data = checked_resize(buffer->data, buffer->capacity);
}

void strbuf_insert(struct strbuf *buffer, size_t at, const char *text, size_t length)
{
    reserve(buffer, length);
    memmove(buffer->data + at + length, buffer->data + at, buffer->length - at);
    memcpy(buffer->data + at, text, length);
    buffer->length += length;
    buffer->data[buffer->length] = '\0';
}

void strbuf_remove(struct strbuf *buffer, size_t at, size_t length)
{
    if (length == 0)
        return;
    memmove(buffer->data + at, buffer->data + at + length, buffer->length - at - length);
    buffer->length -= length;
    buffer->data[buffer->length] = '\0';
}

void strbuf_add(struct strbuf *buffer, const char *text, size_t length)
{
    strbuf_insert(buffer, buffer->length, text, length);
}

void strbuf_adds(struct strbuf *buffer, const char *text)
{
    strbuf_add(buffer, text, strlen(text));
}

void strbuf_addc(struct strbuf *buffer, char c)
{
    strbuf_add(buffer, &c, 1);
}

void strbuf_clear(struct strbuf *buffer)
{
    reserve(buffer, 0);
    buffer->length = 0;
    buffer->data[0] = '\0';
}

void strbuf_free(struct strbuf *buffer)
{
    free(buffer->data);
    *buffer = (struct strbuf){0};
}

char *strbuf_take(struct strbuf *buffer)
{
    reserve(buffer, 0);
    buffer->data[buffer->length] = '\0';
    char *text = buffer->data;
    *buffer = (struct strbuf){0};
    return text;
}
