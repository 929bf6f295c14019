#include "armed.h"
#include <stdlib.h>
#include <vibee/syscalls.h>

struct armed {
    struct armed *next;
    uint64_t badge, pulse;
    uint32_t mask, owner; /* owner: the request's argument, which a disarm repeats */
};

static void forget(struct armed **at)
{
    struct armed *armed = *at;

    *at = armed->next;
    (void)vb_handle_close(armed->pulse);
    free(armed);
}

static uint32_t count(const struct armed *armed, uint64_t badge)
{
    uint32_t found = 0;

    for (; armed != NULL; armed = armed->next)
        found += armed->badge == badge;
    return found;
}

/* Pulses of processes that have ended without disarming. */
static void forget_dead(struct armed **at)
{
    while (*at != NULL)
        if (vb_pulse_fire((*at)->pulse, 0) == VB_ERR_PEER_CLOSED)
            forget(at);
        else
            at = &(*at)->next;
}

int64_t armed_add(struct armed **list, struct sdk_received *received,
                  const struct vb_file_request *request, uint32_t ready)
{
    uint64_t badge = received->message.badge;
    struct armed *armed;

    if (received->message.handle_count != 1)
        return VB_ERR_INVALID;
    ready &= request->flags | VB_READY_HANGUP;
    if (ready != 0)
        return ready;
    if (count(*list, badge) >= ARMED_MAX)
        forget_dead(list);
    if (count(*list, badge) >= ARMED_MAX)
        return VB_ERR_LIMIT;
    armed = malloc(sizeof *armed);
    if (armed == NULL)
        return VB_ERR_NO_MEMORY;
    *armed = (struct armed){.next = *list,
                            .badge = badge,
                            .pulse = received->handles[0],
                            .mask = request->flags,
                            .owner = request->argument};
    *list = armed;
    received->message.handle_count = 0; /* taken */
    return 0;
}

void armed_disarm(struct armed **list, uint64_t badge, uint32_t owner)
{
    while (*list != NULL)
        if ((*list)->badge == badge && (*list)->owner == owner)
            forget(list);
        else
            list = &(*list)->next;
}

void armed_drop(struct armed **list, uint64_t badge)
{
    while (*list != NULL)
        if ((*list)->badge == badge)
            forget(list);
        else
            list = &(*list)->next;
}

void armed_fire(struct armed **list, uint32_t ready)
{
    uint32_t bits;

    while (*list != NULL) {
        bits = ready & ((*list)->mask | VB_READY_HANGUP);
        if (bits == 0) {
            list = &(*list)->next;
            continue;
        }
        (void)vb_pulse_fire((*list)->pulse, bits);
        forget(list);
    }
}
