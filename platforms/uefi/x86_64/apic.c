/* The processor's local interrupt controller and its timer, by memory or, where the firmware has
 * switched to it, by registers of the processor (x2APIC). */
#include "processor.h"
#include "x86_64.h"

#define MSR_BASE     0x1bu
#define MSR_X2       0x800u
#define MSR_DEADLINE 0x6e0u

enum { /* offsets; divided by 16 they are register numbers of the x2APIC */
       ID = 0x20,
       TASK_PRIORITY = 0x80,
       END = 0xb0,
       SPURIOUS = 0xf0,
       TIMER = 0x320,
       LINT0 = 0x350,
       LINT1 = 0x360,
       ERROR = 0x370,
       TIMER_INITIAL = 0x380,
       TIMER_CURRENT = 0x390,
       TIMER_DIVIDE = 0x3e0
};
#define MASKED         0x10000u
#define TIMER_DEADLINE 0x40000u
#define DIVIDE_16      3u
#define MEASURE_NS     5000000u

static volatile uint32_t *registers; /* NULL: x2APIC */
static uint64_t base;
static bool deadlines;    /* the timer compares with the time stamp counter */
static uint64_t timer_hz; /* else it counts down so often a second */

static uint32_t get(uint32_t offset)
{
    return registers ? registers[offset / 4] : (uint32_t)read_msr(MSR_X2 + offset / 16);
}

static void set(uint32_t offset, uint32_t value)
{
    if (registers) {
        registers[offset / 4] = value;
    } else {
        write_msr(MSR_X2 + offset / 16, value);
    }
}

void apic_end_of_interrupt(void)
{
    set(END, 0);
}

uint32_t apic_id(void)
{
    return registers ? get(ID) >> 24 : get(ID);
}

bool apic_owns(uint64_t start, uint64_t size)
{
    return start < base + HAL_PAGE_SIZE && base < start + size;
}

/* The timer only has to end a hlt. */
static void timer_came(uint32_t unused)
{
    (void)unused;
}

static void measure_timer(void)
{
    set(TIMER_DIVIDE, DIVIDE_16);
    set(TIMER, MASKED | VECTOR_TIMER);
    set(TIMER_INITIAL, UINT32_MAX);
    uint64_t before = hal_clock_monotonic();
    clock_wait(MEASURE_NS);
    uint32_t left = get(TIMER_CURRENT);
    uint64_t passed = hal_clock_monotonic() - before;
    set(TIMER_INITIAL, 0);
    timer_hz = (uint64_t)(UINT32_MAX - left) * 1000000000u / passed;
}

void apic_timer(uint64_t deadline)
{
    uint64_t now = hal_clock_monotonic();
    if (deadlines) {
        write_msr(MSR_DEADLINE, deadline == UINT64_MAX ? 0 : clock_to_stamp(MAX(deadline, now)));
        return;
    }
    if (deadline == UINT64_MAX) {
        set(TIMER_INITIAL, 0);
        return;
    }
    uint64_t wait = MIN(deadline > now ? deadline - now : 0, 1000000000u); /* early is allowed */
    set(TIMER_INITIAL, (uint32_t)MIN(wait * timer_hz / 1000000000u + 1, UINT32_MAX));
}

void apic_start(void)
{
    uint64_t control = read_msr(MSR_BASE);
    base = control & 0xffffff000u;
    if (!(control & 1u << 10)) {
        registers = physical_map(base, HAL_PAGE_SIZE, VB_REGION_UNCACHED);
        if (!registers) {
            hal_panic("the interrupt controller cannot be mapped");
        }
        write_msr(MSR_BASE, control | 1u << 11); /* on */
    }
    set(LINT0, MASKED);
    set(LINT1, 0x400); /* the non-maskable interrupt */
    set(ERROR, MASKED);
    set(TASK_PRIORITY, 0);
    set(SPURIOUS, 0x100 | VECTOR_SPURIOUS);
    interrupt_handle(VECTOR_TIMER, timer_came, 0);
    deadlines = cpuid(1).ecx & 1u << 24;
    if (deadlines) {
        set(TIMER, TIMER_DEADLINE | VECTOR_TIMER);
        __asm__ volatile("mfence"); /* the mode before the first deadline */
    } else {
        measure_timer();
        set(TIMER, VECTOR_TIMER);
    }
    console_printf("interrupts: local controller %u%s, timer %s\n", apic_id(),
                   registers ? "" : " (x2APIC)", deadlines ? "by deadline" : "counting down");
}
