/* Formatting for services: base's, which has no floating point and is a tenth of wasi-libc's. What
 * base/format.h does not list is copied as it stands. */
#include <base/format.h>
#include <stdio.h>

int vsnprintf(char *restrict out, size_t size, const char *restrict format, va_list arguments)
{
    return (int)format_text_v(out, size, format, arguments);
}

int snprintf(char *restrict out, size_t size, const char *restrict format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    size_t length = format_text_v(out, size, format, arguments);
    va_end(arguments);
    return (int)length;
}
