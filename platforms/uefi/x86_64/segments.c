/* The processor's tables: flat segments, one task state segment for its interrupt stacks, and an
 * entry for each of the 256 vectors. */
#include "processor.h"
#include "x86_64.h"

#include <string.h>

#define INTERRUPT_STACK 8192u

struct __attribute__((packed)) table_register {
    uint16_t limit;
    uint64_t base;
};

struct gate {
    uint16_t offset_low, selector;
    uint8_t stack, type;
    uint16_t offset_middle;
    uint32_t offset_high, reserved;
};

struct __attribute__((packed)) task_state {
    uint32_t reserved0;
    uint64_t rsp[3];
    uint64_t reserved1;
    uint64_t stacks[7]; /* the interrupt stack table, which counts from 1 */
    uint64_t reserved2;
    uint16_t reserved3, io_map;
};

enum { NO_SEGMENT, CODE, DATA, TASK, SEGMENTS = TASK + 2 };

extern const uint8_t vector_entries[]; /* vectors.S: 16 bytes each */
void segments_load(const struct table_register *gdt, const struct table_register *idt,
                   uint16_t code, uint16_t data, uint16_t task);

static uint64_t gdt[SEGMENTS] = {[CODE] = 0x00af9b000000ffff, [DATA] = 0x00cf93000000ffff};
static struct gate idt[256];
static struct task_state task_state;
static uint8_t stacks[STACKS - 1][INTERRUPT_STACK] __attribute__((aligned(16)));

static void set_gate(uint32_t vector, uint8_t stack)
{
    uint64_t entry = (uint64_t)vector_entries + 16ull * vector;
    idt[vector] = (struct gate){.offset_low = (uint16_t)entry,
                                .selector = CODE * 8,
                                .stack = stack,
                                .type = 0x8e, /* present, interrupts off */
                                .offset_middle = (uint16_t)(entry >> 16),
                                .offset_high = (uint32_t)(entry >> 32)};
}

static void set_task_state(void)
{
    for (uint32_t i = 1; i < STACKS; i++) {
        task_state.stacks[i - 1] = (uint64_t)(stacks[i - 1] + INTERRUPT_STACK);
    }
    task_state.io_map = sizeof task_state;
    uint64_t base = (uint64_t)&task_state;
    gdt[TASK] = (sizeof task_state - 1) | (base & 0xffffff) << 16 | 0x89ull << 40 |
                (base >> 24 & 0xff) << 56;
    gdt[TASK + 1] = base >> 32;
}

void segments_start(void)
{
    set_task_state();
    for (uint32_t vector = 0; vector < 256; vector++) {
        set_gate(vector, 0);
    }
    set_gate(2, STACK_NMI);
    set_gate(8, STACK_DOUBLE_FAULT);
    set_gate(14, STACK_PAGE_FAULT);
    set_gate(18, STACK_MACHINE_CHECK);
    struct table_register gdt_register = {sizeof gdt - 1, (uint64_t)gdt};
    struct table_register idt_register = {sizeof idt - 1, (uint64_t)idt};
    segments_load(&gdt_register, &idt_register, CODE * 8, DATA * 8, TASK * 8);
}
