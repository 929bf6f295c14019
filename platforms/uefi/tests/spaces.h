#ifndef UEFI_TESTS_SPACES_H
#define UEFI_TESTS_SPACES_H

#include <stdbool.h>

/* Run the test of this name; false when it is none of those of spaces. */
bool test_spaces(const char *test);

#endif
