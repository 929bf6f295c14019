/* What the files of the x86-64 platform share with each other. */
#ifndef UEFI_X86_64_H
#define UEFI_X86_64_H

#include "../common/uefi.h"

/* ---- segments.c, interrupts.c, exception.c ------------------------------------------------------
 */

struct interrupt_frame {
    uint64_t r15, r14, r13, r12, r11, r10, r9, r8, rbp, rdi, rsi, rdx, rcx, rbx, rax;
    uint64_t vector, error;
    uint64_t rip, cs, flags, rsp, ss; /* pushed by the processor */
};

#define EXCEPTIONS        32u
#define VECTOR_PAGE_FAULT 14u
#define VECTOR_TIMER      0x30u
#define VECTOR_IOMMU      0x31u
#define VECTOR_LINES      0x40u /* + line */
#define VECTOR_SPURIOUS   0xffu
/* Interrupt stack table: faults that must not use the stack that they found. */
enum { STACK_DOUBLE_FAULT = 1, STACK_NMI, STACK_PAGE_FAULT, STACK_MACHINE_CHECK, STACKS };

/* GDT, task state segment and IDT; exceptions are reported from here on. */
void segments_start(void);
/* Called with interrupts off, from interrupt context: no SSE, no call into the core but
 * hal_ring_post(). The end of the interrupt is signalled afterwards. */
typedef void interrupt_handler(uint32_t argument);
extern uint64_t interrupt_stamp; /* the time stamp counter when the latest one came */
void interrupt_handle(uint32_t vector, interrupt_handler *handler, uint32_t argument);
_Noreturn void exception_report(const struct interrupt_frame *frame);

/* ---- space_fault.c
 * -------------------------------------------------------------------------------- */

/* A page fault: true when it has been dealt with and `frame` says where to go on. */
bool space_fault(struct interrupt_frame *frame);

/* ---- handler_times.c: statistics, in ticks of the time stamp counter ------------------------- */

extern bool handler_times_wanted;
void handler_time_add(uint64_t ticks);
void handler_times_start(void);

/* ---- paging.c -----------------------------------------------------------------------------------
 */

#define PHYSICAL_REACH (1ull << 44) /* physical addresses below can be mapped */
/* The kernel's own tables in place of the loader's. */
void paging_start(const struct boot_info *info);

/* ---- apic.c, io_apic.c
 * --------------------------------------------------------------------------- */

void apic_start(void);
void apic_end_of_interrupt(void);
uint32_t apic_id(void);
/* Interrupt at this time (UINT64_MAX: never); what was asked for before is forgotten. */
void apic_timer(uint64_t deadline);
/* Registers of interrupt controllers lie in this range. */
bool apic_owns(uint64_t base, uint64_t size);

void io_apic_start(void);
bool io_apic_owns(uint64_t base, uint64_t size);
/* Route an ISA line to a vector, unmasked; *level: it is level-triggered. */
MUST_CHECK int io_apic_route(uint32_t isa, uint32_t vector, uint32_t *input, bool *level);
void io_apic_mask(uint32_t input, bool masked);

/* ---- clock.c
 * -------------------------------------------------------------------------------------- */

void clock_start(const struct boot_info *info);
/* Busy waiting, before and with the clock. */
void clock_wait(uint64_t nanoseconds);

uint64_t clock_to_stamp(uint64_t nanoseconds);
uint64_t clock_stamp_frequency(void);

/* ---- lines.c: interrupts of devices, by line
 * ------------------------------------------------------- */

/* ---- serial.c
 * -------------------------------------------------------------------------------------- */

#define SERIAL_PORT 0x3f8u /* COM1 */

/* A driver is about to write to its data register. */
void serial_driver_writes(void);

#endif
