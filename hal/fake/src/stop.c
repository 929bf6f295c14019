/* The end of the machine, caught by the test or fatal to it. */
#include "internal.h"

#include <stdio.h>
#include <stdlib.h>

static jmp_buf *catcher;
static enum vb_system_action stop_action;
static int stop_status;
static char panic_text[512];

void fake_stop_reset(void)
{
    catcher = NULL;
    panic_text[0] = '\0';
}

void hal_fake_catch_end(jmp_buf *where)
{
    catcher = where;
}

void hal_fake_stop_reason(enum vb_system_action *action, int *status)
{
    *action = stop_action;
    *status = stop_status;
}

const char *hal_fake_panic_text(void)
{
    return panic_text;
}

_Noreturn void hal_stop(enum vb_system_action action, int status)
{
    stop_action = action;
    stop_status = status;
    if (!catcher) {
        fake_fail("hal_stop() was called and the test does not catch it");
    }
    longjmp(*catcher, HAL_FAKE_STOPPED);
}

_Noreturn void hal_panic(const char *text)
{
    snprintf(panic_text, sizeof panic_text, "%s", text);
    if (!catcher) {
        fprintf(stderr, "%s\n", text);
        fake_fail("hal_panic() was called and the test does not catch it");
    }
    longjmp(*catcher, HAL_FAKE_PANICKED);
}
