/* The console device: standard streams of a host that has no terminal modes. */
#include "posix.h"
#include "wasi.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct hal_request *listener; /* waits for an event, which never comes */

/* The host's terminal edits and echoes lines itself and cannot be told otherwise. */
uint32_t posix_console_flags(void)
{
    return (isatty(STDIN_FILENO) ? VB_CONSOLE_INPUT_TERMINAL | VB_CONSOLE_INPUT_LINES : 0) |
           (isatty(STDOUT_FILENO) ? VB_CONSOLE_OUTPUT_TERMINAL : 0) |
           (isatty(STDERR_FILENO) ? VB_CONSOLE_ERROR_TERMINAL : 0);
}

static int64_t write_all(int fd, const uint8_t *bytes, uint32_t size)
{
    for (uint32_t done = 0; done < size;) {
        ssize_t count = write(fd, bytes + done, size - done);
        if (count >= 0) {
            done += (uint32_t)count;
        } else if (errno != EINTR && errno != EAGAIN) {
            return errno == EPIPE ? VB_ERR_PIPE : VB_ERR_IO;
        }
    }
    return size;
}

static void answer_write(struct hal_request *request)
{
    int64_t result = VB_ERR_INVALID;
    if (request->node == 1 || request->node == 2) {
        result = write_all((int)request->node, request->input, request->input_size);
    }
    wasi_complete(request, result, 0);
}

static uint32_t number_of(const char *name)
{
    const char *text = getenv(name);
    unsigned long value = text ? strtoul(text, NULL, 10) : 0;
    return value < 10000 ? (uint32_t)value : 0;
}

/* The host has no call for it; a shell that exports COLUMNS and LINES says. */
static void answer_size(struct hal_request *request)
{
    struct vb_console_size size = {.columns = number_of("COLUMNS"), .rows = number_of("LINES")};
    if (request->output_size < sizeof size) {
        wasi_complete(request, VB_ERR_INVALID, 0);
    } else if (size.columns == 0 || size.rows == 0) {
        wasi_complete(request, VB_ERR_NOT_TERMINAL, 0);
    } else {
        memcpy(request->output, &size, sizeof size);
        wasi_complete(request, VB_OK, sizeof size);
    }
}

static void wait_for_event(struct hal_request *request)
{
    if (listener) {
        wasi_complete(request, VB_ERR_BUSY, 0);
    } else {
        listener = request;
    }
}

void posix_console_submit(struct hal_request *request)
{
    switch (request->operation) {
    case VB_CONSOLE_READ:
        input_read(request);
        break;
    case VB_CONSOLE_WRITE:
        answer_write(request);
        break;
    case VB_CONSOLE_SIZE:
        answer_size(request);
        break;
    case VB_CONSOLE_EVENT:
        wait_for_event(request);
        break;
    default:
        wasi_complete(request, VB_ERR_NOT_SUPPORTED, 0);
    }
}

void posix_console_cancel(struct hal_request *request)
{
    if (listener == request) {
        listener = NULL;
        wasi_complete(request, VB_ERR_CANCELLED, 0);
    } else {
        (void)input_cancel(request);
    }
}

void hal_console_write(const char *text, size_t size)
{
    (void)write_all(STDERR_FILENO, (const uint8_t *)text, (uint32_t)size);
}
