/* ps2: the keyboard protocol. The controller is played here: its own code has tests of its own. */
#include "../../../services/drivers/ps2/controller.h"
#include "driver.h"
#include "memory.h"
#include <string.h>
#include <vibee/driver.h>

enum { BYTES = 256 };

const struct vb_devmgr_resources driver_has = {
    .region_count = 2, .interrupt_count = 1, .name = "ps2@2"};

static uint8_t codes[BYTES];
static size_t count;

static void type(const uint8_t *bytes, size_t size)
{
    if (size > sizeof codes - count)
        size = sizeof codes - count;
    if (size > 0)
        memcpy(codes + count, bytes, size);
    count += size;
    driver_interrupt();
}

enum controller_result controller_start(const struct controller_ports *ports)
{
    (void)ports;
    return CONTROLLER_READY;
}

int controller_take(const struct controller_ports *ports)
{
    uint8_t first = codes[0];

    (void)ports;
    if (count == 0)
        return -1;
    memmove(codes, codes + 1, --count);
    return first;
}

void controller_lights(struct controller_queue *queue, uint8_t lights)
{
    (void)queue;
    (void)lights;
}

bool controller_answer(struct controller_queue *queue, uint8_t byte)
{
    (void)queue;
    return byte == KEYBOARD_ACKNOWLEDGE;
}

int controller_send(struct controller_queue *queue)
{
    (void)queue;
    return -1;
}

int64_t vb_region_read(uint64_t region, uint64_t offset, uint32_t width, uint64_t value)
{
    (void)offset;
    (void)width;
    if (fake_find_type(region, VB_OBJECT_REGION) == NULL)
        return VB_ERR_BAD_TYPE;
    *(uint64_t *)(uintptr_t)value = 0;
    return VB_OK;
}

int64_t vb_region_write(uint64_t region, uint64_t offset, uint32_t width, uint64_t value)
{
    (void)offset;
    (void)width;
    (void)value;
    return fake_find_type(region, VB_OBJECT_REGION) == NULL ? VB_ERR_BAD_TYPE : VB_OK;
}

static void happens(void)
{
    size_t size = fake_byte() % 32;
    const uint8_t *bytes = fake_bytes(&size);

    type(bytes, size);
}

static void told(uint32_t what, uint64_t number, uint64_t other, const uint8_t *bytes, size_t size)
{
    (void)number;
    (void)other;
    if (what != FAKE_TYPED)
        fake_wrong("a keyboard does not know happening %u", what);
    type(bytes, size);
}

static void over(void)
{
    count = 0;
    driver_line = 0;
}

static const struct protocol_errors errors[] = KEYBOARD_ERRORS;

const struct fake_service fake_service = {.run = service_main,
                                          .given = driver_given,
                                          .finished = driver_finished,
                                          .badges = {1},
                                          .ids = 8,
                                          .dies = true,
                                          .happens = happens,
                                          .over = over,
                                          .errors = errors,
                                          .called = driver_called,
                                          .told = told};
