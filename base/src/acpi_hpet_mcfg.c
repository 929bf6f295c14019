/* Two small tables: the HPET's and PCIe's configuration space. */
#include "acpi_bytes.h"

enum { HPET_BASE = 40, HPET_NUMBER = 52, HPET_MINIMUM = 53, HPET_SIZE = 56 };
enum { MCFG_ENTRIES = 44, MCFG_ENTRY_SIZE = 16 };

int acpi_parse_hpet(const void *bytes, size_t size, struct acpi_hpet *out)
{
    const uint8_t *table = bytes;
    if (acpi_limit(table, size, "HPET", HPET_SIZE) == 0) {
        return VB_ERR_INVALID;
    }
    *out = (struct acpi_hpet){
        .base = acpi_register(table + HPET_BASE),
        .number = table[HPET_NUMBER],
        .minimum_tick = acpi_u16(table + HPET_MINIMUM),
    };
    return VB_OK;
}

int acpi_next_mcfg(const void *bytes, size_t size, size_t *cursor, struct acpi_mcfg_entry *out)
{
    const uint8_t *table = bytes;
    size_t limit = acpi_limit(table, size, "MCFG", MCFG_ENTRIES);
    size_t at = MAX(*cursor, MCFG_ENTRIES);
    if (limit == 0) {
        return VB_ERR_INVALID;
    }
    if (at >= limit) {
        return 0;
    }
    if (limit - at < MCFG_ENTRY_SIZE) {
        return VB_ERR_INVALID;
    }
    const uint8_t *entry = table + at;
    struct acpi_mcfg_entry found = {
        .base = acpi_u64(entry),
        .segment = acpi_u16(entry + 8),
        .first_bus = entry[10],
        .last_bus = entry[11],
    };
    uint64_t end = (uint64_t)found.last_bus + 1; /* in units of 1 MiB */
    if (found.first_bus > found.last_bus || found.base > UINT64_MAX - (end << 20)) {
        return VB_ERR_INVALID;
    }
    *cursor = at + MCFG_ENTRY_SIZE;
    *out = found;
    return 1;
}
