/*
 * Interrupts of devices. A line of the ring has one vector; it is fed by an ISA line or by
 * messages. A handler posts a record, masks a level line, and that is all.
 */
#include "processor.h"
#include "x86_64.h"

#include <hal/hardware.h>

static struct {
    struct hal_ring *ring; /* NULL: not in use */
    enum vb_interrupt_kind kind;
    uint32_t isa, input;
    bool level;
} lines[HAL_LINES];
static bool isa_used[16];

void platform_post(struct hal_ring *ring, uint32_t line, uint32_t value)
{
    uint64_t now = hal_clock_monotonic();
    bool on = interrupts_save();
    hal_ring_post(ring, line, value, now);
    interrupts_restore(on);
}

static void line_came(uint32_t line)
{
    if (!lines[line].ring) {
        return; /* closed while it was under way */
    }
    if (lines[line].level) {
        io_apic_mask(lines[line].input, true);
    }
    hal_ring_post(lines[line].ring, line, 0, platform_time(interrupt_stamp));
}

static uint32_t free_line(void)
{
    uint32_t line = DEVICES; /* those of the platform's own devices are taken */
    while (line < HAL_LINES && lines[line].ring) {
        line++;
    }
    return line;
}

int hal_interrupt_open(struct hal_ring *ring, enum vb_interrupt_kind kind, uint32_t number,
                       struct hal_route *out)
{
    uint32_t line = free_line(), input = 0;
    bool level = false, isa = kind == VB_INTERRUPT_ISA;
    if ((!isa && kind != VB_INTERRUPT_MESSAGE) || (isa && number >= ARRAY_LEN(isa_used))) {
        return VB_ERR_INVALID;
    }
    if (isa && isa_used[number]) {
        return VB_ERR_BUSY;
    }
    if (line == HAL_LINES) {
        return VB_ERR_LIMIT;
    }
    lines[line].kind = kind;
    lines[line].isa = number;
    lines[line].level = false;
    lines[line].ring = ring;
    interrupt_handle(VECTOR_LINES + line, line_came, line);
    if (isa) {
        int status = io_apic_route(number, VECTOR_LINES + line, &input, &level);
        if (status != VB_OK) {
            lines[line].ring = NULL;
            return status;
        }
        bool on = interrupts_save();
        lines[line].input = input;
        lines[line].level = level;
        isa_used[number] = true;
        interrupts_restore(on);
    }
    *out = (struct hal_route){
        .line = line,
        .message_address = isa ? 0 : 0xfee00000u | (apic_id() & 0xff) << 12,
        .message_data = isa ? 0 : VECTOR_LINES + line,
    };
    return VB_OK;
}

void hal_interrupt_close(uint32_t line)
{
    if (line >= HAL_LINES || !lines[line].ring) {
        return;
    }
    bool on = interrupts_save();
    if (lines[line].kind == VB_INTERRUPT_ISA) {
        io_apic_mask(lines[line].input, true);
        isa_used[lines[line].isa] = false;
    }
    lines[line].ring = NULL;
    interrupts_restore(on);
}

void hal_interrupt_acknowledge(uint32_t line)
{
    if (line < HAL_LINES && lines[line].ring && lines[line].level) {
        io_apic_mask(lines[line].input, false);
    }
}

void hal_idle(struct hal_ring *ring, uint64_t deadline)
{
    interrupts_off();
    if (hal_ring_empty(ring) && !iommu_has_faults() && hal_clock_monotonic() < deadline) {
        apic_timer(deadline);
        __asm__ volatile("sti\n\thlt" : : : "memory"); /* nothing comes between the two */
        apic_timer(UINT64_MAX);
    }
    interrupts_on();
}
