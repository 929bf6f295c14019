/* Log records as text. Pure. */
#ifndef LOG_FORMAT_H
#define LOG_FORMAT_H

#include <stddef.h>
#include <stdint.h>

/* The text of what mem://log gave: one line a record, "[seconds.micros] pid level: text". Malformed
 * rests are left out. Returns the bytes that all of it takes; at most `room` are written. */
size_t log_format(const uint8_t *records, size_t size, char *out, size_t room);

#endif
