/*
 * The input as a machine's memory: found, walked and parsed. Checksums are made right on the way
 * (else nothing would pass), by lending each table the byte that its sum wants.
 */
#include <base/acpi.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct bytes {
    const uint8_t *data;
    size_t size;
};

/* Memory begins at 16, so that address 0 stays invalid. */
static bool read_bytes(void *context, uint64_t address, void *to, size_t size)
{
    const struct bytes *bytes = context;
    if (size > 256)
        abort();
    if (address < 16 || address - 16 > bytes->size || size > bytes->size - (address - 16))
        return false;
    memcpy(to, bytes->data + (address - 16), size);
    return true;
}

static void parse_madt(const uint8_t *table, size_t size)
{
    struct acpi_madt madt;
    struct acpi_madt_entry entry;
    struct acpi_isa_route route;
    size_t cursor = 0;

    (void)!acpi_parse_madt(table, size, &madt);
    while (acpi_next_madt(table, size, &cursor, &entry) == 1)
        if (cursor > size)
            abort();
    for (unsigned line = 0; line < 16; line++)
        (void)!acpi_route_isa(table, size, line, &route);
}

static void parse_dmar(const uint8_t *table, size_t size)
{
    struct acpi_dmar dmar;
    struct acpi_dmar_entry entry;
    struct acpi_scope scope;
    size_t cursor = 0, at;

    (void)!acpi_parse_dmar(table, size, &dmar);
    while (acpi_next_dmar(table, size, &cursor, &entry) == 1) {
        if (cursor > size || entry.limit <= entry.base)
            abort();
        at = 0;
        while (acpi_next_scope(table, size, &entry, &at, &scope) == 1)
            if (scope.count == 0 || scope.count > ACPI_PATH_MAX)
                abort();
    }
}

static void parse_all(const uint8_t *table, size_t size)
{
    struct acpi_fadt fadt;
    struct acpi_hpet hpet;
    struct acpi_mcfg_entry entry;
    struct acpi_s5 s5;
    size_t cursor = 0;

    if (acpi_parse_fadt(table, size, &fadt) == VB_OK)
        (void)acpi_may_have_8042(&fadt);
    (void)!acpi_parse_hpet(table, size, &hpet);
    while (acpi_next_mcfg(table, size, &cursor, &entry) == 1)
        ;
    if (acpi_find_s5(table, size, &s5) == VB_OK && (s5.pm1a > 7 || s5.pm1b > 7))
        abort();
    parse_madt(table, size);
    parse_dmar(table, size);
}

static void walk(const struct acpi_memory *memory)
{
    static const char signatures[][5] = {"APIC", "FACP", "DSDT", "SSDT", "DMAR", "MCFG", "HPET"};
    struct acpi_root root;
    struct acpi_table table;

    if (acpi_open(memory, 16, &root) < 0)
        return;
    for (size_t i = 0; i < ARRAY_LEN(signatures); i++) {
        for (unsigned j = 0; j < 2 && acpi_find(memory, &root, signatures[i], j, &table) == 0;
             j++) {
            uint8_t *copy = malloc(table.size);
            if (acpi_read(memory, &table, 0, copy, table.size) != table.size ||
                !acpi_is_table(copy, table.size, signatures[i]))
                abort();
            parse_all(copy, table.size);
            free(copy);
        }
    }
}

/* Make the sum of `size` bytes zero through the one at `check`. */
static void repair(uint8_t *bytes, size_t size, size_t check)
{
    uint8_t sum = 0;
    for (size_t i = 0; i < size; i++)
        sum = (uint8_t)(sum + bytes[i]);
    bytes[check] = (uint8_t)(bytes[check] - sum);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    parse_all(data, size);

    /* Once as it is, once with every table's checksum repaired. */
    uint8_t *copy = malloc(size + 1);
    struct bytes bytes = {copy, size};
    struct acpi_memory memory = {read_bytes, &bytes};
    memcpy(copy, data, size);
    walk(&memory);
    if (size >= 36) {
        for (size_t at = size - 36 + 1; at-- > 36;) {
            static const char roots[][5] = {"XSDT", "RSDT", "APIC", "FACP", "DSDT",
                                            "SSDT", "DMAR", "MCFG", "HPET"};
            uint32_t length;
            memcpy(&length, copy + at + 4, 4);
            for (size_t i = 0; i < ARRAY_LEN(roots); i++)
                if (memcmp(copy + at, roots[i], 4) == 0 && length >= 36 && length <= size - at)
                    repair(copy + at, length, 9);
        }
        repair(copy, 20, 8);
        repair(copy, 36, 32);
        walk(&memory);
    }
    free(copy);
    return 0;
}
