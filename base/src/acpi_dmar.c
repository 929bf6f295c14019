/* The DMA remapping table (Intel VT-d Specification 4.1, chapter 8). */
#include "acpi_bytes.h"

enum { ADDRESS_WIDTH = 36, FLAGS = 37, ENTRIES = 48 };
enum { FLAG_INTERRUPTS = 1, FLAG_X2APIC_OPT_OUT = 2 };
enum { UNIT_SIZE = 16, RESERVED_SIZE = 24, SCOPE_SIZE = 6 };

int acpi_parse_dmar(const void *bytes, size_t size, struct acpi_dmar *out)
{
    const uint8_t *table = bytes;
    if (acpi_limit(table, size, "DMAR", ENTRIES) == 0 || table[ADDRESS_WIDTH] > 63) {
        return VB_ERR_INVALID;
    }
    *out = (struct acpi_dmar){
        .address_bits = (uint8_t)(table[ADDRESS_WIDTH] + 1),
        .interrupt_remapping = (table[FLAGS] & FLAG_INTERRUPTS) != 0,
        .x2apic_opt_out = (table[FLAGS] & FLAG_X2APIC_OPT_OUT) != 0,
    };
    return VB_OK;
}

static bool parse_unit(const uint8_t *entry, struct acpi_dmar_entry *out)
{
    out->kind = ACPI_DMAR_UNIT;
    out->covers_rest = (entry[4] & 1) != 0;
    /* 8.3: the low four bits of the size field are n for 2^n pages (reserved before 4.0: 0). */
    uint64_t registers = UINT64_C(4096) << (entry[5] & 0xf);
    out->base = acpi_u64(entry + 8);
    out->limit = out->base + registers - 1;
    return out->limit > out->base;
}

static bool parse_reserved(const uint8_t *entry, struct acpi_dmar_entry *out)
{
    out->kind = ACPI_DMAR_RESERVED;
    out->base = acpi_u64(entry + 8);
    out->limit = acpi_u64(entry + 16);
    return out->limit > out->base;
}

int acpi_next_dmar(const void *bytes, size_t size, size_t *cursor, struct acpi_dmar_entry *out)
{
    const uint8_t *table = bytes;
    size_t limit = acpi_limit(table, size, "DMAR", ENTRIES);
    size_t at = MAX(*cursor, ENTRIES), length;
    if (limit == 0) {
        return VB_ERR_INVALID;
    }
    for (; at < limit; at += length) {
        length = limit - at >= 4 ? acpi_u16(table + at + 2) : 0;
        if (length < 4 || length > limit - at) {
            return VB_ERR_INVALID;
        }
        uint16_t type = acpi_u16(table + at);
        if (type != ACPI_DMAR_UNIT && type != ACPI_DMAR_RESERVED) {
            continue;
        }
        size_t head = type == ACPI_DMAR_UNIT ? UNIT_SIZE : RESERVED_SIZE;
        if (length < head) {
            return VB_ERR_INVALID;
        }
        struct acpi_dmar_entry entry = {
            .segment = acpi_u16(table + at + 6),
            .scopes = at + head,
            .scope_end = at + length,
        };
        if (!(type == ACPI_DMAR_UNIT ? parse_unit(table + at, &entry)
                                     : parse_reserved(table + at, &entry))) {
            return VB_ERR_INVALID;
        }
        *cursor = at + length;
        *out = entry;
        return 1;
    }
    *cursor = at;
    return 0;
}

int acpi_next_scope(const void *bytes, size_t size, const struct acpi_dmar_entry *entry,
                    size_t *cursor, struct acpi_scope *out)
{
    const uint8_t *table = bytes;
    size_t limit = acpi_limit(table, size, "DMAR", ENTRIES);
    size_t at = MAX(*cursor, entry->scopes);
    if (limit == 0 || entry->scope_end > limit) {
        return VB_ERR_INVALID;
    }
    if (at >= entry->scope_end) {
        return 0;
    }
    size_t room = entry->scope_end - at;
    size_t length = room >= SCOPE_SIZE ? table[at + 1] : 0;
    size_t path = length >= SCOPE_SIZE ? (length - SCOPE_SIZE) / 2 : 0;
    if (length > room || path == 0 || length % 2 != 0) {
        return VB_ERR_INVALID;
    }
    if (path > ACPI_PATH_MAX) {
        return VB_ERR_TOO_BIG;
    }
    *out = (struct acpi_scope){
        .kind = table[at],
        .id = table[at + 4],
        .bus = table[at + 5],
        .count = (uint8_t)path,
    };
    for (size_t i = 0; i < path; i++) {
        out->path[i].device = table[at + SCOPE_SIZE + 2 * i];
        out->path[i].function = table[at + SCOPE_SIZE + 2 * i + 1];
    }
    *cursor = at + length;
    return 1;
}
