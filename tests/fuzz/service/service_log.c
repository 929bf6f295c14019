/* The log service: its text, and lines that are written. */
#include "memory.h"
#define main service_main
#include "../../../services/log/main.c"
#undef main
#include "fake.h"
#include <string.h>
#include <vibee/log.h>

static uint32_t unread;

static void reset(void)
{
    log_state = (struct log_service){0};
}

static void given(void)
{
    (void)fake_give("receiver", VB_OBJECT_RECEIVER);
    (void)fake_give("sender", VB_OBJECT_SENDER);
    (void)fake_give("init", VB_OBJECT_SENDER);
}

static void finished(void)
{
    if (fake_count(VB_OBJECT_SENDER) != 2 || fake_count(VB_OBJECT_FILE) != 0)
        fake_wrong("handles are left over");
    if (fake_allocated() != 0)
        fake_wrong("%zu blocks are left over", fake_allocated());
}

static const struct protocol_errors errors[] = FILE_ERRORS;

const struct fake_service fake_service = {.run = service_main,
                                          .reset = reset,
                                          .given = given,
                                          .finished = finished,
                                          .badges = {1},
                                          .ids = 10,
                                          .dies = true,
                                          .errors = errors};

/* ---- mem://log: a few records, and rubbish ---- */

int64_t vb_scheme_open(uint64_t space, uint64_t url, uint64_t size, uint32_t flags,
                       uint64_t deadline)
{
    (void)space;
    (void)flags;
    (void)deadline;
    fake_enter();
    if (size != 9 || memcmp((const void *)(uintptr_t)url, "mem://log", 9) != 0)
        fake_wrong("it opens something else");
    if (fake_fails())
        return VB_ERR_NO_MEMORY;
    unread = fake_byte() % 4;
    return (int64_t)fake_handle(fake_object(VB_OBJECT_FILE));
}

int64_t vb_scheme_read(uint64_t file, uint64_t buffer, uint64_t size, uint64_t deadline)
{
    struct vb_log_record record = {.time = fake_clock, .pid = 1, .size = fake_byte()};
    size_t text = record.size;
    const uint8_t *bytes;

    (void)deadline;
    fake_enter();
    if (fake_find_type(file, VB_OBJECT_FILE) == NULL)
        return VB_ERR_BAD_TYPE;
    if (unread == 0 || fake_fails())
        return 0;
    unread--;
    bytes = fake_bytes(&text);
    if (sizeof record + text > size)
        return VB_ERR_TOO_BIG;
    memcpy((void *)(uintptr_t)buffer, &record, sizeof record);
    memcpy((uint8_t *)(uintptr_t)buffer + sizeof record, bytes, text);
    return (int64_t)(sizeof record + text);
}
