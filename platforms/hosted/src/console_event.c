/* Console events: one request at a time waits for them; an event that comes while none does is
 * kept, once each kind. */
#include "hosted.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct hal_request *waiting;
static uint32_t kept; /* bits 1 << event */
static bool heard;

static struct hal_request *take_waiting(void)
{
    struct hal_request *request = waiting;
    waiting = NULL;
    return request;
}

bool console_event(enum vb_console_event event)
{
    pthread_mutex_lock(&lock);
    bool taken = !(kept & 1u << event);
    struct hal_request *request = take_waiting();
    if (!request) {
        kept |= 1u << event;
    }
    taken = taken && heard;
    pthread_mutex_unlock(&lock);
    if (request) {
        hosted_complete(request, event, 0);
    }
    return taken;
}

/* The lowest kept event, 0 when there is none. */
static uint32_t take_kept(void)
{
    for (uint32_t event = VB_CONSOLE_RESIZED; event <= VB_CONSOLE_INTERRUPT; event++) {
        if (kept & 1u << event) {
            kept &= ~(1u << event);
            return event;
        }
    }
    return 0;
}

void console_event_wait(struct hal_request *request)
{
    pthread_mutex_lock(&lock);
    heard = true;
    uint32_t event = take_kept();
    bool busy = event == 0 && waiting;
    if (event == 0 && !busy) {
        waiting = request;
    }
    pthread_mutex_unlock(&lock);
    if (event != 0 || busy) {
        hosted_complete(request, busy ? VB_ERR_BUSY : (int64_t)event, 0);
    }
}

bool console_event_cancel(struct hal_request *request)
{
    pthread_mutex_lock(&lock);
    bool found = waiting == request;
    if (found) {
        waiting = NULL;
    }
    pthread_mutex_unlock(&lock);
    if (found) {
        hosted_complete(request, VB_ERR_CANCELLED, 0);
    }
    return found;
}
