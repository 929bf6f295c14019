/* Every vector comes here. */
#include "processor.h"
#include "x86_64.h"

static struct {
    interrupt_handler *handler;
    uint32_t argument;
} handlers[256];

void interrupt_handle(uint32_t vector, interrupt_handler *handler, uint32_t argument)
{
    bool on = interrupts_save();
    handlers[vector].handler = handler;
    handlers[vector].argument = argument;
    interrupts_restore(on);
}

uint64_t interrupt_stamp;

void interrupt_dispatch(struct interrupt_frame *frame);

void interrupt_dispatch(struct interrupt_frame *frame)
{
    uint64_t vector = frame->vector;
    if (vector == VECTOR_PAGE_FAULT && space_fault(frame)) {
        return;
    }
    if (vector < EXCEPTIONS) {
        exception_report(frame);
    }
    interrupt_stamp = time_stamp();
    if (handlers[vector].handler) {
        handlers[vector].handler(handlers[vector].argument);
    }
    if (vector != VECTOR_SPURIOUS) {
        apic_end_of_interrupt();
    }
    if (handler_times_wanted && vector >= VECTOR_LINES && vector < VECTOR_LINES + HAL_LINES) {
        handler_time_add(time_stamp() - interrupt_stamp);
    }
}
