#include <base/leb128.h>

/* Collects the 7-bit groups; *width is the number of bits they carried. */
static int read_groups(const uint8_t **cursor, const uint8_t *end, unsigned bits, uint64_t *value,
                       unsigned *width, uint8_t *last)
{
    const uint8_t *at = *cursor;
    uint64_t result = 0;
    unsigned shift = 0;
    for (;;) {
        if (at == end)
            return VB_ERR_RANGE;
        uint8_t byte = *at++;
        result |= (uint64_t)(byte & 0x7f) << shift;
        shift += 7;
        *last = byte;
        if (!(byte & 0x80))
            break;
        if (shift >= bits)
            return VB_ERR_TOO_BIG;
    }
    *value = result;
    *width = shift;
    *cursor = at;
    return VB_OK;
}

int leb128_read_unsigned(const uint8_t **cursor, const uint8_t *end, unsigned bits, uint64_t *out)
{
    const uint8_t *at = *cursor;
    uint64_t value;
    unsigned width;
    uint8_t last;
    int status = read_groups(&at, end, bits, &value, &width, &last);
    if (status < 0)
        return status;
    if (width > bits && last >> (7 - (width - bits)))
        return VB_ERR_INVALID;
    *cursor = at;
    *out = value;
    return VB_OK;
}

int leb128_read_signed(const uint8_t **cursor, const uint8_t *end, unsigned bits, int64_t *out)
{
    const uint8_t *at = *cursor;
    uint64_t value;
    unsigned width;
    uint8_t last;
    int status = read_groups(&at, end, bits, &value, &width, &last);
    if (status < 0)
        return status;
    if (width > bits) {
        /* The unused bits of the last group must repeat the sign bit. */
        unsigned used = 7 - (width - bits);
        uint8_t unused = (uint8_t)(last >> (used - 1)), ones = (uint8_t)(0x7f >> (used - 1));
        if (unused != 0 && unused != ones)
            return VB_ERR_INVALID;
    }
    if (width < 64 && (last & 0x40))
        value |= ~(uint64_t)0 << width;
    *cursor = at;
    *out = (int64_t)value;
    return VB_OK;
}
