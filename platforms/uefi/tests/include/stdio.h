/* What hal/tests/check.h wants of <stdio.h>: messages go to the early console. */
#ifndef UEFI_TESTS_STDIO_H
#define UEFI_TESTS_STDIO_H

#include <base/macros.h>

#define stderr 0
int fprintf(int file, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
