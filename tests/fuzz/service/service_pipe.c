/* The pipe service: spec/file.vibee at its ends. */
#include "../../../services/pipe/pipe.h"
#include "fake.h"
#include "memory.h"

static void reset(void) {}

static void given(void)
{
    (void)fake_give("receiver", VB_OBJECT_RECEIVER);
    (void)fake_give("sender", VB_OBJECT_SENDER);
    (void)fake_give("init", VB_OBJECT_SENDER);
}

/* A segment begins with its records. */
static void check_segment(const uint8_t *bytes, uint64_t size)
{
    const struct pipe_record *records = (const struct pipe_record *)bytes;

    for (uint64_t i = 0; (i + 1) * RING_SIZE < size; i++)
        if (records[i].used)
            fake_wrong("slot %u is never free again", (unsigned)i);
}

/* Its start handles, and an object for each segment, in which no pipe is in use. */
static void finished(void)
{
    if (fake_count(VB_OBJECT_PULSE) != 0 || fake_count(VB_OBJECT_SENDER) != 2)
        fake_wrong("handles are left over");
    if (fake_allocated() > 1 + (size_t)fake_count(VB_OBJECT_MEMORY))
        fake_wrong("%zu blocks are left over", fake_allocated());
    fake_each_memory(check_segment);
}

static const struct protocol_errors errors[] = FILE_ERRORS;

const struct fake_service fake_service = {.run = service_main,
                                          .reset = reset,
                                          .given = given,
                                          .finished = finished,
                                          .badges = {1},
                                          .ids = 36,
                                          .dies = true,
                                          .errors = errors};
