#include "tar_header.h"

#include <stdio.h>
#include <string.h>

static int64_t binary(const unsigned char *field, size_t size, bool *good)
{
    bool negative = field[0] & 0x40;
    uint64_t value = negative ? UINT64_MAX << 6 | (field[0] & 0x3f) : field[0] & 0x3f;
    for (size_t i = 1; i < size; i++) {
        /* What is shifted out, and the sign, have to be as the first bits. */
        uint64_t top = value >> 55;
        if (top != (negative ? 0x1ff : 0))
            *good = false;
        value = value << 8 | field[i];
    }
    return (int64_t)value;
}

int64_t tar_number(const char *field, size_t size, bool *good)
{
    uint64_t value = 0;
    size_t i = 0;
    if ((unsigned char)field[0] & 0x80)
        return binary((const unsigned char *)field, size, good);
    while (i < size && field[i] == ' ')
        i++;
    for (; i < size && field[i] >= '0' && field[i] <= '7'; i++)
        value = value << 3 | (unsigned)(field[i] - '0');
    if (i < size && field[i] != ' ' && field[i] != '\0')
        *good = false;
    return (int64_t)value;
}

bool tar_put_number(char *field, size_t size, int64_t value)
{
    char text[32];
    if (value < 0 || snprintf(text, sizeof text, "%0*llo", (int)size - 1,
                              (unsigned long long)value) != (int)size - 1)
        return false;
    memcpy(field, text, size);
    return true;
}

unsigned tar_checksum(const struct tar_header *header)
{
    const unsigned char *bytes = (const unsigned char *)header;
    const size_t at = offsetof(struct tar_header, checksum);
    unsigned sum = 0;
    for (size_t i = 0; i < sizeof *header; i++)
        sum += i >= at && i < at + sizeof header->checksum ? ' ' : bytes[i];
    return sum;
}
