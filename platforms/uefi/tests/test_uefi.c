/*
 * An image with tests in place of the system. The command line says which: test=conformance, or a
 * fault that must end in a report (test=null, stack, constant, code, panic).
 */
#include "../x86_64/processor.h"
#include "../x86_64/x86_64.h"
#include "check.h"
#include "conformance.h"

#include <base/format.h>
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
                                                  .console = DEVICE_CONSOLE});
    if (option("all-memory")) {
        all_memory_can_be_used();
    }
    console_printf("conformance: passed\n");
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
    } else if (strcmp(test, "panic") == 0) {
        hal_panic("as it was asked to");
    } else {
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
