/* The early console, captured. */
#include "internal.h"

#include <string.h>

static char text[65536];
static size_t length;

void fake_console_reset(void)
{
    length = 0;
    text[0] = '\0';
}

void hal_console_write(const char *bytes, size_t size)
{
    size_t room = sizeof text - 1 - length;
    size_t taken = MIN(size, room);
    memcpy(text + length, bytes, taken);
    length += taken;
    text[length] = '\0';
}

const char *hal_fake_console(void)
{
    return text;
}
