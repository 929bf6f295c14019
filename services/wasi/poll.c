/*
 * poll_oneoff: waiting for clocks and descriptors. Each descriptor's server is asked to fire a
 * pulse into a channel of the shim's own when it is ready; what is ready already answers so at
 * once.
 */
#include "shim.h"

enum { ASK_AGAIN_NS = 500000000 };

/* The channel that pulses arrive at. It is dead in a forked child, where the owner differs. */
static struct {
    int64_t owner;
    uint64_t rights[2]; /* receiver, sender */
    uint32_t round;     /* tells this poll's pulses from late ones of an earlier poll */
} channel;

/* One poll under way. */
struct poll {
    guest in, out;
    uint32_t count, events;
    uint64_t start;    /* monotonic: what relative times count from */
    uint64_t deadline; /* monotonic; VB_FOREVER: no clock among the subscriptions */
    uint32_t round;    /* channel.round of this poll */
    bool waits;        /* some descriptor was armed */
};

static int32_t open_channel(struct poll *p)
{
    int64_t pid = vb_getpid();

    if (channel.owner != pid) {
        if (channel.owner != 0) {
            (void)vb_handle_close(channel.rights[0]);
            (void)vb_handle_close(channel.rights[1]);
        }
        channel.owner = 0;
        int64_t status = vb_channel_create(1, 0, VB_ADDRESS(channel.rights));

        if (status < 0)
            return wasi_error(status);
        channel.owner = pid;
    }
    p->round = ++channel.round;
    return WASI_OK;
}

static int32_t subscription(const struct poll *p, uint32_t i, struct wasi_subscription *s)
{
    return guest_read(s, p->in + i * (uint32_t)sizeof *s, sizeof *s);
}

static int32_t report(struct poll *p, const struct wasi_subscription *s, int32_t error,
                      uint32_t ready)
{
    struct wasi_event event = {.userdata = s->userdata,
                               .error = (uint16_t)error,
                               .type = (uint8_t)s->tag,
                               .size = s->tag != WASI_EVENT_CLOCK && error == WASI_OK,
                               .flags = ready & VB_READY_HANGUP ? WASI_EVENT_HANGUP : 0};

    return guest_write(p->out + p->events++ * (uint32_t)sizeof event, &event, sizeof event);
}

/* When a clock's subscription is due, on the monotonic clock. */
static uint64_t due(const struct wasi_subscription *s, uint64_t now)
{
    uint64_t wall, at = s->timeout;

    if ((s->clock_flags & WASI_SUBSCRIPTION_ABSOLUTE) == 0)
        return at > VB_FOREVER - 1 - now ? VB_FOREVER - 1 : now + at;
    if (s->fd_or_clock == WASI_CLOCK_REALTIME) {
        wall = (uint64_t)vb_clock(VB_CLOCK_WALL);
        at = at > wall ? now + (at - wall) : now;
    }
    return at;
}

/* Ask a descriptor's server. The bits that are ready, 0 when the pulse is kept, or a vb_status. */
static int64_t arm(const struct poll *p, const struct descriptor *d, uint32_t index,
                   uint32_t wanted)
{
    struct exchange x = {.operation = VB_FILE_ARM,
                         .request = {.flags = wanted, .argument = (uint32_t)channel.owner}};
    int64_t pulse = vb_pulse_create(channel.rights[0], (uint64_t)p->round << 32 | index);

    if (pulse < 0)
        return pulse;
    x.send = (uint64_t)pulse;
    return exchange(d->handle, &x);
}

static uint32_t wanted_of(const struct wasi_subscription *s)
{
    return s->tag == WASI_EVENT_READ ? VB_READY_READ : VB_READY_WRITE;
}

/* One descriptor's subscription: report it when it is ready or wrong, else it is armed. */
static int32_t look(struct poll *p, uint32_t index, const struct wasi_subscription *s)
{
    struct descriptor *d;
    int32_t error = descriptor_typed((int32_t)s->fd_or_clock, &d);
    int64_t ready;

    if (error != WASI_OK)
        return report(p, s, error, 0);
    if (d->type == WASI_TYPE_REGULAR || d->type == WASI_TYPE_DIRECTORY)
        return report(p, s, WASI_OK, 0);
    ready = arm(p, d, index, wanted_of(s));
    if (ready == VB_ERR_NOT_SUPPORTED || ready == VB_ERR_BAD_TYPE)
        ready = wanted_of(s); /* a server without readiness does not wait */
    if (ready < 0)
        return report(p, s, wasi_error(ready), 0);
    if (ready > 0)
        return report(p, s, WASI_OK, (uint32_t)ready);
    p->waits = true;
    return WASI_OK;
}

/* Take pulses: the first until the deadline, what else has come without waiting. */
static int32_t collect(struct poll *p)
{
    uint64_t deadline = (uint64_t)vb_clock(VB_CLOCK_MONOTONIC) + ASK_AGAIN_NS;
    struct wasi_subscription s;
    int32_t error;

    if (p->events > 0)
        deadline = VB_NO_WAIT;
    else if (p->deadline < deadline)
        deadline = p->deadline;
    while (p->events < p->count) {
        struct vb_message message = {0};
        const uint64_t receiver = channel.rights[0];
        int64_t status;

        shim_pause();
        status = vb_channel_receive(receiver, VB_ADDRESS(&message), deadline);
        shim_resume();
        if (status == VB_ERR_AGAIN || status == VB_ERR_TIMED_OUT)
            return WASI_OK;
        if (status < 0)
            return wasi_error(status);
        if (message.badge >> 32 != p->round || (uint32_t)message.badge >= p->count)
            continue;
        error = subscription(p, (uint32_t)message.badge, &s);
        if (error == WASI_OK)
            error = report(p, &s, WASI_OK, (uint32_t)message.id);
        if (error != WASI_OK)
            return error;
        deadline = VB_NO_WAIT;
    }
    return WASI_OK;
}

/* Take back what was armed. */
static void disarm(const struct poll *p)
{
    struct wasi_subscription s;
    struct descriptor *d;
    uint32_t i;

    for (i = 0; p->waits && i < p->count; i++) {
        if (subscription(p, i, &s) != WASI_OK || s.tag == WASI_EVENT_CLOCK)
            continue;
        d = descriptor((int32_t)s.fd_or_clock);
        if (d != NULL && d->type != WASI_TYPE_REGULAR && d->type != WASI_TYPE_DIRECTORY) {
            struct exchange x = {.operation = VB_FILE_DISARM,
                                 .request = {.argument = (uint32_t)channel.owner}};

            (void)exchange(d->handle, &x);
        }
    }
}

/* Look at every subscription: the earliest deadline, and what is ready. */
static int32_t prepare(struct poll *p)
{
    struct wasi_subscription s;
    int32_t error = WASI_OK;
    bool asked = false;
    uint32_t i;

    for (i = 0; error == WASI_OK && i < p->count; i++) {
        error = subscription(p, i, &s);
        if (error != WASI_OK)
            break;
        s.tag &= 0xff;
        if (s.tag > WASI_EVENT_WRITE)
            return WASI_EINVAL;
        if (s.tag == WASI_EVENT_CLOCK) {
            if (s.fd_or_clock > WASI_CLOCK_MONOTONIC)
                error = report(p, &s, WASI_ENOTSUP, 0);
            else if (due(&s, p->start) < p->deadline)
                p->deadline = due(&s, p->start);
            continue;
        }
        if (!asked)
            error = open_channel(p);
        asked = true;
        if (error == WASI_OK)
            error = look(p, i, &s);
    }
    return error;
}

/* The clocks that have come due. */
static int32_t report_clocks(struct poll *p, uint64_t now)
{
    struct wasi_subscription s;
    int32_t error = WASI_OK;
    uint32_t i;

    for (i = 0; error == WASI_OK && i < p->count && p->events < p->count; i++) {
        error = subscription(p, i, &s);
        s.tag &= 0xff;
        if (error == WASI_OK && s.tag == WASI_EVENT_CLOCK &&
            s.fd_or_clock <= WASI_CLOCK_MONOTONIC && due(&s, p->start) <= now)
            error = report(p, &s, WASI_OK, 0);
    }
    return error;
}

static int32_t sleep_until(uint64_t deadline)
{
    int64_t status;

    shim_pause();
    status = vb_sleep(deadline);
    shim_resume();
    return wasi_error(status);
}

/* One round: ask, wait, take back. Done when there is an event, an error or the deadline has come.
 */
static int32_t wait_once(struct poll *p)
{
    int32_t error = prepare(p);

    if (error == WASI_OK && p->waits)
        error = collect(p);
    else if (error == WASI_OK && p->events == 0)
        error = sleep_until(p->deadline);
    disarm(p);
    return error;
}

WASI_CALL(poll_oneoff, guest in, guest out, uint32_t count, guest result)
{
    SHIM_CALL();
    struct poll p = {.in = in, .out = out, .count = count};
    uint64_t now;
    int32_t error;

    if (count == 0)
        return WASI_EINVAL;
    p.start = (uint64_t)vb_clock(VB_CLOCK_MONOTONIC);
    do {
        p.waits = false;
        p.deadline = VB_FOREVER;
        error = wait_once(&p);
        now = (uint64_t)vb_clock(VB_CLOCK_MONOTONIC);
    } while (error == WASI_OK && p.events == 0 && now < p.deadline);
    if (error == WASI_OK)
        error = report_clocks(&p, now);
    return error != WASI_OK ? error : guest_write_u32(result, p.events);
}
