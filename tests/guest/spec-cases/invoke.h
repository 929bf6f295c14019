/* System calls by number, for what interprets tables of them. */
#ifndef TESTS_GUEST_SPEC_CASES_INVOKE_H
#define TESTS_GUEST_SPEC_CASES_INVOKE_H

#include <stdint.h>

/* The result, VB_ERR_NOT_SUPPORTED for a number that is no call. Not every call returns. */
int64_t case_invoke(uint32_t number, const uint64_t *arguments);

#endif
