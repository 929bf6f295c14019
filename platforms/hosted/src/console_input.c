/*
 * Standard input. A thread looks at it only while a request waits and reads no more than that
 * request wants, so what nobody asked for is left for the program that runs after this one. A pipe
 * to itself interrupts the wait when the request is cancelled.
 */
#include "hosted.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

static struct hosted_queue input = {.lock = PTHREAD_MUTEX_INITIALIZER,
                                    .changed = PTHREAD_COND_INITIALIZER};
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct hal_request *current; /* waited for now; guarded by lock */
static bool cancelled;              /* the current one; guarded by lock */
static int wake[2] = {-1, -1};      /* written to cancel */

/* Is there input before the request is cancelled? */
static bool wait_for_input(void)
{
    struct pollfd fds[] = {{.fd = STDIN_FILENO, .events = POLLIN},
                           {.fd = wake[0], .events = POLLIN}};
    for (;;) {
        if (poll(fds, ARRAY_LEN(fds), -1) < 0) {
            if (errno == EINTR || errno == EAGAIN) {
                continue;
            }
            return true; /* read() will say what is wrong */
        }
        if (fds[1].revents) {
            char byte;
            (void)!read(wake[0], &byte, 1);
            return false;
        }
        if (fds[0].revents) {
            return true;
        }
    }
}

static int64_t read_some(struct hal_request *request)
{
    for (;;) {
        ssize_t count = read(STDIN_FILENO, request->output, request->output_size);
        if (count >= 0) {
            return count;
        }
        if (errno == EAGAIN || errno == EWOULDBLOCK) { /* somebody made it non-blocking */
            if (!wait_for_input()) {
                return VB_ERR_CANCELLED;
            }
        } else if (errno == EIO || errno == EBADF) {
            return 0; /* the terminal is gone, or there never was an input: its end */
        } else if (errno != EINTR) {
            return errno == EISDIR ? VB_ERR_IS_DIRECTORY : VB_ERR_IO;
        }
    }
}

static void *read_requests(void *unused)
{
    (void)unused;
    for (;;) {
        struct hal_request *request = hosted_queue_take(&input);
        pthread_mutex_lock(&lock);
        current = request;
        cancelled = false;
        pthread_mutex_unlock(&lock);
        bool ready = wait_for_input();

        pthread_mutex_lock(&lock);
        current = NULL; /* from here on it can only complete */
        bool woken = cancelled;
        pthread_mutex_unlock(&lock);
        if (ready && woken) { /* both at once: take the byte that was sent to wake it */
            ready = !wait_for_input();
        }
        int64_t result = ready && !woken ? read_some(request) : VB_ERR_CANCELLED;
        hosted_complete(request, result, result > 0 ? (uint32_t)result : 0);
        hosted_queue_done(&input);
    }
    return NULL;
}

void console_read(struct hal_request *request)
{
    if (request->output_size == 0) {
        hosted_complete(request, VB_ERR_INVALID, 0);
        return;
    }
    hosted_queue_put(&input, request);
}

bool console_input_cancel(struct hal_request *request)
{
    if (hosted_queue_remove(&input, request)) {
        hosted_complete(request, VB_ERR_CANCELLED, 0);
        return true;
    }
    pthread_mutex_lock(&lock);
    bool found = current == request;
    if (found && !cancelled) {
        cancelled = true;
        (void)!write(wake[1], "", 1);
    }
    pthread_mutex_unlock(&lock);
    return found;
}

void console_input_start(void)
{
    if (pipe(wake) == 0) {
        fcntl(wake[0], F_SETFD, FD_CLOEXEC);
        fcntl(wake[1], F_SETFD, FD_CLOEXEC);
    }
    hosted_thread(read_requests, NULL);
}
