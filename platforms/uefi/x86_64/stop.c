/* The ways to switch off and to reset, from the polite to the rude. */
#include "processor.h"
#include "x86_64.h"

#include <efi.h>

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

static void write_sleep(const struct acpi_register *control, uint8_t type)
{
    if (control->address != 0 && control->address <= UINT16_MAX &&
        control->space == ACPI_SPACE_PORTS) {
        out16((uint16_t)control->address, (uint16_t)(type << 10 | 1u << 13));
    }
}

static void off_by_registers(void)
{
    size_t size;
    struct acpi_fadt fadt;
    struct acpi_s5 sleep;
    const void *dsdt = table_find("DSDT", 0, &size);
    if (dsdt && table_fadt(&fadt) && acpi_find_s5(dsdt, size, &sleep) == VB_OK) {
        write_sleep(&fadt.pm1a_control, sleep.pm1a);
        write_sleep(&fadt.pm1b_control, sleep.pm1b);
        clock_wait(1000000000u);
    }
}

static void reset_by_table(void)
{
    struct acpi_fadt fadt;
    if (table_fadt(&fadt) && fadt.reset.address != 0 && fadt.reset.address <= UINT16_MAX &&
        fadt.reset.space == ACPI_SPACE_PORTS) {
        out8((uint16_t)fadt.reset.address, fadt.reset_value);
        clock_wait(100000000u);
    }
}

/* The register that the FADT names, the chip set's, the keyboard controller's line, and at last a
 * fault that nobody can handle. */
static void reset_by_registers(void)
{
    struct __attribute__((packed)) {
        uint16_t limit;
        uint64_t base;
    } nothing = {0};
    reset_by_table();
    out8(0xcf9, 6);
    clock_wait(100000000u);
    out8(0x64, 0xfe);
    clock_wait(100000000u);
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
