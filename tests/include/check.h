/*
 * The smallest test harness that does: plain C, TAP on standard output, exit status 1 on failure.
 *
 *   static void adds(void) { CHECK_EQ(1 + 1, 2); }
 *   int main(void) { RUN(adds); return check_exit(); }
 *
 * A failed check prints its place and values and goes on, so that one run shows everything.
 */
#ifndef TESTS_CHECK_H
#define TESTS_CHECK_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Weak: one set for all files of a program. */
__attribute__((weak)) unsigned check_tests, check_failed_tests, check_failures;

__attribute__((format(printf, 3, 4))) static inline void check_fail(const char *file, int line,
                                                                    const char *format, ...)
{
    __builtin_va_list arguments;
    __builtin_va_start(arguments, format);
    printf("# %s:%d: ", file, line);
    vprintf(format, arguments);
    printf("\n");
    __builtin_va_end(arguments);
    check_failures++;
}

static inline void check_equal(const char *file, int line, const char *what, long long found,
                               long long wanted)
{
    if (found != wanted)
        check_fail(file, line, "%s: expected %lld (0x%llx), found %lld (0x%llx)", what, wanted,
                   (unsigned long long)wanted, found, (unsigned long long)found);
}

static inline void check_text(const char *file, int line, const char *what, const char *found,
                              const char *wanted)
{
    if (strcmp(found, wanted) != 0)
        check_fail(file, line, "%s: expected \"%s\", found \"%s\"", what, wanted, found);
}

static inline void check_run(const char *name, void (*test)(void))
{
    check_failures = 0;
    test();
    check_tests++;
    check_failed_tests += check_failures > 0;
    printf("%sok %u - %s\n", check_failures ? "not " : "", check_tests, name);
    fflush(stdout);
}

/* Prints the plan; the exit status of main(). */
static inline int check_exit(void)
{
    printf("1..%u\n", check_tests);
    return check_failed_tests > 0;
}

#define CHECK(condition)                                                                           \
    ((condition) ? (void)0 : check_fail(__FILE__, __LINE__, "failed: %s", #condition))
#define CHECK_EQ(found, wanted)                                                                    \
    check_equal(__FILE__, __LINE__, #found, (long long)(found), (long long)(wanted))
#define CHECK_TEXT(found, wanted) check_text(__FILE__, __LINE__, #found, found, wanted)
#define RUN(test)                 check_run(#test, test)

#endif
