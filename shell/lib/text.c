#include "text.h"

#include <string.h>
#include <wchar.h>

static int octal(const char **at)
{
    int value = 0;
    for (int digits = 0; digits < 3 && **at >= '0' && **at <= '7'; digits++)
        value = value * 8 + *(*at)++ - '0';
    return value & 0xff;
}

int text_escape(const char **at)
{
    static const char letters[] = "abfnrtv\\", values[] = "\a\b\f\n\r\t\v\\";
    if (**at >= '0' && **at <= '7')
        return octal(at);
    if (!**at)
        return '\\';
    const char *found = strchr(letters, **at);
    int value = found ? values[found - letters] : (unsigned char)**at;
    (*at)++;
    return value;
}

size_t text_unescape(char *text)
{
    char *to = text;
    for (const char *at = text; *at;) {
        if (*at == '\\') {
            at++;
            *to++ = (char)text_escape(&at);
        } else {
            *to++ = *at++;
        }
    }
    *to = '\0';
    return (size_t)(to - text);
}

bool text_continues(char byte)
{
    return (byte & 0xc0) == 0x80;
}

bool text_blank(char byte)
{
    return byte == ' ' || byte == '\t';
}

size_t text_character(const char *text, size_t length, int *columns)
{
    unsigned char first = (unsigned char)*text;
    size_t size = first < 0xc2 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 1;
    wchar_t character = size == 1 ? first : first & (0x7f >> size);
    for (size_t i = 1; i < size; i++) {
        if (i >= length || !text_continues(text[i])) {
            size = 1;
            character = first;
            break;
        }
        character = (character << 6) | (text[i] & 0x3f);
    }
    if (columns) {
        int width = size == 1 ? 1 : wcwidth(character);
        *columns = width < 0 ? 1 : width;
    }
    return size;
}
