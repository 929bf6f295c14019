/* The fake machine's registers, ports and interrupts: memory that tests can look at. */
#include "internal.h"

#include <string.h>

#define PORTS     0x10000u
#define ISA_LINES 16u
#define MESSAGES  16u
#define LEVEL     8u /* the first ISA line that is a level */

enum { BELL_MESSAGE = 0xfff0, BELL_ISA = 0xfff8 };

struct line {
    struct hal_ring *ring; /* NULL: closed */
    bool level, masked, asserted;
};

static uint8_t registers[HAL_FAKE_REGISTER_SIZE], ports[PORTS];
static struct line lines[HAL_LINES];
static uint32_t open_regions;
static int next_failure;

void fake_machine_reset(void)
{
    memset(registers, 0, sizeof registers);
    memset(ports, 0, sizeof ports);
    memset(lines, 0, sizeof lines);
    open_regions = 0;
    next_failure = VB_OK;
}

size_t hal_fake_add_machine(void)
{
    return hal_fake_add_device(VB_DEVICE_MACHINE, 0, "machine");
}

uint8_t *hal_fake_registers(void)
{
    return registers;
}

uint8_t *hal_fake_ports(void)
{
    return ports;
}

void hal_fake_fail_hardware(int status)
{
    next_failure = status;
}

int fake_hardware_failure(void)
{
    int status = next_failure;
    next_failure = VB_OK;
    return status;
}

/* ---- registers ------------------------------------------------------------------------------ */

static bool inside(uint64_t base, uint64_t size, uint64_t first, uint64_t length)
{
    return base >= first && base - first <= length && size <= length - (base - first);
}

int hal_region_open(enum vb_region_kind kind, enum vb_region_caching caching, uint64_t base,
                    uint64_t size, struct hal_region *out)
{
    (void)caching;
    int status = fake_hardware_failure();
    if (status != VB_OK) {
        return status;
    }
    if (kind == VB_REGION_MEMORY && base >= HAL_FAKE_RESERVED) {
        return VB_ERR_ACCESS;
    }
    const bool in_ports = kind == VB_REGION_PORTS && inside(base, size, 0, PORTS);
    const bool in_registers =
        kind == VB_REGION_MEMORY && inside(base, size, HAL_FAKE_REGISTERS, HAL_FAKE_REGISTER_SIZE);
    if (!in_ports && !in_registers) {
        return VB_ERR_INVALID;
    }
    uint8_t *address = in_ports ? ports + base : registers + (base - HAL_FAKE_REGISTERS);
    *out = (struct hal_region){.kind = kind, .base = base, .size = size, .address = address};
    open_regions++;
    return VB_OK;
}

void hal_region_close(struct hal_region *region)
{
    if (open_regions == 0 || region->address == NULL) {
        fake_fail("a region was closed that was not open");
    }
    open_regions--;
    region->address = NULL;
}

static uint8_t *at(const struct hal_region *region, uint64_t offset, uint64_t size)
{
    if (!inside(offset, size, 0, region->size)) {
        fake_fail("an access outside of its region");
    }
    return (uint8_t *)region->address + offset;
}

static void check_width(const struct hal_region *region, uint64_t offset, uint32_t width)
{
    const bool known =
        width == 1 || width == 2 || width == 4 || (width == 8 && region->kind == VB_REGION_MEMORY);
    if (!known || offset % width != 0) {
        fake_fail("a register access of a wrong width or alignment");
    }
}

uint64_t hal_region_read(const struct hal_region *region, uint64_t offset, uint32_t width)
{
    const uint8_t *from = at(region, offset, width);
    uint64_t value = 0;
    check_width(region, offset, width);
    for (uint32_t i = 0; i < width; i++) {
        value |= (uint64_t)from[i] << (8 * i);
    }
    return value;
}

void hal_region_write(const struct hal_region *region, uint64_t offset, uint32_t width,
                      uint64_t value)
{
    uint8_t *to = at(region, offset, width);
    check_width(region, offset, width);
    if (to == registers + BELL_MESSAGE && value >= HAL_FAKE_MESSAGE_FIRST) {
        hal_fake_raise((uint32_t)value);
    } else if (to == registers + BELL_ISA && value < ISA_LINES) {
        hal_fake_raise(HAL_FAKE_ISA_FIRST + (uint32_t)value);
    } else {
        for (uint32_t i = 0; i < width; i++) {
            to[i] = (uint8_t)(value >> (8 * i));
        }
    }
}

void hal_region_copy_in(const struct hal_region *region, uint64_t offset, const void *bytes,
                        size_t size)
{
    memcpy(at(region, offset, size), bytes, size);
}

void hal_region_copy_out(const struct hal_region *region, uint64_t offset, void *bytes, size_t size)
{
    memcpy(bytes, at(region, offset, size), size);
}

/* ---- interrupts ----------------------------------------------------------------------------- */

static int line_open(struct hal_ring *ring, uint32_t line, bool level)
{
    if (lines[line].ring != NULL) {
        return VB_ERR_BUSY;
    }
    lines[line] = (struct line){.ring = ring, .level = level};
    return VB_OK;
}

int hal_interrupt_open(struct hal_ring *ring, enum vb_interrupt_kind kind, uint32_t number,
                       struct hal_route *out)
{
    int status = fake_hardware_failure();
    if (status != VB_OK) {
        return status;
    }
    if (kind == VB_INTERRUPT_ISA) {
        *out = (struct hal_route){.line = HAL_FAKE_ISA_FIRST + number};
        return number < ISA_LINES ? line_open(ring, out->line, number >= LEVEL) : VB_ERR_INVALID;
    }
    for (uint32_t line = HAL_FAKE_MESSAGE_FIRST; line < HAL_FAKE_MESSAGE_FIRST + MESSAGES; line++) {
        if (line_open(ring, line, false) == VB_OK) {
            *out = (struct hal_route){
                .line = line, .message_address = HAL_FAKE_DOORBELL, .message_data = line};
            return VB_OK;
        }
    }
    return VB_ERR_LIMIT;
}

static struct line *opened(uint32_t line)
{
    if (!hal_fake_line_open(line)) {
        fake_fail("an interrupt line that is not open");
    }
    return &lines[line];
}

void hal_interrupt_close(uint32_t line)
{
    *opened(line) = (struct line){0};
}

static void deliver(uint32_t number)
{
    struct line *line = &lines[number];
    if (line->masked) {
        line->asserted = true;
        return;
    }
    line->masked = line->level;
    line->asserted = false;
    hal_ring_post(line->ring, number, 0, hal_clock_monotonic());
}

void hal_interrupt_acknowledge(uint32_t line)
{
    opened(line)->masked = false;
    if (lines[line].asserted) {
        deliver(line);
    }
}

void hal_fake_raise(uint32_t line)
{
    if (hal_fake_line_open(line)) { /* else it is masked */
        deliver(line);
    }
}

bool hal_fake_line_open(uint32_t line)
{
    return line < HAL_LINES && lines[line].ring != NULL;
}

bool hal_fake_line_masked(uint32_t line)
{
    return !hal_fake_line_open(line) || lines[line].masked;
}

struct hal_fake_hardware hal_fake_hardware(void)
{
    struct hal_fake_hardware out = {.regions = open_regions};
    for (uint32_t line = 0; line < HAL_LINES; line++) {
        out.lines += lines[line].ring != NULL;
    }
    fake_dma_count(&out);
    return out;
}
