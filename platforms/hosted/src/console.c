/* The console device: output by one thread, in the order in which it was submitted; sizes at once.
 */
#include "hosted.h"
#include "posix.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static struct hosted_queue output = {.lock = PTHREAD_MUTEX_INITIALIZER,
                                     .changed = PTHREAD_COND_INITIALIZER};
static pthread_once_t once = PTHREAD_ONCE_INIT;
static uint32_t flags;

static void find_terminals(void)
{
    flags = (isatty(STDIN_FILENO) ? VB_CONSOLE_INPUT_TERMINAL : 0) |
            (isatty(STDOUT_FILENO) ? VB_CONSOLE_OUTPUT_TERMINAL : 0) |
            (isatty(STDERR_FILENO) ? VB_CONSOLE_ERROR_TERMINAL : 0);
}

/* Asked once: a terminal that hangs up stays one. */
uint32_t posix_console_flags(void)
{
    pthread_once(&once, find_terminals);
    return flags;
}

static int64_t write_all(int fd, const uint8_t *bytes, uint32_t size)
{
    for (uint32_t done = 0; done < size;) {
        ssize_t count = write(fd, bytes + done, size - done);
        if (count >= 0) {
            done += (uint32_t)count;
        } else if (errno != EINTR) {
            return errno == EPIPE ? VB_ERR_PIPE : VB_ERR_IO;
        }
    }
    return size;
}

static void *write_requests(void *unused)
{
    (void)unused;
    for (;;) {
        struct hal_request *request = hosted_queue_take(&output);
        int fd = request->node == 2 ? STDERR_FILENO : STDOUT_FILENO;
        hosted_complete(request, write_all(fd, request->input, request->input_size), 0);
        hosted_queue_done(&output);
    }
    return NULL;
}

static void answer_size(struct hal_request *request)
{
    struct vb_console_size size = terminal_size();
    if (request->output_size < sizeof size) {
        hosted_complete(request, VB_ERR_INVALID, 0);
        return;
    }
    memcpy(request->output, &size, sizeof size);
    hosted_complete(request, VB_OK, sizeof size);
}

void posix_console_submit(struct hal_request *request)
{
    switch (request->operation) {
    case VB_CONSOLE_READ:
        console_read(request);
        break;
    case VB_CONSOLE_WRITE:
        if (request->node == 1 || request->node == 2) {
            hosted_queue_put(&output, request);
        } else {
            hosted_complete(request, VB_ERR_INVALID, 0);
        }
        break;
    case VB_CONSOLE_SIZE:
        answer_size(request);
        break;
    case VB_CONSOLE_EVENT:
        console_event_wait(request);
        break;
    default:
        hosted_complete(request, VB_ERR_NOT_SUPPORTED, 0);
    }
}

void posix_console_cancel(struct hal_request *request)
{
    if (console_input_cancel(request) || console_event_cancel(request) ||
        !hosted_queue_remove(&output, request)) {
        return; /* or it is being written, or done */
    }
    hosted_complete(request, VB_ERR_CANCELLED, 0);
}

void console_drain(void)
{
    hosted_queue_drain(&output);
}

void console_start(void)
{
    posix_offer_console();
    hosted_thread(write_requests, NULL);
    console_input_start();
}

/* The early console: straight to standard error, as the kernel may be about to end. */
void hal_console_write(const char *text, size_t size)
{
    const uint8_t *bytes = (const uint8_t *)text;
    while (size > 0) {
        const uint8_t *newline = terminal_is_raw() ? memchr(bytes, '\n', size) : NULL;
        size_t line = newline ? (size_t)(newline - bytes) : size;
        (void)write_all(STDERR_FILENO, bytes, (uint32_t)line);
        if (newline) {
            (void)write_all(STDERR_FILENO, (const uint8_t *)"\r\n", 2);
            line++;
        }
        bytes += line;
        size -= line;
    }
}
