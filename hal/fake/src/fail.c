/* The end of a test that broke the contract. */
#include "internal.h"

#include <stdio.h>
#include <stdlib.h>

_Noreturn void fake_fail(const char *text)
{
    fprintf(stderr, "hal_fake: %s\n", text);
    abort();
}
