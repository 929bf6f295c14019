/* Finding tables in physical memory: RSDP, then XSDT or RSDT, then the tables they name. */
#include "acpi_bytes.h"

enum {
    RSDP_SIZE_1 = 20, /* ACPI 1.0 */
    RSDP_SIZE_2 = 36,
    CHUNK = 256, /* bytes read at a time */
    FADT_DSDT = 40,
    FADT_X_DSDT = 140,
};

static bool read_bytes(const struct acpi_memory *memory, uint64_t address, void *to, size_t size)
{
    return address != 0 && address <= UINT64_MAX - size &&
           memory->read(memory->context, address, to, size);
}

/* The header's length is plausible and all bytes can be read and sum to zero. */
static int check_table(const struct acpi_memory *memory, uint64_t address, const uint8_t *header,
                       struct acpi_table *out)
{
    uint32_t size = acpi_u32(header + 4);
    if (size < ACPI_HEADER_SIZE || size > ACPI_TABLE_MAX) {
        return VB_ERR_INVALID;
    }
    uint8_t chunk[CHUNK], sum = 0;
    for (uint32_t at = 0; at < size; at += CHUNK) {
        uint32_t count = MIN(size - at, CHUNK);
        if (address > UINT64_MAX - at || !read_bytes(memory, address + at, chunk, count)) {
            return VB_ERR_INVALID;
        }
        sum = (uint8_t)(sum + acpi_sum(chunk, count));
    }
    *out = (struct acpi_table){address, size};
    return sum == 0 ? VB_OK : VB_ERR_INVALID;
}

static int table_at(const struct acpi_memory *memory, uint64_t address, const char signature[4],
                    struct acpi_table *out)
{
    uint8_t header[ACPI_HEADER_SIZE];
    if (!read_bytes(memory, address, header, sizeof header)) {
        return VB_ERR_INVALID;
    }
    if (!acpi_has_signature(header, signature)) {
        return VB_ERR_NOT_FOUND;
    }
    return check_table(memory, address, header, out);
}

static int open_root(const struct acpi_memory *memory, uint64_t address, bool extended,
                     struct acpi_root *out)
{
    struct acpi_table table;
    int status = table_at(memory, address, extended ? "XSDT" : "RSDT", &table);
    if (status < 0) {
        return status;
    }
    out->address = address;
    out->entry_size = extended ? 8 : 4;
    out->count = MIN((table.size - ACPI_HEADER_SIZE) / out->entry_size, ACPI_TABLES_MAX);
    return VB_OK;
}

int acpi_open(const struct acpi_memory *memory, uint64_t rsdp, struct acpi_root *out)
{
    static const char signature[] = "RSD PTR ";
    uint8_t bytes[RSDP_SIZE_2];
    if (!read_bytes(memory, rsdp, bytes, RSDP_SIZE_1)) {
        return VB_ERR_INVALID;
    }
    for (size_t i = 0; i < sizeof signature - 1; i++) {
        if (bytes[i] != (uint8_t)signature[i]) {
            return VB_ERR_NOT_FOUND;
        }
    }
    if (acpi_sum(bytes, RSDP_SIZE_1) != 0) {
        return VB_ERR_INVALID;
    }
    struct acpi_root root = {.revision = bytes[15]};
    uint32_t rsdt = acpi_u32(bytes + 16);
    /* The extended checksum is over `length` bytes; no version has defined more than 36. */
    if (root.revision >= 2 && read_bytes(memory, rsdp, bytes, RSDP_SIZE_2) &&
        acpi_u32(bytes + 20) == RSDP_SIZE_2 && acpi_sum(bytes, RSDP_SIZE_2) == 0 &&
        open_root(memory, acpi_u64(bytes + 24), true, &root) == VB_OK) {
        *out = root;
        return VB_OK;
    }
    int status = open_root(memory, rsdt, false, &root);
    if (status == VB_OK) {
        *out = root;
    }
    return status == VB_ERR_NOT_FOUND ? VB_ERR_INVALID : status;
}

/* Number `index` of a signature among the root's entries. */
static int find_listed(const struct acpi_memory *memory, const struct acpi_root *root,
                       const char signature[4], unsigned index, struct acpi_table *out)
{
    uint64_t entries = root->address + ACPI_HEADER_SIZE; /* acpi_open() has read them: no wrap */
    for (uint32_t i = 0; i < root->count; i++) {
        uint8_t entry[8];
        if (!read_bytes(memory, entries + (uint64_t)i * root->entry_size, entry,
                        root->entry_size)) {
            return VB_ERR_INVALID;
        }
        uint64_t address = root->entry_size == 8 ? acpi_u64(entry) : acpi_u32(entry);
        struct acpi_table table;
        if (table_at(memory, address, signature, &table) == VB_OK && index-- == 0) {
            *out = table;
            return VB_OK;
        }
    }
    return VB_ERR_NOT_FOUND;
}

static int find_dsdt(const struct acpi_memory *memory, const struct acpi_root *root,
                     struct acpi_table *out)
{
    struct acpi_table fadt;
    uint8_t field[8];
    if (find_listed(memory, root, "FACP", 0, &fadt) < 0) {
        return VB_ERR_NOT_FOUND;
    }
    if (acpi_read(memory, &fadt, FADT_X_DSDT, field, 8) == 8 &&
        table_at(memory, acpi_u64(field), "DSDT", out) == VB_OK) {
        return VB_OK;
    }
    if (acpi_read(memory, &fadt, FADT_DSDT, field, 4) == 4 &&
        table_at(memory, acpi_u32(field), "DSDT", out) == VB_OK) {
        return VB_OK;
    }
    return VB_ERR_NOT_FOUND;
}

int acpi_find(const struct acpi_memory *memory, const struct acpi_root *root,
              const char signature[4], unsigned index, struct acpi_table *out)
{
    struct acpi_table table;
    bool dsdt = acpi_has_signature((const uint8_t *)"DSDT", signature);
    int status = VB_ERR_NOT_FOUND;
    if (!dsdt) {
        status = find_listed(memory, root, signature, index, &table);
    } else if (index == 0) {
        status = find_dsdt(memory, root, &table);
    }
    if (status == VB_OK) {
        *out = table;
    }
    return status;
}

int64_t acpi_read(const struct acpi_memory *memory, const struct acpi_table *table, uint64_t offset,
                  void *to, size_t room)
{
    if (offset >= table->size) {
        return 0;
    }
    size_t count = (size_t)MIN(room, table->size - offset);
    for (size_t at = 0; at < count; at += CHUNK) {
        if (!read_bytes(memory, table->address + offset + at, (uint8_t *)to + at,
                        MIN(count - at, CHUNK))) {
            return VB_ERR_IO;
        }
    }
    return (int64_t)count;
}

bool acpi_is_table(const void *table, size_t size, const char signature[4])
{
    const uint8_t *bytes = table;
    return acpi_limit(bytes, size, signature, ACPI_HEADER_SIZE) != 0 &&
           acpi_u32(bytes + 4) <= size && acpi_sum(bytes, acpi_u32(bytes + 4)) == 0;
}
