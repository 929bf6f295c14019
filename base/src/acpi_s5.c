/*
 * The package \_S5 in a definition block, by search instead of by executing AML: compilers write it
 * as NameOp NameString PackageOp PkgLength NumElements and constants (20.2.2, 20.2.5.1, 20.2.5.4).
 */
#include "acpi_bytes.h"

enum { NAME_OP = 0x08, ROOT = 0x5c, PACKAGE_OP = 0x12 };
enum { ZERO_OP = 0, ONE_OP = 1, BYTE_PREFIX = 0x0a, WORD_PREFIX = 0x0b, DWORD_PREFIX = 0x0c };

/* A reader that stays at its end when the bytes run out. */
struct reader {
    const uint8_t *at, *end;
};

static bool take(struct reader *reader, uint8_t *out)
{
    if (reader->at == reader->end) {
        return false;
    }
    *out = *reader->at++;
    return true;
}

/* PkgLength (20.2.4): the top two bits of the first byte count the bytes that follow. It counts
 * itself; what is behind it is cut off from the reader. */
static bool enter_package(struct reader *reader)
{
    const uint8_t *start = reader->at;
    uint8_t first, next;
    if (!take(reader, &first)) {
        return false;
    }
    unsigned more = first >> 6;
    uint32_t length = more == 0 ? first & 0x3f : first & 0x0f;
    for (unsigned i = 0; i < more; i++) {
        if (!take(reader, &next)) {
            return false;
        }
        length |= (uint32_t)next << (4 + 8 * i);
    }
    if (length > (size_t)(reader->end - start) || length < (size_t)(reader->at - start)) {
        return false;
    }
    reader->end = start + length;
    return true;
}

/* A constant integer (20.2.3). */
static bool take_integer(struct reader *reader, uint32_t *out)
{
    uint8_t prefix, byte;
    unsigned size;
    *out = 0;
    if (!take(reader, &prefix)) {
        return false;
    }
    switch (prefix) {
    case ZERO_OP:
    case ONE_OP:
        *out = prefix;
        return true;
    case BYTE_PREFIX:
        size = 1;
        break;
    case WORD_PREFIX:
        size = 2;
        break;
    case DWORD_PREFIX:
        size = 4;
        break;
    default:
        return false;
    }
    for (unsigned i = 0; i < size; i++) {
        if (!take(reader, &byte)) {
            return false;
        }
        *out |= (uint32_t)byte << (8 * i);
    }
    return true;
}

/* What follows the name. */
static bool parse_package(struct reader reader, struct acpi_s5 *out)
{
    uint8_t op, count;
    uint32_t values[2] = {0};
    if (!take(&reader, &op) || op != PACKAGE_OP || !enter_package(&reader) ||
        !take(&reader, &count) || count == 0) {
        return false;
    }
    for (unsigned i = 0; i < MIN(count, 2u); i++) {
        if (!take_integer(&reader, &values[i]) || values[i] > 7) {
            return false;
        }
    }
    *out = (struct acpi_s5){(uint8_t)values[0], (uint8_t)values[1]};
    return true;
}

int acpi_find_s5(const void *bytes, size_t size, struct acpi_s5 *out)
{
    const uint8_t *table = bytes;
    size_t limit = acpi_limit(table, size, "DSDT", ACPI_HEADER_SIZE);
    if (limit == 0) {
        limit = acpi_limit(table, size, "SSDT", ACPI_HEADER_SIZE);
    }
    if (limit == 0) {
        return VB_ERR_INVALID;
    }
    /* The name is 4 bytes and has at least NameOp before it. */
    for (size_t i = ACPI_HEADER_SIZE + 1; i + 4 <= limit; i++) {
        if (!acpi_has_signature(table + i, "_S5_")) {
            continue;
        }
        bool named = table[i - 1] == NAME_OP || (table[i - 1] == ROOT && table[i - 2] == NAME_OP);
        if (named && parse_package((struct reader){table + i + 4, table + limit}, out)) {
            return VB_OK;
        }
    }
    return VB_ERR_NOT_FOUND;
}
