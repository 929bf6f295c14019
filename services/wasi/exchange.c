/* Requests to servers, and the program's memory; see shim.h. */
#include "shim.h"

/* A server that died is back within moments; its channel holds the calls that come meanwhile. */
enum { TRIES = 50, PAUSE_NS = 20000000 };

static struct {
    struct vb_file_request request;
    char text[TEXT_MAX];
} outgoing;

char *const exchange_text = outgoing.text;
unsigned char staging[STAGING_SIZE];

static int64_t attempt_once(uint64_t handle, struct exchange *x)
{
    struct vb_message request = {.id = x->operation,
                                 .data = x->text_size == 0 ? VB_ADDRESS(&x->request)
                                                           : VB_ADDRESS(&outgoing),
                                 .data_size = (uint32_t)(sizeof outgoing.request + x->text_size),
                                 .windows = VB_ADDRESS(&x->window),
                                 .window_count = x->window.rights != 0,
                                 .handles = VB_ADDRESS(&x->send),
                                 .handle_count = x->send != 0};
    struct vb_message reply = {.data = VB_ADDRESS(x->answer),
                               .data_size = x->room,
                               .handles = VB_ADDRESS(x->handles),
                               .handle_count = 2};
    int64_t status;

    if (x->may_wait)
        shim_pause();
    status = vb_channel_call(handle, VB_ADDRESS(&request), VB_ADDRESS(&reply), VB_FOREVER);
    if (x->may_wait)
        shim_resume();
    if (status < 0)
        return status;
    x->size = reply.data_size;
    x->received = reply.handle_count;
    return reply.id;
}

/* Again when the program was stopped because it is in the background, and goes on. */
static int64_t attempt(uint64_t handle, struct exchange *x)
{
    int64_t result;

    do
        result = attempt_once(handle, x);
    while (result == VB_ERR_STOPPED && x->send == 0);
    return result;
}

int64_t exchange(uint64_t handle, struct exchange *x)
{
    int64_t result;
    int tries;

    if (x->text_size > 0)
        outgoing.request = x->request;
    for (tries = 0;; tries++) {
        result = attempt(handle, x);
        if (result != VB_ERR_SERVER_DIED || x->once || x->send != 0 || tries == TRIES)
            break;
        (void)vb_sleep((uint64_t)vb_clock(VB_CLOCK_MONOTONIC) + PAUSE_NS);
    }
    /* It moved when the message was delivered; then the number is stale and closing it does
     * nothing. */
    if (result < 0 && x->send != 0)
        (void)vb_handle_close(x->send);
    return result;
}

int32_t guest_read(void *to, guest from, size_t size)
{
    return size == 0 ? WASI_OK : wasi_error(vb_caller_read(VB_ADDRESS(to), from, size));
}

int32_t guest_write(guest to, const void *from, size_t size)
{
    return size == 0 ? WASI_OK : wasi_error(vb_caller_write(to, VB_ADDRESS(from), size));
}

int32_t guest_write_u32(guest to, uint32_t value)
{
    return guest_write(to, &value, sizeof value);
}

int32_t guest_write_u64(guest to, uint64_t value)
{
    return guest_write(to, &value, sizeof value);
}
