/*
 * The watchdog of Intel's ICH9 chip set (the TCO timer; QEMU's q35 has it): when nobody reloads it
 * for its time twice in a row it resets the machine. Datasheet 316972, sections 13.9 and 10.1.75.
 */
#include "processor.h"
#include "x86_64.h"

#define BRIDGE         (31u << 3) /* 00:1f.0, from and to the old world */
#define INTEL          0x8086u
#define ICH9_FIRST     0x2910u
#define ICH9_LAST      0x291fu
#define PM_BASE        0x40u /* in the bridge's configuration space */
#define CHIP_BASE      0xf0u
#define CONTROL        0x3410u /* in the chip's registers; bit 5: do not reset */
#define NO_RESET       0x20u
#define TCO            0x60u /* behind the power management registers */
#define TICKS_A_MINUTE 100u
#define TICKS_MAX      0x3ffu

enum { RELOAD = 0, STATUS1 = 4, STATUS2 = 6, CONTROL1 = 8, TIME = 0x12 };
#define HALT 0x800u

static uint16_t registers; /* 0: there is none, or it is off */

void watchdog_alive(void)
{
    if (registers) {
        out16(registers + RELOAD, 1);
    }
}

void watchdog_stop(void)
{
    if (registers) {
        out16(registers + CONTROL1, in16(registers + CONTROL1) | HALT);
        registers = 0;
    }
}

/* The chip's switch against resets is on after power comes. */
static bool allow_reset(const volatile uint32_t *bridge)
{
    uint32_t base = bridge[CHIP_BASE / 4];
    volatile uint32_t *control =
        base & 1 ? physical_map((base & ~1u) + CONTROL, 4, VB_REGION_UNCACHED) : NULL;
    if (!control) {
        return false;
    }
    *control &= ~NO_RESET;
    return !(*control & NO_RESET);
}

static uint16_t find(void)
{
    const volatile uint32_t *bridge = pci_configuration(BRIDGE);
    if (!bridge) {
        return 0;
    }
    uint32_t device = bridge[0] >> 16, base = bridge[PM_BASE / 4] & 0xff80;
    bool known = (bridge[0] & 0xffff) == INTEL && device >= ICH9_FIRST && device <= ICH9_LAST;
    return known && base != 0 && allow_reset(bridge) ? (uint16_t)(base + TCO) : 0;
}

bool watchdog_start(uint32_t seconds)
{
    registers = seconds > 0 ? find() : 0;
    if (!registers) {
        return false;
    }
    uint32_t ticks = seconds * TICKS_A_MINUTE / 60 / 2; /* it has to run out twice */
    out16(registers + CONTROL1, in16(registers + CONTROL1) | HALT);
    out16(registers + TIME, (uint16_t)MIN(MAX(ticks, 2u), TICKS_MAX));
    out16(registers + STATUS1, 8);
    out16(registers + STATUS2, 2);
    out16(registers + CONTROL1, in16(registers + CONTROL1) & (uint16_t)~HALT);
    watchdog_alive();
    return true;
}
