/*
 * The console service: requests of several clients, what is typed at its terminals, and drivers
 * that have no room, die, come back and appear.
 */
#include "fake.h"
#include "memory.h"
#include "terminals.h"
#include <vibee/file.h>

static bool recovered;
static bool running; /* after a kill the terminals are as they were */

static void given(void)
{
    (void)fake_give("receiver", VB_OBJECT_RECEIVER);
    (void)fake_give("sender", VB_OBJECT_SENDER);
    (void)fake_give("init", VB_OBJECT_SENDER);
    recovered = false;
    if (!running)
        terminals_begin();
    running = true;
}

static bool finish(void)
{
    if (recovered)
        return false;
    recovered = true;
    terminals_recover();
    return true;
}

/* sender, init and devices; a sender to each terminal that it knows; the pulse that devmgr could
 * not be given, as a call that failed does not say who has its handles. */
static void finished(void)
{
    enum { OWN = 3, TERMINALS_MAX = 4 };

    if (fake_count(VB_OBJECT_PULSE) > 1)
        fake_wrong("%u pulses are left over", fake_count(VB_OBJECT_PULSE));
    if (fake_count(VB_OBJECT_SENDER) > OWN + TERMINALS_MAX || fake_count(VB_OBJECT_JOB) > 2 ||
        fake_count(VB_OBJECT_MEMORY) > 2 || fake_count(VB_OBJECT_TIMER) > 1)
        fake_wrong("handles are left over");
    if (fake_allocated() != 0)
        fake_wrong("%zu blocks are left over", fake_allocated());
}

static void over(void)
{
    terminals_over();
    running = false;
}

static const struct protocol_errors errors[] = FILE_ERRORS;

const struct fake_service fake_service = {.run = service_main,
                                          .given = given,
                                          .finished = finished,
                                          .badges = {1},
                                          .ids = 36,
                                          .dies = true,
                                          .happens = terminals_happen,
                                          .finish = finish,
                                          .over = over,
                                          .errors = errors,
                                          .called = terminals_called,
                                          .told = terminals_told};
