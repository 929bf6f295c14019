/* Little-endian numbers at any address, and the header that all tables share; for acpi_*.c only. */
#ifndef BASE_SRC_ACPI_BYTES_H
#define BASE_SRC_ACPI_BYTES_H

#include <base/acpi.h>

static inline uint16_t acpi_u16(const uint8_t *at)
{
    return (uint16_t)(at[0] | at[1] << 8);
}

static inline uint32_t acpi_u32(const uint8_t *at)
{
    return acpi_u16(at) | (uint32_t)acpi_u16(at + 2) << 16;
}

static inline uint64_t acpi_u64(const uint8_t *at)
{
    return acpi_u32(at) | (uint64_t)acpi_u32(at + 4) << 32;
}

static inline uint8_t acpi_sum(const uint8_t *bytes, size_t size)
{
    uint8_t sum = 0;
    for (size_t i = 0; i < size; i++) {
        sum = (uint8_t)(sum + bytes[i]);
    }
    return sum;
}

static inline bool acpi_has_signature(const uint8_t *table, const char signature[4])
{
    for (int i = 0; i < 4; i++) {
        if (table[i] != (uint8_t)signature[i]) {
            return false;
        }
    }
    return true;
}

/* How many bytes of the table may be read; 0 when it is no table of this signature or has not the
 * `least` bytes that are needed. */
static inline size_t acpi_limit(const uint8_t *table, size_t size, const char signature[4],
                                size_t least)
{
    if (size < ACPI_HEADER_SIZE || !acpi_has_signature(table, signature)) {
        return 0;
    }
    size_t limit = MIN(size, acpi_u32(table + 4));
    return limit < least ? 0 : limit;
}

enum { ACPI_REGISTER_SIZE = 12 };

/* A generic address structure: space, width, bit offset, access size, address (5.2.3.2). A bit
 * offset is of no use to us: none of the registers that are read here may have one. */
static inline struct acpi_register acpi_register(const uint8_t *at)
{
    return (struct acpi_register){
        .space = at[0],
        .bits = at[1],
        .access = at[3] >= 1 && at[3] <= 4 ? (uint8_t)(1 << (at[3] - 1)) : 0,
        .address = acpi_u64(at + 4),
    };
}

#endif
