#include "session.h"

#include <sdk/file.h>
#include <sdk/log.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <vibee/log.h>

static uint64_t input, error_output;

void add_streams(struct sdk_block *block)
{
    static const struct {
        const char *url;
        uint32_t flags;
    } streams[] = {{"console://stdin", VB_OPEN_READ},
                   {"console://stdout", VB_OPEN_WRITE},
                   {"console://stderr", VB_OPEN_WRITE}};
    for (int32_t fd = 0; fd < 3; fd++) {
        int64_t handle = sdk_open(streams[fd].url, streams[fd].flags);
        if (handle < 0) {
            sdk_log(VB_LOG_ERROR, "session: %s: %s", streams[fd].url, sdk_status_text(handle));
            continue;
        }
        sdk_block_fd(block, fd, (uint64_t)handle, 0);
        if (fd == 0)
            input = (uint64_t)handle;
        if (fd == 2)
            error_output = (uint64_t)handle;
    }
}

void complain(const char *format, ...)
{
    char text[600] = "vibee: ";
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text + 7, sizeof text - 8, format, arguments);
    va_end(arguments);
    if (!error_output)
        sdk_log(VB_LOG_ERROR, "%s", text);
    strcat(text, "\n");
    if (error_output)
        sdk_file_write_all(error_output, text, strlen(text));
}

void set_foreground(uint64_t job)
{
    if (input)
        sdk_terminal_job(input, job);
}
