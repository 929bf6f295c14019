#include "utf8.h"

size_t character_length(const char *text, size_t length)
{
    unsigned char first = (unsigned char)text[0];
    size_t wanted = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (first < 0xc2 || wanted > length)
        return 1;
    for (size_t i = 1; i < wanted; i++)
        if (((unsigned char)text[i] & 0xc0) != 0x80)
            return 1;
    return wanted;
}
