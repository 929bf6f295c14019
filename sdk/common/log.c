/* Lines in the kernel's log: see sdk/log.h. */
#include <sdk/log.h>
#include <stdarg.h>
#include <stdio.h>
#include <vibee/status.h>
#include <vibee/syscalls.h>

enum { LINE_MAX_SIZE = 1024 };

static void write_line(uint32_t level, const char *format, va_list arguments)
{
    char line[LINE_MAX_SIZE];
    int size = vsnprintf(line, sizeof line, format, arguments);

    if (size < 0)
        return;
    if (size >= LINE_MAX_SIZE)
        size = LINE_MAX_SIZE - 1;
    (void)vb_log(level, VB_ADDRESS(line), (uint64_t)size);
}

void sdk_log(uint32_t level, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    write_line(level, format, arguments);
    va_end(arguments);
}

void sdk_die(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    write_line(VB_LOG_ERROR, format, arguments);
    va_end(arguments);
    vb_task_exit(1);
}

const char *sdk_status_text(int64_t status)
{
#define TEXT(name, text)                                                                           \
    case name:                                                                                     \
        return text;
    switch (status) {
        VB_STATUS_TEXTS(TEXT)
    default:
        return status > 0 ? "success" : "unknown status";
    }
#undef TEXT
}
