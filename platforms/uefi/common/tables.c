/* ACPI tables by name, in mapped memory (base/acpi.h does the work and trusts nothing). */
#include "uefi.h"

#include <string.h>

static bool read_memory(void *unused, uint64_t address, void *to, size_t size)
{
    (void)unused;
    const void *bytes = physical_map(address, size, VB_REGION_CACHED);
    if (bytes) {
        memcpy(to, bytes, size);
    }
    return bytes != NULL;
}

const void *table_find(const char *signature, uint32_t number, size_t *size)
{
    static const struct acpi_memory memory = {.read = read_memory};
    struct acpi_root root;
    struct acpi_table table;
    if (boot.acpi == 0 || acpi_open(&memory, boot.acpi, &root) != VB_OK ||
        acpi_find(&memory, &root, signature, number, &table) != VB_OK) {
        return NULL;
    }
    *size = table.size;
    return physical_map(table.address, table.size, VB_REGION_CACHED);
}

bool table_fadt(struct acpi_fadt *out)
{
    size_t size;
    const void *table = table_find("FACP", 0, &size);
    return table && acpi_parse_fadt(table, size, out) == VB_OK;
}
