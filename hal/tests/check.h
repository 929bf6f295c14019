/* Checks that end the program at once: on a platform that breaks its contract nothing after the
 * first failure can be trusted. */
#ifndef HAL_TESTS_CHECK_H
#define HAL_TESTS_CHECK_H

#include <stdio.h>
#include <stdlib.h>

#define CHECK(condition)                                                                           \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: expected %s\n", __FILE__, __LINE__, #condition);               \
            exit(1);                                                                               \
        }                                                                                          \
    } while (0)

#define CHECK_EQUAL(expected, found)                                                               \
    do {                                                                                           \
        long long expected_ = (long long)(expected), found_ = (long long)(found);                  \
        if (expected_ != found_) {                                                                 \
            fprintf(stderr, "%s:%d: %s: expected %lld, found %lld\n", __FILE__, __LINE__, #found,  \
                    expected_, found_);                                                            \
            exit(1);                                                                               \
        }                                                                                          \
    } while (0)

#endif
