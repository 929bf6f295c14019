/* The serial line's driver, over the registers of a 16550; with it the server of all terminals
 * (services/drivers/common/terminal_server.h) and its queues. */
#include "driver.h"
#include "memory.h"
#include <string.h>
#include <vibee/driver.h>

enum { REGISTERS = 8, DATA = 0, ENABLE = 1, IDENTITY = 2, LINE = 3, STATUS = 5, BYTES = 4096 };
enum { RECEIVED = 1, EMPTY = 0x20, DIVISOR = 0x80, NOTHING = 1 };

const struct vb_devmgr_resources driver_has = {
    .region_count = 1, .interrupt_count = 1, .name = "serial@1"};

static uint8_t registers[REGISTERS], typed[BYTES], noise;
static size_t count;
static bool busy; /* what was sent is still in the FIFO */

static uint8_t status(void)
{
    return (uint8_t)((count > 0 ? RECEIVED | noise : 0) | (busy ? 0 : EMPTY));
}

static uint8_t take(void)
{
    uint8_t first = typed[0];

    if (count == 0 || (registers[LINE] & DIVISOR) != 0)
        return 0;
    memmove(typed, typed + 1, --count);
    return first;
}

static uint8_t get(uint64_t offset, uint32_t width)
{
    bool pending =
        (count > 0 && (registers[ENABLE] & 1) != 0) || (!busy && (registers[ENABLE] & 2) != 0);

    if (width != 1 || offset >= REGISTERS)
        fake_wrong("register %u is read", (unsigned)offset);
    return offset == DATA       ? take()
           : offset == STATUS   ? status()
           : offset == IDENTITY ? (pending ? 0 : NOTHING)
                                : registers[offset];
}

static void set(uint64_t offset, uint32_t width, uint64_t value)
{
    if (width != 1 || offset >= REGISTERS)
        fake_wrong("register %u is written", (unsigned)offset);
    if (offset != IDENTITY && offset != STATUS)
        registers[offset] = (uint8_t)value;
}

int64_t vb_region_read(uint64_t region, uint64_t offset, uint32_t width, uint64_t value)
{
    fake_enter();
    if (fake_find_type(region, VB_OBJECT_REGION) == NULL)
        return VB_ERR_BAD_TYPE;
    *(uint64_t *)(uintptr_t)value = get(offset, width);
    return VB_OK;
}

int64_t vb_region_write(uint64_t region, uint64_t offset, uint32_t width, uint64_t value)
{
    fake_enter();
    if (fake_find_type(region, VB_OBJECT_REGION) == NULL)
        return VB_ERR_BAD_TYPE;
    set(offset, width, value);
    return VB_OK;
}

/* Eight bytes of a memory object, together with the register: there is no death between. */
static uint64_t *note_of(uint64_t region, uint64_t memory, uint64_t at)
{
    struct fake_object *object = fake_find_type(memory, VB_OBJECT_MEMORY);

    fake_enter();
    if (fake_find_type(region, VB_OBJECT_REGION) == NULL || object == NULL || at % 8 != 0 ||
        at + 8 > object->size)
        fake_wrong("a register goes nowhere");
    return (uint64_t *)(void *)(object->bytes + at);
}

int64_t vb_region_fetch(uint64_t region, uint64_t offset, uint32_t width, uint64_t memory,
                        uint64_t at)
{
    uint64_t *note = note_of(region, memory, at);

    *note = get(offset, width);
    return (int64_t)*note;
}

int64_t vb_region_post(uint64_t region, uint64_t offset, uint32_t width, uint64_t value,
                       uint64_t memory, uint64_t at, uint64_t note)
{
    uint64_t *to = note_of(region, memory, at);

    set(offset, width, value);
    *to = note;
    return VB_OK;
}

static void happens(void)
{
    uint8_t choice = fake_byte();
    size_t size = fake_byte() % 64;
    const uint8_t *bytes;

    busy = (choice & 1) != 0;
    noise = choice & 0x1e;
    if ((choice & 0x20) != 0) {
        bytes = fake_bytes(&size);
        if (size > sizeof typed - count)
            size = sizeof typed - count;
        if (size > 0)
            memcpy(typed + count, bytes, size);
        count += size;
    }
    driver_interrupt();
}

static void over(void)
{
    count = 0;
    busy = false;
    noise = 0;
    driver_line = 0;
    memset(registers, 0, sizeof registers);
}

static const struct protocol_errors errors[] = TERMINAL_ERRORS;

const struct fake_service fake_service = {.run = service_main,
                                          .given = driver_given,
                                          .finished = driver_finished,
                                          .badges = {1},
                                          .ids = 8,
                                          .dies = true,
                                          .happens = happens,
                                          .over = over,
                                          .errors = errors,
                                          .called = driver_called};
