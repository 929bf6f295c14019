#include "power.h"
#include "processor.h"
#include "x86_64.h"

#define ACPI_MODE        1u /* of PM1 control: the registers are ours and not the firmware's */
#define SLEEP_TYPE       (7u << 10)
#define SLEEP            (1u << 13)
#define SLEEP_TYPE_SHIFT 2u /* of the sleep control register */
#define SLEEP_NOW        (1u << 5)
#define WAIT_NS          1000000000u
#define WAIT_RESET_NS    100000000u

/* ---- registers --------------------------------------------------------------------------------
 */

static volatile void *memory_of(const struct acpi_register *place)
{
    if (place->space == ACPI_SPACE_MEMORY) {
        return physical_map(place->address, 8, VB_REGION_UNCACHED);
    }
    if (place->space != ACPI_SPACE_PCI) {
        return NULL;
    }
    uint32_t device = place->address >> 32 & 31, function = place->address >> 16 & 7;
    volatile uint8_t *space = pci_configuration(device << 3 | function);
    return space ? space + (place->address & 0xfff) : NULL;
}

static void write8(const struct acpi_register *place, uint8_t value)
{
    if (place->space == ACPI_SPACE_PORTS && place->address <= UINT16_MAX) {
        out8((uint16_t)place->address, value);
        return;
    }
    volatile uint8_t *at = memory_of(place);
    if (at) {
        *at = value;
    }
}

static uint16_t read16(const struct acpi_register *place)
{
    if (place->space == ACPI_SPACE_PORTS && place->address <= UINT16_MAX) {
        return in16((uint16_t)place->address);
    }
    const volatile uint16_t *at = memory_of(place);
    return at ? *at : 0;
}

static void write16(const struct acpi_register *place, uint16_t value)
{
    if (place->space == ACPI_SPACE_PORTS && place->address <= UINT16_MAX) {
        out16((uint16_t)place->address, value);
        return;
    }
    volatile uint16_t *at = memory_of(place);
    if (at) {
        *at = value;
    }
}

/* ---- off --------------------------------------------------------------------------------------
 */

/* UEFI firmware may leave the registers to itself until an operating system asks for them. */
static void enter_acpi_mode(const struct acpi_fadt *fadt)
{
    if ((read16(&fadt->pm1a_control) & ACPI_MODE) || fadt->smi_command == 0 ||
        fadt->acpi_enable == 0 || fadt->smi_command > UINT16_MAX) {
        return;
    }
    uint64_t end = hal_clock_monotonic() + WAIT_NS;
    out8((uint16_t)fadt->smi_command, fadt->acpi_enable);
    while (!(read16(&fadt->pm1a_control) & ACPI_MODE) && hal_clock_monotonic() < end) {
        pause();
    }
}

/* The type first, then the order to sleep (4.8.3.2). */
static void sleep_by(const struct acpi_register *control, uint8_t type, bool now)
{
    if (control->address != 0) {
        uint16_t kept = (uint16_t)(read16(control) & ~(SLEEP_TYPE | SLEEP));
        write16(control, (uint16_t)(kept | type << 10 | (now ? SLEEP : 0)));
    }
}

static bool find_sleep_type(struct acpi_s5 *out)
{
    size_t size;
    const void *table = table_find("DSDT", 0, &size);
    bool found = table && acpi_find_s5(table, size, out) == VB_OK;
    for (uint32_t i = 0; !found && (table = table_find("SSDT", i, &size)); i++) {
        found = acpi_find_s5(table, size, out) == VB_OK;
    }
    return found;
}

void power_off_by_registers(void)
{
    struct acpi_fadt fadt;
    struct acpi_s5 sleep;
    if (!table_fadt(&fadt) || !find_sleep_type(&sleep)) {
        return;
    }
    if (fadt.hardware_reduced) {
        if (fadt.sleep_control.address != 0) {
            write8(&fadt.sleep_control, (uint8_t)(sleep.pm1a << SLEEP_TYPE_SHIFT | SLEEP_NOW));
        }
    } else {
        enter_acpi_mode(&fadt);
        sleep_by(&fadt.pm1a_control, sleep.pm1a, false);
        sleep_by(&fadt.pm1b_control, sleep.pm1b, false);
        sleep_by(&fadt.pm1a_control, sleep.pm1a, true);
        sleep_by(&fadt.pm1b_control, sleep.pm1b, true);
    }
    clock_wait(WAIT_NS);
}

/* ---- reset ------------------------------------------------------------------------------------
 */

/* The register that the FADT names, the chip set's, the keyboard controller's line, and at last a
 * fault that nobody can handle. */
void power_reset_by_registers(void)
{
    struct __attribute__((packed)) {
        uint16_t limit;
        uint64_t base;
    } nothing = {0};
    struct acpi_fadt fadt;
    if (table_fadt(&fadt) && fadt.reset.address != 0) {
        write8(&fadt.reset, fadt.reset_value);
        clock_wait(WAIT_RESET_NS);
    }
    out8(0xcf9, 6);
    clock_wait(WAIT_RESET_NS);
    out8(0x64, 0xfe);
    clock_wait(WAIT_RESET_NS);
    __asm__ volatile("lidt %0\n\tint3" : : "m"(nothing));
}
