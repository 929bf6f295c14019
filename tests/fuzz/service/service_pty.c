/* The pty service: spec/file.vibee at both ends of its pairs. */
#include "fake.h"
#include "memory.h"

/* Who asks is in the foreground, or is not. */
static void happens(void)
{
    uint8_t choice = fake_byte();

    peers_background(choice % 4 == 3 ? VB_ERR_NOT_FOUND : choice % 4);
}

static void told(uint32_t what, uint64_t number, uint64_t other, const uint8_t *bytes, size_t size)
{
    (void)other;
    (void)bytes;
    (void)size;
    if (what != FAKE_BACKGROUND)
        fake_wrong("a pty does not know happening %u", what);
    peers_background((int64_t)number);
}

static void over(void)
{
    peers_background(VB_ERR_NOT_FOUND);
}

static void given(void)
{
    (void)fake_give("receiver", VB_OBJECT_RECEIVER);
    (void)fake_give("sender", VB_OBJECT_SENDER);
    (void)fake_give("init", VB_OBJECT_SENDER);
}

/* Its start handles, and nothing of any pair. */
static void finished(void)
{
    if (fake_count(VB_OBJECT_PULSE) != 0 || fake_count(VB_OBJECT_SENDER) != 2 ||
        fake_count(VB_OBJECT_JOB) != 0)
        fake_wrong("handles are left over");
    if (fake_allocated() != 0)
        fake_wrong("%zu blocks are left over", fake_allocated());
}

static const struct protocol_errors errors[] = FILE_ERRORS;

const struct fake_service fake_service = {.run = service_main,
                                          .given = given,
                                          .finished = finished,
                                          .badges = {1},
                                          .ids = 36,
                                          .dies = true,
                                          .happens = happens,
                                          .over = over,
                                          .errors = errors,
                                          .told = told};
