/* Reads and writes that wait, and who goes on when bytes or room have come. */
#include "pty.h"
#include <stdlib.h>

static int64_t attempt(struct pair *pair, enum pty_end end, bool writes, uint64_t reply,
                       uint64_t size)
{
    if (end == END_MASTER)
        return writes ? input_type(pair, reply, size) : output_take(pair, reply, size);
    return writes ? output_write(pair, reply, size) : input_read(pair, reply, size);
}

/* A reader who is gone has taken nothing: what there is is for the next. */
static void answer(uint64_t reply, int64_t result)
{
    if (result == VB_ERR_DEAD)
        (void)vb_handle_close(reply);
    else
        sdk_reply(reply, result);
}

static struct waiting **list_of(struct pair *pair, enum pty_end end, bool writes)
{
    return writes ? &pair->writers[end] : &pair->readers[end];
}

/* True when somebody was answered. */
static bool run_list(struct pair *pair, enum pty_end end, bool writes)
{
    struct waiting **list = list_of(pair, end, writes), *first;
    bool progress = false;
    int64_t result;

    while ((first = *list) != NULL) {
        result = attempt(pair, end, writes, first->reply, first->size);
        if (result == MUST_WAIT)
            break;
        *list = first->next;
        answer(first->reply, result);
        free(first);
        progress = true;
    }
    return progress;
}

void pair_run(struct pair *pair)
{
    bool progress;

    do {
        progress = run_list(pair, END_SLAVE, true);
        progress = run_list(pair, END_MASTER, true) || progress;
        progress = run_list(pair, END_MASTER, false) || progress;
        progress = run_list(pair, END_SLAVE, false) || progress;
    } while (progress);
    ready_fire(pair);
}

static uint32_t count_of(const struct pair *pair)
{
    const struct waiting *waiting;
    uint32_t count = 0;
    int end;

    for (end = 0; end < 2; end++) {
        for (waiting = pair->readers[end]; waiting != NULL; waiting = waiting->next)
            count++;
        for (waiting = pair->writers[end]; waiting != NULL; waiting = waiting->next)
            count++;
    }
    return count;
}

/* VB_OK: it waits. */
static int64_t add(const struct description *description, bool writes, uint64_t reply,
                   uint64_t size)
{
    struct waiting **at = list_of(description->pair, description->end, writes), *waiting;

    if (description->flags & VB_OPEN_NONBLOCK)
        return VB_ERR_AGAIN;
    if (count_of(description->pair) >= WAITING_MAX)
        return VB_ERR_LIMIT;
    waiting = malloc(sizeof *waiting);
    if (waiting == NULL)
        return VB_ERR_NO_MEMORY;
    *waiting = (struct waiting){.badge = description->badge, .reply = reply, .size = size};
    while (*at != NULL)
        at = &(*at)->next;
    *at = waiting;
    return VB_OK;
}

/* Only the foreground reads at a terminal that has a master. */
static int64_t check_reader(const struct pair *pair, enum pty_end end, bool writes, uint64_t reply)
{
    return writes || end == END_MASTER || !pair->master
               ? VB_OK
               : foreground_check(&pair->foreground, reply, VB_SIGTTIN);
}

void waiting_start(struct description *description, bool writes, uint64_t reply, uint64_t size)
{
    struct pair *pair = description->pair;
    int64_t result = check_reader(pair, description->end, writes, reply);

    if (result < 0) {
        sdk_reply(reply, result);
        return;
    }
    result = MUST_WAIT;
    /* Behind others only when there are any: those who came first are served first. */
    if (*list_of(pair, description->end, writes) == NULL)
        result = attempt(pair, description->end, writes, reply, size);
    if (result == MUST_WAIT) {
        result = add(description, writes, reply, size);
        if (result < 0)
            sdk_reply(reply, result);
        return;
    }
    answer(reply, result);
    pair_run(pair);
}

/* Who waits and is in the background now is stopped, or is already: then it asks again. */
void waiting_check(struct pair *pair)
{
    struct waiting **at = &pair->readers[END_SLAVE], *reader;
    int64_t refused;

    while ((reader = *at) != NULL) {
        refused = check_reader(pair, END_SLAVE, false, reader->reply);
        if (refused == VB_OK) {
            at = &reader->next;
            continue;
        }
        *at = reader->next;
        sdk_reply(reader->reply, refused);
        free(reader);
    }
}

static void drop_from(struct waiting **at, uint64_t badge)
{
    struct waiting *waiting;

    while ((waiting = *at) != NULL) {
        if (waiting->badge != badge) {
            at = &waiting->next;
            continue;
        }
        *at = waiting->next;
        (void)vb_handle_close(waiting->reply);
        free(waiting);
    }
}

void waiting_drop(struct pair *pair, uint64_t badge)
{
    int end;

    for (end = 0; end < 2; end++) {
        drop_from(&pair->readers[end], badge);
        drop_from(&pair->writers[end], badge);
    }
}
