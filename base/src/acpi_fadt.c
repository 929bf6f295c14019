/* The fixed ACPI description table (5.2.9). It grew from version to version: what a table is too
 * short for is not there. */
#include "acpi_bytes.h"

enum {
    DSDT = 40,
    SCI = 46,
    SMI_COMMAND = 48,
    ACPI_ENABLE = 52,
    ACPI_DISABLE = 53,
    PM1A_EVENT = 56,
    PM1B_EVENT = 60,
    PM1A_CONTROL = 64,
    PM1B_CONTROL = 68,
    PM_TIMER = 76,
    PM1_EVENT_SIZE = 88,
    PM1_CONTROL_SIZE = 89,
    PM_TIMER_SIZE = 91,
    CENTURY = 108,
    BOOT_FLAGS = 109,
    FLAGS = 112,
    SIZE_1 = 116, /* of version 1 */
    RESET = 116,
    RESET_VALUE = 128,
    X_DSDT = 140,
    X_PM1A_EVENT = 148,
    X_PM1B_EVENT = 160,
    X_PM1A_CONTROL = 172,
    X_PM1B_CONTROL = 184,
    X_PM_TIMER = 208,
    SLEEP_CONTROL = 244,
};

enum {
    FLAG_TIMER_32 = 1u << 8,
    FLAG_RESET = 1u << 10,
    FLAG_HARDWARE_REDUCED = 1u << 20,
};

/* A register block: its 64-bit form where the table has one that is not zero, else the port. */
static struct acpi_register block(const uint8_t *table, size_t limit, size_t extended, size_t port,
                                  size_t length)
{
    if (limit >= extended + ACPI_REGISTER_SIZE) {
        struct acpi_register found = acpi_register(table + extended);
        if (found.address != 0) {
            return found;
        }
    }
    struct acpi_register found = {.space = ACPI_SPACE_PORTS, .address = acpi_u32(table + port)};
    found.bits = (uint8_t)MIN(table[length] * 8, 0xff);
    return found.bits != 0 ? found : (struct acpi_register){0};
}

static void parse_power(const uint8_t *table, size_t limit, struct acpi_fadt *out)
{
    out->pm1a_event = block(table, limit, X_PM1A_EVENT, PM1A_EVENT, PM1_EVENT_SIZE);
    out->pm1b_event = block(table, limit, X_PM1B_EVENT, PM1B_EVENT, PM1_EVENT_SIZE);
    out->pm1a_control = block(table, limit, X_PM1A_CONTROL, PM1A_CONTROL, PM1_CONTROL_SIZE);
    out->pm1b_control = block(table, limit, X_PM1B_CONTROL, PM1B_CONTROL, PM1_CONTROL_SIZE);
    out->pm_timer = block(table, limit, X_PM_TIMER, PM_TIMER, PM_TIMER_SIZE);
    out->smi_command = acpi_u32(table + SMI_COMMAND);
    out->acpi_enable = table[ACPI_ENABLE];
    out->acpi_disable = table[ACPI_DISABLE];
}

int acpi_parse_fadt(const void *bytes, size_t size, struct acpi_fadt *out)
{
    const uint8_t *table = bytes;
    size_t limit = acpi_limit(table, size, "FACP", SIZE_1);
    if (limit == 0) {
        return VB_ERR_INVALID;
    }
    uint32_t flags = acpi_u32(table + FLAGS);
    *out = (struct acpi_fadt){
        .dsdt = limit >= X_DSDT + 8 ? acpi_u64(table + X_DSDT) : 0,
        .sci = acpi_u16(table + SCI),
        .century = table[CENTURY],
        .has_boot_flags = table[8] >= 3, /* version 1 kept nothing there, 2 was a draft */
        .boot_flags = acpi_u16(table + BOOT_FLAGS),
        .pm_timer_is_32_bits = (flags & FLAG_TIMER_32) != 0,
        .hardware_reduced = (flags & FLAG_HARDWARE_REDUCED) != 0,
    };
    if (out->dsdt == 0) {
        out->dsdt = acpi_u32(table + DSDT);
    }
    if (!out->hardware_reduced) {
        parse_power(table, limit, out);
    }
    if ((flags & FLAG_RESET) != 0 && limit > RESET_VALUE) {
        out->reset = acpi_register(table + RESET);
        out->reset_value = table[RESET_VALUE];
    }
    if (limit >= SLEEP_CONTROL + ACPI_REGISTER_SIZE) {
        out->sleep_control = acpi_register(table + SLEEP_CONTROL);
    }
    return VB_OK;
}

bool acpi_may_have_8042(const struct acpi_fadt *fadt)
{
    return !fadt->has_boot_flags || (fadt->boot_flags & ACPI_BOOT_8042) != 0;
}
