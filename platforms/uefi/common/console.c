/* The early console: the serial line and the screen. */
#include "uefi.h"

#include <base/format.h>
#include <string.h>

static void serial_text(const char *text, size_t size)
{
    while (size > 0) {
        const char *newline = memchr(text, '\n', size);
        size_t line = newline ? (size_t)(newline - text) : size;
        serial_write(text, line);
        if (newline) {
            serial_write("\r\n", 2);
            line++;
        }
        text += line;
        size -= line;
    }
}

void hal_console_write(const char *text, size_t size)
{
    serial_text(text, size);
    screen_write(text, size);
}

void console_printf(const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    size_t size = format_text_v(text, sizeof text, format, arguments);
    va_end(arguments);
    hal_console_write(text, MIN(size, sizeof text - 1));
}

_Noreturn void hal_panic(const char *text)
{
    screen_use(true);
    console_printf(
        "\nkernel panic: %s\nThe system has stopped. Switch the machine off or reset it.\n", text);
    machine_debug_exit(126);
    machine_halt();
}
