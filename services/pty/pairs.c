/* Pairs, and the descriptions that are open at them. */
#include "pty.h"
#include <stdlib.h>

enum { COLUMNS = 80, ROWS = 24 };

int64_t pair_new(struct pty_service *service, struct pair **pair)
{
    if (service->pairs == PAIRS_MAX)
        return VB_ERR_LIMIT;
    *pair = calloc(1, sizeof **pair);
    if (*pair == NULL)
        return VB_ERR_NO_MEMORY;
    (*pair)->columns = COLUMNS;
    (*pair)->rows = ROWS;
    (*pair)->line.show = output_show;
    (*pair)->line.context = *pair;
    line_set_modes(&(*pair)->line, VB_TERMINAL_CANONICAL | VB_TERMINAL_ECHO | VB_TERMINAL_SIGNALS |
                                       VB_TERMINAL_OUTPUT_CRLF);
    service->pairs++;
    return VB_OK;
}

static void free_unused(struct pty_service *service, struct pair *pair)
{
    if (pair->master || pair->slaves > 0)
        return;
    if (pair->foreground.job != 0)
        (void)vb_handle_close(pair->foreground.job);
    if (pair->foreground.session != 0)
        (void)vb_handle_close(pair->foreground.session);
    free(pair);
    service->pairs--;
}

static int64_t add(struct pty_service *service, struct pair *pair, enum pty_end end, uint32_t flags)
{
    struct description *description;
    int64_t handle;

    if (end == END_SLAVE && pair->slaves == SLAVES_MAX)
        return VB_ERR_LIMIT;
    description = malloc(sizeof *description);
    if (description == NULL)
        return VB_ERR_NO_MEMORY;
    handle = vb_channel_badge(service->sender, service->next_badge);
    if (handle < 0) {
        free(description);
        return handle;
    }
    *description = (struct description){.next = service->descriptions,
                                        .pair = pair,
                                        .badge = service->next_badge++,
                                        .end = end,
                                        .flags = flags & VB_OPEN_NONBLOCK};
    service->descriptions = description;
    return handle;
}

int64_t description_new(struct pty_service *service, struct pair *pair, enum pty_end end,
                        uint32_t flags)
{
    int64_t handle = add(service, pair, end, flags);

    if (handle < 0) {
        free_unused(service, pair);
        return handle;
    }
    if (end == END_MASTER) {
        pair->master = true;
    } else {
        pair->slaves++;
        pair->begun = true;
    }
    return handle;
}

struct description *description_find(const struct pty_service *service, uint64_t badge)
{
    struct description *description = service->descriptions;

    while (description != NULL && description->badge != badge)
        description = description->next;
    return description;
}

/* Nobody sits there any more. What was stopped goes on, to end. */
static void hang_up(struct pair *pair)
{
    pair->master = false;
    foreground_signal(&pair->foreground, VB_SIGHUP);
    foreground_signal(&pair->foreground, VB_SIGCONT);
}

void description_closed(struct pty_service *service, uint64_t badge)
{
    struct description **at = &service->descriptions, *description;
    struct pair *pair;

    while (*at != NULL && (*at)->badge != badge)
        at = &(*at)->next;
    description = *at;
    if (description == NULL)
        return;
    *at = description->next;
    pair = description->pair;
    waiting_drop(pair, badge);
    armed_drop(&pair->armed[description->end], badge);
    if (description->end == END_MASTER)
        hang_up(pair);
    else
        pair->slaves--;
    free(description);
    pair_run(pair);
    free_unused(service, pair);
}
