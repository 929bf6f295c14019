#include "session.h"

#include <sdk/file.h>
#include <sdk/log.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <vibee/log.h>
#include <vibee/syscalls.h>

static uint64_t streams_open[3];

void open_streams(const char *scheme)
{
    static const struct {
        const char *name;
        uint32_t flags;
    } streams[] = {{"stdin", VB_OPEN_READ}, {"stdout", VB_OPEN_WRITE}, {"stderr", VB_OPEN_WRITE}};
    char url[64];
    for (int32_t fd = 0; fd < 3; fd++) {
        snprintf(url, sizeof url, "%s://%s", scheme, streams[fd].name);
        if (streams_open[fd])
            vb_handle_close(streams_open[fd]);
        int64_t handle = sdk_open(url, streams[fd].flags);
        if (handle < 0)
            sdk_log(VB_LOG_ERROR, "session: %s: %s", url, sdk_status_text(handle));
        streams_open[fd] = handle < 0 ? 0 : (uint64_t)handle;
    }
}

void add_streams(struct sdk_block *block)
{
    for (int32_t fd = 0; fd < 3; fd++)
        if (streams_open[fd])
            sdk_block_fd(block, fd, streams_open[fd], 0);
}

uint64_t stream(int fd)
{
    return streams_open[fd];
}

void complain(const char *format, ...)
{
    char text[600] = "vibee: ";
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text + 7, sizeof text - 8, format, arguments);
    va_end(arguments);
    if (!streams_open[2])
        sdk_log(VB_LOG_ERROR, "%s", text);
    strcat(text, "\n");
    if (streams_open[2])
        sdk_file_write_all(streams_open[2], text, strlen(text));
}

void set_foreground(uint64_t job, uint64_t jobs)
{
    if (streams_open[0])
        sdk_terminal_session(streams_open[0], job, jobs);
}

void flush_streams(void)
{
    struct vb_file_request request = {0};
    for (int fd = 1; fd < 3; fd++)
        if (streams_open[fd])
            sdk_file_operation(streams_open[fd], VB_FILE_SYNC, &request, NULL, 0);
}
