#ifndef VSH_UTF8_H
#define VSH_UTF8_H

#include <stddef.h>

/* Bytes of the UTF-8 character at text (at least 1); a byte that begins none counts alone. */
size_t character_length(const char *text, size_t length);

#endif
