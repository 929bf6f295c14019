/* See supervise.h. Times in nanoseconds. */
#include "supervise.h"

#define SECOND  UINT64_C(1000000000)
#define BACKOFF UINT64_C(10000000) /* before the second restart of a row; then twice that, ... */

enum { TIMES = sizeof((struct group_state *)NULL)->times / sizeof(uint64_t), FAILED_STARTS = 3 };

void supervise_init(struct supervisor *supervisor, const struct config *config)
{
    *supervisor = (struct supervisor){.config = config};
    for (uint32_t i = 0; i < config->service_count; i++)
        supervisor->children[i].wanted =
            config->groups[config->services[i].group].strategy != SIMPLE_ONE_FOR_ONE;
}

/* Is the service in the group or in one below it? */
static bool is_inside(const struct config *config, uint32_t service, int group)
{
    int at = config->services[service].group;

    while (at != CONFIG_NONE && at != group)
        at = config->groups[at].parent;
    return at == group;
}

static bool is_up(const struct child *child)
{
    return child->state == CHILD_STARTING || child->state == CHILD_UP;
}

/* How many restarts the group had in its period, this one included. */
static uint32_t record_restart(struct supervisor *supervisor, int group, uint64_t now)
{
    struct group_state *state = &supervisor->groups[group];
    uint64_t period = supervisor->config->groups[group].seconds * SECOND;
    uint32_t i, recent = 0;

    state->times[state->count++ % TIMES] = now;
    for (i = 0; i < TIMES && i < state->count; i++)
        recent += now - state->times[i] <= period;
    return recent;
}

/* One more failure of its own: does the group's budget allow it? */
static bool take_from_budget(struct supervisor *supervisor, int group, uint64_t now)
{
    const struct config_budget *budget = &supervisor->config->groups[group].budget;
    struct group_state *state = &supervisor->groups[group];
    uint64_t period = budget->seconds * SECOND;

    if (budget->failures == 0)
        return true;
    if (state->budget_full < now)
        state->budget_full = now;
    state->budget_full += period / budget->failures;
    return state->budget_full - now <= period;
}

/* Twice as long each time, which keeps who works in between below the intensity; at most so long
 * that who never becomes ready uses it up in half of the period. */
static uint64_t backoff(const struct config_group *group, const struct child *failed,
                        uint32_t recent)
{
    uint64_t longest = group->seconds * SECOND / (2 * ((uint64_t)group->restarts + 1));
    uint64_t wait = recent > 1 ? BACKOFF << (recent - 2) : 0;

    return failed->failures > 0 && longest < wait ? longest : wait;
}

static void group_failed(struct supervisor *supervisor, int group, uint64_t now);

/* Does the strategy start member i again when the members first to last failed? */
static bool is_concerned(enum config_strategy strategy, uint32_t i, uint32_t first, uint32_t last)
{
    switch (strategy) {
    case ONE_FOR_ALL:
        return true;
    case REST_FOR_ONE:
        return i >= first;
    default:
        return i >= first && i <= last;
    }
}

/* A member of the group failed: the service `first`, or (`below`: that group) `first` to `last`. */
static void member_failed(struct supervisor *supervisor, int group, uint32_t first, uint32_t last,
                          int below, uint64_t now)
{
    const struct config *config = supervisor->config;
    uint32_t i, recent = record_restart(supervisor, group, now);
    uint64_t wait;
    struct child *child;

    if (recent > config->groups[group].restarts ||
        supervisor->children[first].failures > config->groups[group].restarts) {
        group_failed(supervisor, group, now);
        return;
    }
    wait = backoff(&config->groups[group], &supervisor->children[first], recent);
    for (i = 0; i < config->service_count; i++) {
        child = &supervisor->children[i];
        if (!is_inside(config, i, group) ||
            !is_concerned(config->groups[group].strategy, i, first, last))
            continue;
        /* A failed group's services were taken down with it; who was stopped otherwise stays so. */
        if (below != CONFIG_NONE && is_inside(config, i, below))
            child->wanted = true;
        if (is_up(child))
            supervise_restart(supervisor, i);
        child->not_before = now + wait;
    }
}

/* Everything in it goes down; what then is its parent's decision. */
static void group_failed(struct supervisor *supervisor, int group, uint64_t now)
{
    const struct config *config = supervisor->config;
    uint32_t i, first = config->service_count, last = 0;

    for (i = 0; i < config->service_count; i++)
        if (is_inside(config, i, group)) {
            first = first < i ? first : i;
            last = i;
            supervisor->children[i].wanted = false;
            supervisor->children[i].recycled = is_up(&supervisor->children[i]);
        }
    supervisor->groups[group].count = 0;
    if (config->groups[group].parent == CONFIG_NONE)
        supervisor->groups[group].given_up = true;
    else
        member_failed(supervisor, config->groups[group].parent, first, last, group, now);
}

void supervise_exited(struct supervisor *supervisor, uint32_t index, enum supervise_end end,
                      uint64_t now)
{
    const struct config_service *service = &supervisor->config->services[index];
    struct child *child = &supervisor->children[index];
    bool expected = child->state == CHILD_STOPPING && !child->failing;
    bool failed = end != ENDED_WELL || child->failing || child->state == CHILD_STARTING;
    bool itself = end != ENDED_BY_SIGNAL || child->failing;

    child->failures = child->state == CHILD_UP ? 0 : child->failures + 1;
    child->state = CHILD_DOWN;
    child->failing = child->recycled = false;
    if (expected || !child->wanted)
        return;
    if (service->restart == RESTART_NEVER || (service->restart == RESTART_ON_FAILURE && !failed)) {
        child->wanted = false;
        return;
    }
    if (itself && !take_from_budget(supervisor, service->group, now))
        group_failed(supervisor, service->group, now);
    else
        member_failed(supervisor, service->group, index, index, CONFIG_NONE, now);
}

void supervise_ready(struct supervisor *supervisor, uint32_t index, uint64_t now)
{
    if (supervisor->children[index].state == CHILD_STARTING) {
        supervisor->children[index].state = CHILD_UP;
        supervisor->children[index].failures = 0;
    }
    supervisor->children[index].since = now;
}

void supervise_beat(struct supervisor *supervisor, uint32_t index, uint64_t now)
{
    supervisor->children[index].since = now;
}

void supervise_adopt(struct supervisor *supervisor, uint32_t index, uint64_t now)
{
    struct child *child = &supervisor->children[index];

    *child = (struct child){.state = CHILD_UP, .wanted = true, .since = now, .need = child->need};
}

void supervise_want(struct supervisor *supervisor, uint32_t index, bool wanted)
{
    int group = supervisor->config->services[index].group;

    supervisor->children[index].wanted = wanted;
    if (wanted) {
        supervisor->children[index].not_before = 0;
        supervisor->children[index].failures = 0;
        supervisor->groups[group] = (struct group_state){0};
    }
}

void supervise_restart(struct supervisor *supervisor, uint32_t index)
{
    struct child *child = &supervisor->children[index];

    child->recycled = is_up(child);
    child->wanted = true;
}

/* When a child that is up must have given a sign of life. */
static uint64_t limit_of(const struct supervisor *supervisor, uint32_t index)
{
    const struct config_service *service = &supervisor->config->services[index];
    const struct child *child = &supervisor->children[index];
    uint64_t seconds = 0;

    if (child->state == CHILD_STARTING)
        seconds = service->start_timeout;
    else if (child->state == CHILD_UP)
        seconds = 2 * (uint64_t)service->heartbeat;
    return seconds == 0 ? UINT64_MAX : child->since + seconds * SECOND;
}

static bool must_die(struct supervisor *supervisor, uint32_t index, uint64_t now)
{
    struct child *child = &supervisor->children[index];

    if (!is_up(child))
        return false;
    if (limit_of(supervisor, index) <= now)
        child->failing = true;
    return !child->wanted || child->failing || child->recycled;
}

/* May it start: everything it needs is up, and nothing of its groups is still on its way down. */
static bool may_start(const struct supervisor *supervisor, uint32_t index)
{
    const struct config *config = supervisor->config;
    const struct config_service *service = &config->services[index];
    const struct child *child = &supervisor->children[index];
    uint32_t i;
    int top = service->group;

    if (child->state != CHILD_DOWN || !child->wanted)
        return false;
    for (i = 0; i < service->need_count; i++)
        if (supervisor->children[service->needs[i]].state != CHILD_UP)
            return false;
    while (config->groups[top].parent != CONFIG_NONE)
        top = config->groups[top].parent;
    for (i = 0; i < config->service_count; i++)
        if (supervisor->children[i].state == CHILD_STOPPING && is_inside(config, i, top))
            return false;
    return true;
}

bool supervise_next(struct supervisor *supervisor, uint64_t now, struct supervise_action *action)
{
    const struct config *config = supervisor->config;
    uint32_t i;

    /* Backwards: who depends on others goes before them. */
    for (i = config->service_count; i-- > 0;)
        if (must_die(supervisor, i, now)) {
            supervisor->children[i].state = CHILD_STOPPING;
            *action = (struct supervise_action){SUPERVISE_KILL, i};
            return true;
        }
    for (i = 0; i < config->service_count; i++)
        if (may_start(supervisor, i) && supervisor->children[i].not_before <= now) {
            supervisor->children[i].state = CHILD_STARTING;
            supervisor->children[i].since = now;
            *action = (struct supervise_action){SUPERVISE_START, i};
            return true;
        }
    for (i = 0; i < config->group_count; i++)
        if (supervisor->groups[i].given_up && !supervisor->groups[i].announced) {
            supervisor->groups[i].announced = true;
            *action = (struct supervise_action){SUPERVISE_GIVEN_UP, i};
            return true;
        }
    return false;
}

uint64_t supervise_deadline(const struct supervisor *supervisor)
{
    uint64_t at, first = UINT64_MAX;

    for (uint32_t i = 0; i < supervisor->config->service_count; i++) {
        at = limit_of(supervisor, i);
        if (may_start(supervisor, i))
            at = supervisor->children[i].not_before;
        first = at < first ? at : first;
    }
    return first;
}

void supervise_need(struct supervisor *supervisor, uint32_t index, enum supervise_need need)
{
    supervisor->children[index].need = need;
}

static bool is_any_up(const struct supervisor *supervisor, enum supervise_need need)
{
    for (uint32_t i = 0; i < supervisor->config->service_count; i++)
        if (supervisor->children[i].need == need && supervisor->children[i].state == CHILD_UP)
            return true;
    return false;
}

/* It will not come by itself. */
static bool is_lost(const struct child *child)
{
    return child->state == CHILD_DOWN && !child->wanted;
}

int supervise_missing(const struct supervisor *supervisor)
{
    int lost = CONFIG_NONE;
    bool hope = false;

    for (uint32_t i = 0; i < supervisor->config->service_count; i++) {
        const struct child *child = &supervisor->children[i];

        if (child->need == NEED_THIS && is_lost(child))
            return (int)i;
        if (child->need == NEED_ONE && is_lost(child))
            lost = (int)i;
        hope = hope || (child->need == NEED_ONE && !is_lost(child));
    }
    return hope ? CONFIG_NONE : lost;
}

/* It fails again and again, and a session can begin without it. */
static bool is_not_waited_for(const struct supervisor *supervisor, const struct child *child)
{
    return child->failures >= FAILED_STARTS && child->need != NEED_THIS &&
           (child->need == NEED_NOT || is_any_up(supervisor, NEED_ONE));
}

/* Up, or down for good, or waiting for what does not come. */
static bool is_settled(const struct supervisor *supervisor, uint32_t index)
{
    const struct config_service *service = &supervisor->config->services[index];
    const struct child *child = &supervisor->children[index];

    if (child->state == CHILD_UP || is_lost(child) || is_not_waited_for(supervisor, child))
        return true;
    if (child->state != CHILD_DOWN)
        return false;
    /* Needs make no circle: config_break_cycles. */
    for (uint32_t i = 0; i < service->need_count; i++)
        if (supervisor->children[service->needs[i]].state != CHILD_UP &&
            is_settled(supervisor, (uint32_t)service->needs[i]))
            return true;
    return false;
}

bool supervise_settled(const struct supervisor *supervisor)
{
    for (uint32_t i = 0; i < supervisor->config->service_count; i++)
        if (!is_settled(supervisor, i))
            return false;
    return true;
}

const char *supervise_text(const struct supervisor *supervisor, uint32_t index)
{
    static const char *const texts[] = {"down", "starting", "up", "stopping"};
    const struct child *child = &supervisor->children[index];
    int group = supervisor->config->services[index].group;

    if (child->state == CHILD_DOWN && child->wanted)
        return "waiting";
    for (; child->state == CHILD_DOWN && group != CONFIG_NONE;
         group = supervisor->config->groups[group].parent)
        if (supervisor->groups[group].given_up)
            return "failed";
    return texts[child->state];
}
