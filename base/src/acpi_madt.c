/* The multiple APIC description table (5.2.12): processors, IO-APICs and how ISA lines reach them.
 */
#include "acpi_bytes.h"

enum { LOCAL_APIC = 36, FLAGS = 40, ENTRIES = 44 };

enum { /* types of entries, table 5.21 */
       TYPE_LOCAL_APIC = 0,
       TYPE_IO_APIC = 1,
       TYPE_OVERRIDE = 2,
       TYPE_NMI = 3,
       TYPE_ADDRESS = 5,
       TYPE_X2APIC = 9,
};

enum { CPU_ENABLED = 1, CPU_CAN_BE_ENABLED = 2 };

/* The smallest an entry of a type may be: all that is read of it. 2 for those that are not read. */
static size_t least_size(uint8_t type)
{
    switch (type) {
    case TYPE_LOCAL_APIC:
    case TYPE_NMI:
        return 8;
    case TYPE_IO_APIC:
    case TYPE_ADDRESS:
        return 12;
    case TYPE_OVERRIDE:
        return 10;
    case TYPE_X2APIC:
        return 16;
    default:
        return 2;
    }
}

/* The entry at *cursor, which moves behind it. Returns its bytes, NULL at the end; *status says
 * whether that was in order. */
static const uint8_t *next_entry(const uint8_t *table, size_t size, size_t *cursor, int *status)
{
    size_t limit = acpi_limit(table, size, "APIC", ENTRIES);
    size_t at = MAX(*cursor, ENTRIES);
    *status = limit == 0 ? VB_ERR_INVALID : VB_OK;
    if (limit == 0 || at >= limit) {
        return NULL;
    }
    if (limit - at < 2 || table[at + 1] > limit - at || table[at + 1] < least_size(table[at])) {
        *status = VB_ERR_INVALID;
        return NULL;
    }
    *cursor = at + table[at + 1];
    return table + at;
}

int acpi_parse_madt(const void *bytes, size_t size, struct acpi_madt *out)
{
    const uint8_t *table = bytes, *entry;
    if (acpi_limit(table, size, "APIC", ENTRIES) == 0) {
        return VB_ERR_INVALID;
    }
    struct acpi_madt madt = {
        .local_apic = acpi_u32(table + LOCAL_APIC),
        .has_8259 = (table[FLAGS] & 1) != 0,
    };
    size_t cursor = 0;
    int status;
    while ((entry = next_entry(table, size, &cursor, &status)) != NULL) {
        if (entry[0] == TYPE_ADDRESS) {
            madt.local_apic = acpi_u64(entry + 4);
        }
    }
    *out = madt;
    return VB_OK;
}

static void parse_flags(struct acpi_madt_entry *out, const uint8_t *flags)
{
    out->override.polarity = flags[0] & 3;
    out->override.trigger = flags[0] >> 2 & 3;
}

static bool parse_entry(const uint8_t *entry, struct acpi_madt_entry *out)
{
    uint32_t flags;
    *out = (struct acpi_madt_entry){0};
    switch (entry[0]) {
    case TYPE_LOCAL_APIC:
    case TYPE_X2APIC:
        out->kind = ACPI_MADT_CPU;
        out->cpu.apic_id = entry[0] == TYPE_X2APIC ? acpi_u32(entry + 4) : entry[3];
        flags = acpi_u32(entry + (entry[0] == TYPE_X2APIC ? 8 : 4));
        out->cpu.enabled = (flags & CPU_ENABLED) != 0;
        out->cpu.can_be_enabled = (flags & CPU_CAN_BE_ENABLED) != 0;
        return true;
    case TYPE_IO_APIC:
        out->kind = ACPI_MADT_IO_APIC;
        out->io_apic.id = entry[2];
        out->io_apic.address = acpi_u32(entry + 4);
        out->io_apic.first_interrupt = acpi_u32(entry + 8);
        return true;
    case TYPE_OVERRIDE:
        out->kind = ACPI_MADT_OVERRIDE;
        out->override.isa_line = entry[3];
        out->override.interrupt = acpi_u32(entry + 4);
        parse_flags(out, entry + 8);
        return entry[2] == 0; /* bus: ISA is the only one there is */
    case TYPE_NMI:
        out->kind = ACPI_MADT_NMI;
        out->override.interrupt = acpi_u32(entry + 4);
        parse_flags(out, entry + 2);
        return true;
    default:
        return false;
    }
}

int acpi_next_madt(const void *table, size_t size, size_t *cursor, struct acpi_madt_entry *out)
{
    const uint8_t *entry;
    int status;
    while ((entry = next_entry(table, size, cursor, &status)) != NULL) {
        if (parse_entry(entry, out)) {
            return 1;
        }
    }
    return status;
}

int acpi_route_isa(const void *table, size_t size, unsigned line, struct acpi_isa_route *out)
{
    struct acpi_isa_route route = {.interrupt = line};
    struct acpi_madt_entry entry;
    size_t cursor = 0;
    int status;
    if (line > 15) {
        return VB_ERR_INVALID;
    }
    while ((status = acpi_next_madt(table, size, &cursor, &entry)) == 1) {
        if (entry.kind != ACPI_MADT_OVERRIDE || entry.override.isa_line != line) {
            continue;
        }
        if (entry.override.polarity == 2 || entry.override.trigger == 2) {
            return VB_ERR_INVALID;
        }
        route.interrupt = entry.override.interrupt;
        route.active_low = entry.override.polarity == ACPI_POLARITY_LOW;
        route.level = entry.override.trigger == ACPI_TRIGGER_LEVEL;
    }
    if (status == VB_OK) {
        *out = route;
    }
    return status;
}
