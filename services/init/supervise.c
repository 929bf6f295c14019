#include "supervise.h"

#include <string.h>

static const uint64_t second = 1000000000;

void supervise_init(struct supervisor *supervisor, const struct config *config)
{
    memset(supervisor, 0, sizeof *supervisor);
    supervisor->config = config;
}

/* Count a restart; true while it is one of at most `limit` within `seconds`. */
static bool within_intensity(struct restart_history *history, uint32_t limit, uint32_t seconds,
                             uint64_t now)
{
    uint32_t recent = 1;
    for (uint32_t i = 0; i < history->count; i++)
        recent += now - history->times[i] <= seconds * second;
    history->times[history->next] = now;
    history->next = (history->next + 1) % MAX_RESTARTS_REMEMBERED;
    if (history->count < MAX_RESTARTS_REMEMBERED)
        history->count++;
    return recent <= limit;
}

/* True when service belongs to group, directly or through nested groups. */
static bool belongs(const struct config *config, uint32_t service, int group)
{
    for (int g = config->services[service].group; g >= 0; g = config->groups[g].parent)
        if (g == group)
            return true;
    return false;
}

/* Give every service of a group (from index `first` on) the verdict. */
static void mark(const struct config *config, int group, uint32_t first, enum verdict verdict,
                 enum verdict *verdicts)
{
    for (uint32_t i = first; i < config->service_count; i++)
        if (belongs(config, i, group))
            verdicts[i] = verdict;
}

/* The first service of a child (a service, or a group that failed as a whole). */
static uint32_t first_of(const struct config *config, uint32_t service, int child)
{
    for (uint32_t i = 0; child >= 0 && i < service; i++)
        if (belongs(config, i, child))
            return i;
    return service;
}

/* A child of a group is to be restarted: the service itself, or (child >= 0) a nested group. */
static void apply_strategy(const struct config *config, int group, uint32_t service, int child,
                           enum verdict *verdicts)
{
    switch (config->groups[group].strategy) {
    case ONE_FOR_ALL:
        mark(config, group, 0, VERDICT_RESTART, verdicts);
        break;
    case REST_FOR_ONE:
        mark(config, group, first_of(config, service, child), VERDICT_RESTART, verdicts);
        break;
    case ONE_FOR_ONE:
    case SIMPLE_ONE_FOR_ONE:
        if (child >= 0)
            mark(config, child, 0, VERDICT_RESTART, verdicts);
        else
            verdicts[service] = VERDICT_RESTART;
    }
}

void supervise_ended(struct supervisor *supervisor, uint32_t index, bool failure, uint64_t now,
                     enum verdict verdicts[MAX_SERVICES])
{
    const struct config *config = supervisor->config;
    const struct service_config *service = &config->services[index];
    int child = -1;
    memset(verdicts, 0, MAX_SERVICES * sizeof *verdicts);
    if (service->restart == RESTART_NEVER || (service->restart == RESTART_ON_FAILURE && !failure))
        return;
    if (service->group < 0) {
        verdicts[index] = within_intensity(&supervisor->alone[index], 5, 10, now) ? VERDICT_RESTART
                                                                                  : VERDICT_GIVE_UP;
        return;
    }
    for (int group = service->group; group >= 0; group = config->groups[group].parent) {
        const struct group_config *settings = &config->groups[group];
        if (within_intensity(&supervisor->groups[group], settings->restarts, settings->seconds,
                             now)) {
            apply_strategy(config, group, index, child, verdicts);
            return;
        }
        child = group; /* the group fails; its parent restarts it as a whole */
    }
    mark(config, child, 0, VERDICT_GIVE_UP, verdicts);
}
