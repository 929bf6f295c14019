/* The ways to switch off and to reset, from the polite to the rude. */
#include "processor.h"
#include "x86_64.h"

#include <efi.h>
#include <string.h>

uint64_t firmware_call(uint64_t root, uint64_t function, uint64_t first, uint64_t second,
                       uint64_t third, uint64_t fourth);

void machine_debug_exit(int status)
{
    uint64_t port = option_number("debug-exit", 0);
    if (port != 0 && port <= UINT16_MAX) {
        out32((uint16_t)port, (uint32_t)status & 0x7f); /* QEMU ends with 2 * status + 1 */
    }
}

_Noreturn void machine_halt(void)
{
    for (;;) {
        __asm__ volatile("cli\n\thlt");
    }
}

static void ask_firmware(enum vb_system_action action)
{
    const EFI_RUNTIME_SERVICES *services = memory_in(boot.runtime_services, sizeof *services)
                                               ? physical_to_virtual(boot.runtime_services)
                                               : NULL;
    if (services) {
        firmware_call(boot.firmware_root, (uint64_t)services->ResetSystem,
                      action == VB_SYSTEM_RESET ? EfiResetCold : EfiResetShutdown, 0, 0, 0);
    }
}

static uint32_t get32(const uint8_t *bytes)
{
    uint32_t value;
    memcpy(&value, bytes, sizeof value);
    return value;
}

/* A small integer as AML writes it; NULL: something else. */
static const uint8_t *get_integer(const uint8_t *at, uint8_t *value)
{
    if (at[0] == 0x0a) { /* a byte follows */
        *value = at[1];
        return at + 2;
    }
    *value = at[0];
    return at[0] <= 1 ? at + 1 : NULL;
}

/* The package _S5_ says what to write: NameOp, "_S5_", PackageOp, length, count, integers. A search
 * for it is customary: nobody wants an interpreter for one pair of numbers. */
static bool find_sleep_type(uint8_t *a, uint8_t *b)
{
    uint32_t size;
    const uint8_t *dsdt = table_find("DSDT", 0, &size);
    for (uint32_t at = 36; dsdt && at + 16 <= size; at++) {
        if (memcmp(dsdt + at, "_S5_\x12", 5) == 0) {
            const uint8_t *value = dsdt + at + 5;
            value += (value[0] >> 6) + 2u; /* the length's bytes and the count */
            value = get_integer(value, a);
            return value && get_integer(value, b);
        }
    }
    return false;
}

static void off_by_registers(void)
{
    uint32_t size;
    uint8_t a, b;
    const uint8_t *fadt = table_find("FACP", 0, &size);
    if (!fadt || size < 72 || !find_sleep_type(&a, &b)) {
        return;
    }
    uint32_t control_a = get32(fadt + 64), control_b = get32(fadt + 68);
    if (control_a != 0 && control_a <= UINT16_MAX) {
        out16((uint16_t)control_a, (uint16_t)(a << 10 | 1u << 13));
    }
    if (control_b != 0 && control_b <= UINT16_MAX) {
        out16((uint16_t)control_b, (uint16_t)(b << 10 | 1u << 13));
    }
    clock_wait(1000000000u);
}

/* The register that the FADT names, the chip set's, the keyboard controller's line, and at last a
 * fault that nobody can handle. */
static void reset_by_registers(void)
{
    uint32_t size;
    const uint8_t *fadt = table_find("FACP", 0, &size);
    if (fadt && size >= 129 && fadt[116] == 1 && get32(fadt + 112) & 1u << 10) {
        out8((uint16_t)get32(fadt + 120), fadt[128]);
        clock_wait(100000000u);
    }
    out8(0xcf9, 6);
    clock_wait(100000000u);
    out8(0x64, 0xfe);
    clock_wait(100000000u);
    struct __attribute__((packed)) {
        uint16_t limit;
        uint64_t base;
    } nothing = {0};
    __asm__ volatile("lidt %0\n\tint3" : : "m"(nothing));
}

void machine_stop(enum vb_system_action action)
{
    interrupts_off();
    ask_firmware(action);
    if (action == VB_SYSTEM_RESET) {
        reset_by_registers();
    } else {
        off_by_registers();
    }
}
