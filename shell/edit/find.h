/* Finding text in the buffer: bytes as they are, with case ignored when the pattern has no capital
 * letters. */
#ifndef SHELL_EDIT_FIND_H
#define SHELL_EDIT_FIND_H

#include "buffer.h"

/* The first place from `from` on, or the last one that begins before it; false: there is none. */
bool find_forward(struct buffer *buffer, size_t from, const char *pattern, size_t *found);
bool find_back(struct buffer *buffer, size_t from, const char *pattern, size_t *found);

#endif
