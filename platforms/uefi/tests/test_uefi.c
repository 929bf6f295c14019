/*
 * An image with tests in place of the system. The command line says which: test=conformance,
 * hardware, or a fault that must end in a report (test=null, stack, constant, code, panic);
 * test=hang is for the watchdog, test=off and
 * test=reset end the machine; spaces.c and dma.c have more.
 */
#include "../x86_64/processor.h"
#include "../x86_64/x86_64.h"
#include "check.h"
#include "conformance.h"
#include "dma.h"
#include "spaces.h"

#include <base/format.h>
#include <hal/hardware.h>
#include <string.h>

int fprintf(int file, const char *format, ...)
{
    (void)file;
    char text[256];
    va_list arguments;
    va_start(arguments, format);
    size_t size = format_text_v(text, sizeof text, format, arguments);
    va_end(arguments);
    hal_console_write(text, MIN(size, sizeof text - 1));
    return 0;
}

_Noreturn void exit(int status)
{
    hal_stop(VB_SYSTEM_POWER_OFF, status);
}

void report_first_output(void) {}

/* ---- conformance ------------------------------------------------------------------------------
 */

static struct hal_ring *later_ring;

static void later_came(uint32_t line)
{
    hal_ring_post(later_ring, line, 0, hal_clock_monotonic());
}

/* The interval timer, once, on ISA line 0. */
static void interrupt_later(struct hal_ring *ring, uint32_t line, uint64_t after)
{
    uint32_t input, count = (uint32_t)(after * 1193182u / 1000000000u);
    bool level;
    later_ring = ring;
    interrupt_handle(VECTOR_LINES + line, later_came, line);
    CHECK_EQUAL(VB_OK, io_apic_route(0, VECTOR_LINES + line, &input, &level));
    out8(0x43, 0x30);
    out8(0x40, (uint8_t)count);
    out8(0x40, (uint8_t)(count >> 8));
}

#define RANGE 256u /* pages: 1 MiB */

static void all_memory_can_be_used(void)
{
    size_t available = hal_pages_available(), taken = 0;
    static void *ranges[8192];
    size_t count = 0;
    while (count < ARRAY_LEN(ranges) && (ranges[count] = hal_pages_get(RANGE))) {
        memset(ranges[count], 0xee, (size_t)RANGE * HAL_PAGE_SIZE);
        count++;
        taken += RANGE;
    }
    CHECK(taken > available / 4 * 3);
    CHECK_EQUAL(available - taken, hal_pages_available());
    while (count > 0) {
        hal_pages_release(ranges[--count], RANGE);
    }
    CHECK_EQUAL(available, hal_pages_available());
}

static void conformance(void)
{
    hal_conformance(&(struct conformance_options){.interrupt_later = interrupt_later,
                                                  .idle_tolerance = 100000000, /* an emulator */
                                                  .folder = SIZE_MAX,
                                                  .console = SIZE_MAX});
    if (option("all-memory")) {
        all_memory_can_be_used();
    }
    console_printf("conformance: passed\n");
}

/* ---- hardware ---------------------------------------------------------------------------------
 */

static void check_region(int expected, enum vb_region_kind kind, uint64_t base, uint64_t size)
{
    struct hal_region region;
    CHECK_EQUAL(expected, hal_region_open(kind, VB_REGION_UNCACHED, base, size, &region));
}

static void regions_keep_the_kernel_safe(void)
{
    check_region(VB_ERR_ACCESS, VB_REGION_MEMORY, boot.kernel, HAL_PAGE_SIZE);
    check_region(VB_ERR_ACCESS, VB_REGION_MEMORY, 0x100000, 1);
    check_region(VB_ERR_ACCESS, VB_REGION_MEMORY, 0xfee00000, 4);
    check_region(VB_ERR_ACCESS, VB_REGION_MEMORY, 0xfec00000, 4);
    check_region(VB_ERR_ACCESS, VB_REGION_PORTS, 0x20, 1);
    check_region(VB_ERR_ACCESS, VB_REGION_PORTS, 0xf0, 16); /* the way out of the emulator */
    check_region(VB_ERR_INVALID, VB_REGION_MEMORY, UINT64_MAX, 2);
    check_region(VB_ERR_INVALID, VB_REGION_MEMORY, 1ull << 50, 4);
    check_region(VB_ERR_INVALID, VB_REGION_MEMORY, boot.framebuffer.address, 0);
    check_region(VB_ERR_INVALID, VB_REGION_PORTS, 0xffff, 2);
    check_region(VB_ERR_INVALID, (enum vb_region_kind)9, 0x70, 2);
}

static void registers_can_be_reached(void)
{
    struct hal_region clock, screen_memory;
    CHECK_EQUAL(VB_OK, hal_region_open(VB_REGION_PORTS, VB_REGION_UNCACHED, 0x70, 2, &clock));
    hal_region_write(&clock, 0, 1, 0x0d); /* a register with one bit: the battery is good */
    CHECK_EQUAL(0x80, hal_region_read(&clock, 1, 1));
    hal_region_close(&clock);
    CHECK_EQUAL(VB_OK,
                hal_region_open(VB_REGION_MEMORY, VB_REGION_WRITE_COMBINING,
                                boot.framebuffer.address, boot.framebuffer.size, &screen_memory));
    static const uint32_t widths[] = {1, 2, 4, 8};
    for (size_t i = 0; i < ARRAY_LEN(widths); i++) {
        hal_region_write(&screen_memory, 64, widths[i], 0x1122334455667788);
        CHECK_EQUAL(0x1122334455667788 & UINT64_MAX >> (64 - 8 * widths[i]),
                    hal_region_read(&screen_memory, 64, widths[i]));
    }
    hal_region_close(&screen_memory);
    screen_use(true);
}

/* The interval timer's line, as a driver gets it. */
static void lines_reach_the_ring(void)
{
    static struct hal_ring ring;
    struct hal_route route, other;
    struct hal_interrupt came;
    CHECK_EQUAL(VB_ERR_INVALID, hal_interrupt_open(&ring, VB_INTERRUPT_ISA, 16, &route));
    CHECK_EQUAL(VB_OK, hal_interrupt_open(&ring, VB_INTERRUPT_ISA, 0, &route));
    CHECK_EQUAL(VB_ERR_BUSY, hal_interrupt_open(&ring, VB_INTERRUPT_ISA, 0, &other));
    out8(0x43, 0x30);
    out8(0x40, 0x00);
    out8(0x40, 0x10);
    hal_idle(&ring, hal_clock_monotonic() + 1000000000u);
    CHECK(hal_ring_take(&ring, &came));
    CHECK_EQUAL(route.line, came.line);
    hal_interrupt_acknowledge(route.line);
    hal_interrupt_close(route.line);

    uint32_t lines[HAL_LINES], count = 0;
    while (count < HAL_LINES &&
           hal_interrupt_open(&ring, VB_INTERRUPT_MESSAGE, 0, &route) == VB_OK) {
        CHECK_EQUAL(0xfee, route.message_address >> 20);
        CHECK(route.message_data >= EXCEPTIONS && route.message_data < 255);
        lines[count++] = route.line;
    }
    CHECK_EQUAL(HAL_LINES - DEVICES, count);
    CHECK_EQUAL(VB_ERR_LIMIT, hal_interrupt_open(&ring, VB_INTERRUPT_MESSAGE, 0, &route));
    while (count > 0) {
        hal_interrupt_close(lines[--count]);
    }
    CHECK(hal_ring_empty(&ring));
}

static volatile uint16_t *configuration_of(uint32_t requester)
{
    size_t size, cursor = 0;
    struct acpi_mcfg_entry entry;
    const void *table = table_find("MCFG", 0, &size);
    CHECK(table && acpi_next_mcfg(table, size, &cursor, &entry) == 1);
    return physical_map(entry.base + ((uint64_t)requester << 12), HAL_PAGE_SIZE,
                        VB_REGION_UNCACHED);
}

static void devices_are_stopped(void)
{
    uint32_t domain, other;
    uint64_t address;
    uint32_t requester = 2 << 3; /* the boot disk, on bus 0 */
    volatile uint16_t *space = configuration_of(requester);
    CHECK_EQUAL(VB_ERR_NOT_FOUND, hal_dma_open(0xfff8, &domain));
    CHECK_EQUAL(VB_OK, hal_dma_open(requester, &domain));
    CHECK_EQUAL(VB_ERR_BUSY, hal_dma_open(requester, &other));
    space[2] |= 4;
    void *page = hal_pages_get(1);
    CHECK_EQUAL(VB_OK, hal_dma_map(domain, page, 1, &address));
    CHECK(physical_to_virtual(address) == page);
    CHECK_EQUAL(4, space[2] & 4);
    (void)!hal_dma_close(domain);
    CHECK_EQUAL(0, space[2] & 4);
    hal_pages_release(page, 1);
    CHECK_EQUAL(VB_OK, hal_dma_open(requester, &domain));
    (void)!hal_dma_close(domain);
}

static int64_t ask_machine(uint32_t operation, const char *input, uint32_t offset, void *output,
                           uint32_t *size)
{
    static struct hal_ring ring;
    struct hal_interrupt came;
    struct hal_request request = {.device = DEVICE_MACHINE,
                                  .operation = operation,
                                  .offset = offset,
                                  .input = (const uint8_t *)input,
                                  .input_size = (uint32_t)strlen(input),
                                  .output = output,
                                  .output_size = *size,
                                  .ring = &ring};
    hal_device_submit(&request);
    CHECK(request.done && hal_ring_take(&ring, &came));
    *size = request.output_size;
    return request.result;
}

static void the_machine_answers(void)
{
    uint8_t bytes[64];
    struct vb_framebuffer found;
    uint32_t size = sizeof bytes;
    CHECK(ask_machine(VB_MACHINE_TABLE, "MCFG", 0, bytes, &size) >= 44);
    CHECK(size >= 44 && memcmp(bytes, "MCFG", 4) == 0);
    size = 8;
    CHECK(ask_machine(VB_MACHINE_TABLE, "MCFG", UINT32_MAX, bytes, &size) >= 44);
    CHECK_EQUAL(0, size);
    CHECK_EQUAL(VB_ERR_NOT_FOUND, ask_machine(VB_MACHINE_TABLE, "NONE", 0, bytes, &size));
    CHECK_EQUAL(VB_ERR_INVALID, ask_machine(VB_MACHINE_TABLE, "MCF", 0, bytes, &size));
    CHECK_EQUAL(VB_ERR_NOT_SUPPORTED, ask_machine(99, "", 0, bytes, &size));
    CHECK_EQUAL(VB_ERR_INVALID, ask_machine(VB_MACHINE_FRAMEBUFFER, "", 0, bytes, &size));
    size = sizeof found;
    CHECK_EQUAL(VB_OK, ask_machine(VB_MACHINE_FRAMEBUFFER, "", 0, &found, &size));
    CHECK(found.width >= 640 && found.pitch >= found.width * 4);
    console_printf("on the\nscreen\n");
    size = sizeof bytes;
    CHECK(ask_machine(VB_MACHINE_MESSAGES, "", 0, bytes, &size) == (int64_t)size);
    CHECK(size >= 14 && memcmp(bytes + size - 14, "on the\nscreen\n", 14) == 0);
    size = 3;
    CHECK_EQUAL(VB_ERR_NOT_FOUND, ask_machine(VB_MACHINE_MESSAGES, "", 0, bytes, &size));
}

static void hardware(void)
{
    regions_keep_the_kernel_safe();
    registers_can_be_reached();
    lines_reach_the_ring();
    devices_are_stopped();
    the_machine_answers();
    console_printf("hardware: passed\n");
}

/* ---- faults -----------------------------------------------------------------------------------
 */

__attribute__((noinline)) static int read_null(volatile const int *address)
{
    return *address + 1;
}

__attribute__((noinline)) static uint32_t use_stack(volatile uint32_t depth)
{
    volatile uint8_t bytes[512] = {1};
    return depth == 0 ? bytes[0] : use_stack(depth - 1) + bytes[depth % sizeof bytes];
}

static const volatile uint32_t constant = 1;

__attribute__((noinline)) static void run(const char *test)
{
    static const uint8_t code[] = {0xc3}; /* ret */
    if (strcmp(test, "conformance") == 0) {
        conformance();
    } else if (strcmp(test, "hardware") == 0) {
        hardware();
    } else if (strcmp(test, "null") == 0) {
        (void)read_null((volatile const int *)8);
    } else if (strcmp(test, "stack") == 0) {
        (void)use_stack(100000);
    } else if (strcmp(test, "constant") == 0) {
        *(volatile uint32_t *)(uintptr_t)&constant = 2;
    } else if (strcmp(test, "code") == 0) {
        uint8_t *page = hal_pages_get(1);
        memcpy(page, code, sizeof code);
        ((void (*)(void))(void *)page)();
    } else if (strcmp(test, "hang") == 0) {
        CHECK(watchdog_start(3));
        console_printf("hanging\n");
        machine_halt();
    } else if (strcmp(test, "off") == 0 || strcmp(test, "reset") == 0) {
        hal_stop(test[0] == 'o' ? VB_SYSTEM_POWER_OFF : VB_SYSTEM_RESET, 0);
    } else if (strcmp(test, "panic") == 0) {
        hal_panic("as it was asked to");
    } else if (!test_spaces(test) && !test_dma(test)) {
        console_printf("no such test: %s\n", test);
        exit(2);
    }
}

_Noreturn void system_start(void)
{
    const char *test = option("test");
    run(test ? test : "conformance");
    exit(0);
}
