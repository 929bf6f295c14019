/* Sizes for people. */
#ifndef SHELL_LIB_SIZE_H
#define SHELL_LIB_SIZE_H

#include <stddef.h>

/* As ls -h: 999, 1.5K, 12M; always rounded up. */
void size_format(char *out, size_t room, unsigned long long bytes);

#endif
