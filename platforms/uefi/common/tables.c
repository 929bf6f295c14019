/* ACPI tables, by name. The firmware is not trusted: lengths are bounded, checksums checked. */
#include "uefi.h"

#include <string.h>

#define HEADER_SIZE 36u
#define TABLE_MAX   (4u << 20)

static uint32_t get32(const uint8_t *bytes)
{
    uint32_t value;
    memcpy(&value, bytes, sizeof value);
    return value;
}

static uint64_t get64(const uint8_t *bytes)
{
    uint64_t value;
    memcpy(&value, bytes, sizeof value);
    return value;
}

static bool checked(const uint8_t *bytes, uint32_t size)
{
    uint8_t sum = 0;
    for (uint32_t i = 0; i < size; i++) {
        sum = (uint8_t)(sum + bytes[i]);
    }
    return sum == 0;
}

/* The table at a physical address, NULL when it is damaged. */
static const uint8_t *table_at(uint64_t address, uint32_t *size)
{
    const uint8_t *header = physical_map(address, HEADER_SIZE, VB_REGION_CACHED);
    if (address == 0 || !header) {
        return NULL;
    }
    *size = get32(header + 4);
    if (*size < HEADER_SIZE || *size > TABLE_MAX ||
        !physical_map(address, *size, VB_REGION_CACHED) || !checked(header, *size)) {
        return NULL;
    }
    return header;
}

/* The root table, whose entries have 8 bytes (XSDT) or 4 (RSDT). */
static const uint8_t *root_table(uint32_t *size, uint32_t *entry_size)
{
    const uint8_t *pointer =
        boot.acpi ? physical_map(boot.acpi, HEADER_SIZE, VB_REGION_CACHED) : NULL;
    if (!pointer || memcmp(pointer, "RSD PTR ", 8) != 0 || !checked(pointer, 20)) {
        return NULL;
    }
    if (pointer[15] >= 2 && get64(pointer + 24) != 0 && checked(pointer, HEADER_SIZE)) {
        const uint8_t *table = table_at(get64(pointer + 24), size);
        *entry_size = 8;
        if (table) {
            return table;
        }
    }
    *entry_size = 4;
    return table_at(get32(pointer + 16), size);
}

/* The DSDT is not in the root table: the FADT points to it. */
static const uint8_t *find_dsdt(uint32_t *size)
{
    uint32_t fadt_size;
    const uint8_t *fadt = table_find("FACP", 0, &fadt_size);
    if (!fadt || fadt_size < 44) {
        return NULL;
    }
    uint64_t address = fadt_size >= 148 ? get64(fadt + 140) : 0;
    return table_at(address ? address : get32(fadt + 40), size);
}

const uint8_t *table_find(const char *signature, uint32_t number, uint32_t *size)
{
    uint32_t root_size, entry_size;
    if (memcmp(signature, "DSDT", 4) == 0) {
        return number == 0 ? find_dsdt(size) : NULL;
    }
    const uint8_t *root = root_table(&root_size, &entry_size);
    for (uint32_t at = HEADER_SIZE; root && at + entry_size <= root_size; at += entry_size) {
        uint64_t address = entry_size == 8 ? get64(root + at) : get32(root + at);
        const uint8_t *table = table_at(address, size);
        if (table && memcmp(table, signature, 4) == 0 && number-- == 0) {
            return table;
        }
    }
    return NULL;
}
