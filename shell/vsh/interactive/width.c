#include "width.h"
#include <wchar.h>

static wchar_t decode(const char *text, size_t length)
{
    unsigned char first = (unsigned char)text[0];
    if (length == 1)
        return first < 0x80 ? first : 0xfffd;
    wchar_t value = first & (0x7f >> length);
    for (size_t i = 1; i < length; i++)
        value = value << 6 | ((unsigned char)text[i] & 0x3f);
    return value;
}

int character_width(const char *text, size_t length)
{
    wchar_t c = decode(text, length);
    if (c < 0x20 || c == 0x7f)
        return 0;
    int width = c < 0x7f ? 1 : wcwidth(c);
    return width < 0 ? 1 : width;
}
