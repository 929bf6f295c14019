/* What the kernel says of itself: the texts of the schemes mem and proc. */
#ifndef SHELL_LIB_KERNEL_H
#define SHELL_LIB_KERNEL_H

#include <stddef.h>

/* All of such a text; NULL after reporting. The caller frees it. */
char *kernel_text(const char *url);
/* The number behind "KEY: " in a text of lines; 0 when there is none. */
unsigned long long kernel_value(const char *text, const char *key);

#endif
