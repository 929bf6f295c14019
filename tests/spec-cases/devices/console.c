/* The requests to the console: standard input and output are pipes, whose other ends are the
 * case's. device 1: the request is cancelled; 2: nobody waits for its completion. */
#include "hosted.h"
#include "posix.h"
#include "run.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

enum told { TYPED, ENDED, EVENT = 3, ANSWERS = 6, PLAIN = 9 }; /* TELL in protocols.py */
enum { CANCELLED = 1, POSTED = 2 };

static int in = -1, out = -1; /* our ends */
static struct hal_ring ring;
static struct hal_request posted;
static bool started;

static bool connect_streams(void)
{
    int input[2], output[2];
    if (pipe(input) != 0 || pipe(output) != 0)
        return false;
    bool done = dup2(input[0], STDIN_FILENO) >= 0 && dup2(output[1], STDOUT_FILENO) >= 0;
    close(input[0]);
    close(output[1]);
    in = input[1];
    out = output[0];
    return done;
}

bool device_begin(uint32_t index)
{
    (void)index;
    signal(SIGPIPE, SIG_IGN);
    if (!connect_streams())
        return false;
    if (!started)
        console_start();
    started = true;
    return true;
}

static void wait_for(struct hal_request *request)
{
    while (!atomic_load(&request->done)) {
        struct hal_interrupt interrupt;
        hal_idle(&ring, hal_clock_monotonic() + 1000000000);
        while (hal_ring_take(&ring, &interrupt)) {
        }
    }
}

static void submit(struct hal_request *request)
{
    request->device = POSIX_CONSOLE;
    request->ring = &ring;
    hal_device_submit(request);
}

int64_t device_request(uint64_t device, struct hal_request *request)
{
    if (device == POSTED) {
        posted = (struct hal_request){.operation = request->operation};
        submit(&posted);
        return VB_OK;
    }
    submit(request);
    if (device == CANCELLED)
        hal_device_cancel(request);
    wait_for(request);
    return request->result;
}

static void close_end(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

void device_end(void)
{
    if (posted.ring) {
        hal_device_cancel(&posted);
        wait_for(&posted);
    }
    posted = (struct hal_request){0};
    close_end(&in);
    close_end(&out);
}

/* Standard input, or output, is something that cannot be read, or written. */
static void spoil(uint64_t operation)
{
    bool reads = operation == VB_CONSOLE_READ;
    int fd = open(reads ? "/" : "/dev/full", reads ? O_RDONLY : O_WRONLY);
    (void)dup2(fd, reads ? STDIN_FILENO : STDOUT_FILENO);
    close(fd);
}

void device_told(uint32_t what, uint64_t number, const uint8_t *bytes, size_t size)
{
    switch ((enum told)what) {
    case TYPED:
        (void)!write(in, bytes, size);
        break;
    case ENDED:
        close_end(&in);
        break;
    case EVENT:
        (void)console_event((enum vb_console_event)number);
        break;
    case ANSWERS:
        spoil(number);
        break;
    case PLAIN:
        close_end(&out);
        break;
    }
}

static const struct protocol_errors errors[] = CONSOLE_ERRORS;
const struct protocol_errors *const device_errors = errors;
