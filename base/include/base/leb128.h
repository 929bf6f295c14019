/* LEB128 integers (DWARF 5 section 7.6, WebAssembly core 5.2.2). Freestanding, stateless. */
#ifndef BASE_LEB128_H
#define BASE_LEB128_H

#include <base/macros.h>
#include <vibee/status.h>

/* Read an unsigned or signed integer of at most `bits` (1 to 64) bits at *cursor, not beyond `end`,
 * and advance *cursor. VB_ERR_RANGE when the bytes run out ("unexpected end"), VB_ERR_TOO_BIG when
 * the encoding is longer than ceil(bits / 7) bytes, VB_ERR_INVALID when unused bits are wrong. On
 * an error *cursor and *out are unchanged. */
MUST_CHECK int leb128_read_unsigned(const uint8_t **cursor, const uint8_t *end, unsigned bits,
                                    uint64_t *out);
MUST_CHECK int leb128_read_signed(const uint8_t **cursor, const uint8_t *end, unsigned bits,
                                  int64_t *out);

#endif
