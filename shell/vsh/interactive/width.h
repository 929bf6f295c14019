/* How many columns characters take on a terminal. */
#ifndef VSH_WIDTH_H
#define VSH_WIDTH_H

#include <stddef.h>

/* Columns that a character of length bytes takes: 0 for one that combines with the one before, and
 * for controls, which have no form. */
int character_width(const char *text, size_t length);

#endif
