/*
 * What every platform must do, as tests against hal.h alone. A port links conformance.c and
 * supplies a main() that calls hal_conformance() with what it has; docs/porting.md says what each
 * check is for.
 */
#ifndef HAL_TESTS_CONFORMANCE_H
#define HAL_TESTS_CONFORMANCE_H

#include <hal/hal.h>

struct conformance_options {
    /* Make an interrupt on `line` come `after` nanoseconds from now; NULL when the test cannot. */
    void (*interrupt_later)(struct hal_ring *ring, uint32_t line, uint64_t after);
    /* How late hal_idle() may return, in nanoseconds: 0 on a virtual clock. */
    uint64_t idle_tolerance;
    /* Index of a folder that holds a file "hello" with the five bytes "world"; SIZE_MAX: none. */
    size_t folder;
    /* Index of a console whose reads wait; SIZE_MAX: none. */
    size_t console;
};

/* Ends the test program with a message and status 1 at the first check that fails. */
void hal_conformance(const struct conformance_options *options);

/* The part of spaces (hal/space.h); false when the platform has none. */
bool hal_conformance_spaces(void);
/* The part of lazy pages (hal/lazy.h); false when the platform has none. */
bool hal_conformance_lazy(void);

#endif
