#include "screen.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
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

static int character_width(const char *text, size_t length)
{
    wchar_t c = decode(text, length);
    if (c == '\n')
        return 1; /* shown as a blank */
    if (c < 0x20 || c == 0x7f)
        return 2; /* ^X */
    int width = wcwidth(c);
    return width < 0 ? 1 : width;
}

/* Bytes of an escape sequence at text, 0 when there is none. */
static size_t escape_length(const char *text, size_t length)
{
    if (length < 2 || text[0] != '\033' || text[1] != '[')
        return 0;
    for (size_t i = 2; i < length; i++)
        if (text[i] >= 0x40 && text[i] <= 0x7e)
            return i + 1;
    return 0;
}

/* Where the cursor is behind text that begins at column `at`, counted on over the rows. A character
 * that does not fit at the end of a row begins the next. */
static int advance(int at, int columns, const char *text, size_t length)
{
    while (length > 0) {
        size_t n = escape_length(text, length);
        if (n == 0) {
            n = character_length(text, length);
            int width = character_width(text, n), left = columns - at % columns;
            at += width > left && width <= columns && (unsigned char)*text >= 0x80 ? left + width
                                                                                   : width;
        }
        text += n;
        length -= n;
    }
    return at;
}

int text_width(const char *text, size_t length)
{
    return advance(0, INT_MAX, text, length);
}

static void add_text(struct strbuf *out, const struct strbuf *text)
{
    for (size_t i = 0; i < text->length; i++) {
        unsigned char c = (unsigned char)text->data[i];
        if (c == '\n') {
            strbuf_addc(out, ' ');
        } else if (c < 0x20 || c == 0x7f) {
            strbuf_addc(out, '^');
            strbuf_addc(out, (char)(c ^ 0x40));
        } else {
            strbuf_addc(out, (char)c);
        }
    }
}

static void move(struct strbuf *out, const char *format, int count)
{
    char sequence[24];
    if (count <= 0)
        return;
    snprintf(sequence, sizeof sequence, format, count);
    strbuf_adds(out, sequence);
}

void screen_paint(struct screen *screen, struct strbuf *out, const char *prompt,
                  const struct strbuf *text, size_t cursor)
{
    int start = advance(0, screen->columns, prompt, strlen(prompt));
    int end = advance(start, screen->columns, text->data, text->length);
    int at = advance(start, screen->columns, text->data, cursor);
    move(out, "\033[%dA", screen->cursor / screen->columns);
    strbuf_adds(out, "\r");
    strbuf_adds(out, prompt);
    add_text(out, text);
    if (end > 0 && end % screen->columns == 0)
        strbuf_adds(out, " \r"); /* leave the terminal's pending-wrap state */
    strbuf_adds(out, "\033[J");
    move(out, "\033[%dA", end / screen->columns - at / screen->columns);
    strbuf_adds(out, "\r");
    move(out, "\033[%dC", at % screen->columns);
    screen->cursor = at;
}
