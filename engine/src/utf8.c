#include "load.h"

/* Length of the well-formed character at `at` (not ASCII), or 0. */
static size_t character(const uint8_t *at, size_t left)
{
    uint8_t lead = at[0], low = 0x80, high = 0xbf;
    size_t length;
    if (lead >= 0xc2 && lead <= 0xdf)
        length = 2;
    else if (lead >= 0xe0 && lead <= 0xef)
        length = 3;
    else if (lead >= 0xf0 && lead <= 0xf4)
        length = 4;
    else
        return 0;
    if (left < length)
        return 0;
    /* The second byte excludes overlong forms, surrogates and what lies beyond U+10FFFF. */
    if (lead == 0xe0)
        low = 0xa0;
    else if (lead == 0xed)
        high = 0x9f;
    else if (lead == 0xf0)
        low = 0x90;
    else if (lead == 0xf4)
        high = 0x8f;
    if (at[1] < low || at[1] > high)
        return 0;
    for (size_t i = 2; i < length; i++)
        if ((at[i] & 0xc0) != 0x80)
            return 0;
    return length;
}

bool is_utf8(const uint8_t *text, size_t length)
{
    for (size_t i = 0; i < length;) {
        if (text[i] < 0x80) {
            i++;
            continue;
        }
        size_t size = character(text + i, length - i);
        if (size == 0)
            return false;
        i += size;
    }
    return true;
}
