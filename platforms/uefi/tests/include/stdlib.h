/* What hal/tests/check.h wants of <stdlib.h>: the machine stops. */
#ifndef UEFI_TESTS_STDLIB_H
#define UEFI_TESTS_STDLIB_H

_Noreturn void exit(int status);

#endif
