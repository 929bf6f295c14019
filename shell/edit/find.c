#define _GNU_SOURCE /* memmem */
#include "find.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static bool has_capitals(const char *text)
{
    for (; *text; text++)
        if (isupper((unsigned char)*text))
            return true;
    return false;
}

static const char *find_ignoring(const char *text, size_t length, const char *pattern, size_t size)
{
    char low = pattern[0], high = (char)toupper((unsigned char)low);
    for (const char *end = text + length - size; text <= end; text++)
        if ((*text == low || *text == high) && strncasecmp(text, pattern, size) == 0)
            return text;
    return NULL;
}

bool find_forward(struct buffer *buffer, size_t from, const char *pattern, size_t *found)
{
    size_t size = strlen(pattern), length = buffer->size - from;
    if (size == 0 || size > length)
        return false;
    const char *text = buffer_view(buffer, from, buffer->size);
    const char *at = has_capitals(pattern) ? memmem(text, length, pattern, size)
                                           : find_ignoring(text, length, pattern, size);
    if (at)
        *found = from + (size_t)(at - text);
    return at != NULL;
}

bool find_back(struct buffer *buffer, size_t from, const char *pattern, size_t *found)
{
    size_t size = strlen(pattern);
    bool exact = has_capitals(pattern);
    if (size == 0 || size > buffer->size)
        return false;
    const char *text = buffer_view(buffer, 0, buffer->size);
    size_t at = from < buffer->size - size + 1 ? from : buffer->size - size + 1;
    while (at-- > 0) {
        if (exact ? memcmp(text + at, pattern, size) == 0
                  : strncasecmp(text + at, pattern, size) == 0) {
            *found = at;
            return true;
        }
    }
    return false;
}
