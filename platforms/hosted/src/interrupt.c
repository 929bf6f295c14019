/* Interrupts and idling. Helper threads serialise on one lock; the kernel's thread takes it only to
 * fall asleep, so a post is either seen before or wakes it. */
#include "hosted.h"

#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t posted;
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* Deadlines are of the monotonic clock, which condition variables must be told. */
static void make_condition(void)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&posted, &attributes);
    pthread_condattr_destroy(&attributes);
}

void hosted_interrupt(struct hal_ring *ring, uint32_t line, uint32_t value)
{
    pthread_once(&once, make_condition);
    uint64_t now = hal_clock_monotonic();
    pthread_mutex_lock(&lock);
    hal_ring_post(ring, line, value, now);
    pthread_cond_signal(&posted);
    pthread_mutex_unlock(&lock);
}

void hosted_complete(struct hal_request *request, int64_t result, uint32_t output_size)
{
    /* Once `done` is set the request may be gone: read what is still needed before. */
    struct hal_ring *ring = request->ring;
    uint32_t line = hal_device(request->device)->line;
    request->output_size = output_size;
    request->result = result;
    atomic_store_explicit(&request->done, true, memory_order_release);
    hosted_interrupt(ring, line, 0);
}

void hal_idle(struct hal_ring *ring, uint64_t deadline)
{
    pthread_once(&once, make_condition);
    if (deadline <= hal_clock_monotonic()) {
        return;
    }
    struct timespec until = {.tv_sec = (time_t)(deadline / 1000000000u),
                             .tv_nsec = (long)(deadline % 1000000000u)};
    pthread_mutex_lock(&lock);
    int status = 0;
    while (status == 0 && hal_ring_empty(ring)) {
        status = deadline == UINT64_MAX ? pthread_cond_wait(&posted, &lock)
                                        : pthread_cond_timedwait(&posted, &lock, &until);
    }
    pthread_mutex_unlock(&lock);
}
