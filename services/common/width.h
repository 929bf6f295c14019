/* How many columns text takes on a terminal. */
#ifndef COMMON_WIDTH_H
#define COMMON_WIDTH_H

#include <stddef.h>
#include <stdint.h>

/*
 * The last character of UTF-8 text: its size in bytes (a byte that belongs to no character counts
 * as one; 0: the text is empty) and its code point (for such a byte: the byte).
 */
size_t utf8_last(const char *text, size_t size, uint32_t *code);

/* Columns: 0 for combining characters, 2 for East Asian wide ones and emoji, 1 for others. */
unsigned width_of(uint32_t code);

#endif
