/*
 * Bounded text formatting without a C library. Freestanding, stateless, no floating point.
 *
 *   format_text(out, sizeof out, "page %u of %s", page, name)
 *
 * A conversion is %[flags][width][.precision][length]type:
 *   flags      - left-justify; 0 pad numbers with zeros
 *   width      a decimal number or * (an int argument; negative: left-justify)
 *   precision  for s only: at most so many bytes, a number or *
 *   length     l, ll or z for d u x X
 *   type       s (NULL prints as "(null)"), c, d, i, u, x, X, p (0x and lower-case hexadecimal), %
 * The compiler checks the arguments as for printf. Any other conversion is copied as it stands.
 */
#ifndef BASE_FORMAT_H
#define BASE_FORMAT_H

#include <base/macros.h>
#include <stdarg.h>
#include <stddef.h>

/* Write at most size - 1 bytes and a NUL (nothing when size is 0). Returns the length the whole
 * text has, which is >= size when it was cut; a cut never leaves part of a UTF-8 character. */
size_t format_text(char *out, size_t size, const char *format, ...) PRINTF_LIKE(3, 4);
size_t format_text_v(char *out, size_t size, const char *format, va_list arguments)
    PRINTF_LIKE(3, 0);

#endif
