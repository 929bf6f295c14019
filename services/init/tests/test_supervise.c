/* Strategies, intensity, needs and time-outs of the supervisor, with a clock of our own. */
#include "../supervise.h"
#include <check.h>

#define SECOND UINT64_C(1000000000)

static struct config config;
static struct supervisor supervisor;
static uint64_t now;

static void begin(uint32_t services, enum config_strategy strategy)
{
    memset(&config, 0, sizeof config);
    config.service_count = services;
    config.group_count = 1;
    config.groups[0] = (struct config_group){
        .strategy = strategy, .restarts = 2, .seconds = 10, .parent = CONFIG_NONE};
    for (uint32_t i = 0; i < services; i++) {
        config.services[i].restart = RESTART_ON_FAILURE;
        config.services[i].start_timeout = 5;
    }
    now = SECOND;
}

/* Carry out what is asked for as far as it goes; "+0" for a start, "-0" for a kill, "!0" given up.
 */
static const char *step(void)
{
    static char text[200];
    struct supervise_action action;
    size_t size = 0;

    text[0] = 0;
    while (supervise_next(&supervisor, now, &action)) {
        size += (size_t)snprintf(text + size, sizeof text - size, "%s%c%u", size > 0 ? " " : "",
                                 "+-!"[action.kind], action.index);
        if (action.kind == SUPERVISE_START)
            supervise_ready(&supervisor, action.index, now);
        else if (action.kind == SUPERVISE_KILL)
            supervise_exited(&supervisor, action.index, ENDED_BADLY, now);
    }
    return text;
}

static void starts_in_the_order_of_needs(void)
{
    begin(3, ONE_FOR_ONE);
    config.services[0].needs[0] = 2;
    config.services[0].need_count = 1;
    supervise_init(&supervisor, &config);
    CHECK(!supervise_settled(&supervisor));
    CHECK_TEXT(step(), "+1 +2 +0");
    CHECK(supervise_settled(&supervisor));
}

static void restarts_one(void)
{
    begin(3, ONE_FOR_ONE);
    supervise_init(&supervisor, &config);
    (void)step();
    supervise_exited(&supervisor, 1, ENDED_BADLY, now);
    CHECK_TEXT(step(), "+1");
    supervise_exited(&supervisor, 1, ENDED_WELL, now);
    CHECK_TEXT(step(), "");
    CHECK_TEXT(supervise_text(&supervisor, 1), "down");
}

static void restarts_all(void)
{
    begin(3, ONE_FOR_ALL);
    supervise_init(&supervisor, &config);
    (void)step();
    supervise_exited(&supervisor, 1, ENDED_BADLY, now);
    CHECK_TEXT(step(), "-2 -0 +0 +1 +2");
}

static void restarts_the_rest(void)
{
    begin(3, REST_FOR_ONE);
    supervise_init(&supervisor, &config);
    (void)step();
    supervise_exited(&supervisor, 1, ENDED_BADLY, now);
    CHECK_TEXT(step(), "-2 +1 +2");
}

static void starts_simple_ones_by_request(void)
{
    begin(2, SIMPLE_ONE_FOR_ONE);
    supervise_init(&supervisor, &config);
    CHECK_TEXT(step(), "");
    CHECK(supervise_settled(&supervisor));
    supervise_want(&supervisor, 1, true);
    CHECK_TEXT(step(), "+1");
    supervise_exited(&supervisor, 1, ENDED_BADLY, now);
    CHECK_TEXT(step(), "+1");
}

/* As init does for a child: configured while it runs, in a group of its own. */
static void starts_what_is_added(void)
{
    begin(1, ONE_FOR_ONE);
    config.groups[0].children.restart = RESTART_ALWAYS;
    supervise_init(&supervisor, &config);
    (void)step();
    CHECK(supervise_settled(&supervisor));
    CHECK_EQ(config_add_child(&config, 0, "child", "p"), 1);
    CHECK(supervise_settled(&supervisor)); /* there, but nobody wants it yet */
    supervise_want(&supervisor, 1, true);
    CHECK(!supervise_settled(&supervisor));
    CHECK_TEXT(step(), "+1");
    for (int i = 0; i < 2; i++) {
        supervise_exited(&supervisor, 1, ENDED_BADLY, now);
        now += SECOND;
        CHECK_TEXT(step(), "+1");
    }
    supervise_exited(&supervisor, 1, ENDED_BADLY, now);
    CHECK_TEXT(step(), "!1"); /* the others stay */
    CHECK_TEXT(supervise_text(&supervisor, 0), "up");
}

static void gives_up_when_it_fails_too_often(void)
{
    begin(2, ONE_FOR_ONE);
    supervise_init(&supervisor, &config);
    (void)step();
    for (int i = 0; i < 2; i++) {
        supervise_exited(&supervisor, 0, ENDED_BADLY, now);
        now += SECOND;
        CHECK_TEXT(step(), "+0");
    }
    supervise_exited(&supervisor, 0, ENDED_BADLY, now);
    CHECK_TEXT(step(), "-1 !0");
    CHECK_TEXT(supervise_text(&supervisor, 0), "failed");
    CHECK(supervise_settled(&supervisor));
    supervise_want(&supervisor, 0, true);
    CHECK_TEXT(step(), "+0");
}

static void forgets_old_restarts(void)
{
    begin(1, ONE_FOR_ONE);
    supervise_init(&supervisor, &config);
    (void)step();
    for (int i = 0; i < 20; i++) {
        supervise_exited(&supervisor, 0, ENDED_BADLY, now);
        now += 6 * SECOND;
        CHECK_TEXT(step(), "+0");
    }
}

static void waits_longer_before_each_restart(void)
{
    begin(1, ONE_FOR_ONE);
    supervise_init(&supervisor, &config);
    (void)step();
    supervise_exited(&supervisor, 0, ENDED_BADLY, now);
    CHECK_TEXT(step(), "+0");
    supervise_exited(&supervisor, 0, ENDED_BADLY, now);
    CHECK_TEXT(step(), "");
    CHECK(supervise_deadline(&supervisor) > now);
    now = supervise_deadline(&supervisor);
    CHECK_TEXT(step(), "+0");
}

/* Group 1 with services 1 and 2 is below group 0 with service 0. */
static void hands_a_failed_group_to_its_parent(void)
{
    begin(3, ONE_FOR_ALL);
    config.group_count = 2;
    config.groups[1] = config.groups[0];
    config.groups[1].parent = 0;
    config.groups[1].restarts = 0;
    config.groups[1].strategy = ONE_FOR_ONE;
    config.services[1].group = config.services[2].group = 1;
    supervise_init(&supervisor, &config);
    (void)step();
    supervise_exited(&supervisor, 1, ENDED_BADLY, now);
    CHECK_TEXT(step(), "-2 -0 +0 +1 +2");
    config.groups[0].strategy = ONE_FOR_ONE;
    supervise_exited(&supervisor, 2, ENDED_BADLY, now);
    now += SECOND;
    CHECK_TEXT(step(), "-1 +1 +2");
}

static void kills_what_does_not_answer(void)
{
    struct supervise_action action;

    begin(1, ONE_FOR_ONE);
    config.services[0].heartbeat = 3;
    supervise_init(&supervisor, &config);
    CHECK(supervise_next(&supervisor, now, &action));
    CHECK_EQ(supervise_deadline(&supervisor), now + 5 * SECOND);
    now += 5 * SECOND;
    CHECK_TEXT(step(), "-0 +0");
    now += 5 * SECOND;
    supervise_beat(&supervisor, 0, now);
    now += 5 * SECOND;
    CHECK_TEXT(step(), "");
    now += 2 * SECOND;
    CHECK_TEXT(step(), "-0 +0");
}

static void obeys_the_administrator(void)
{
    begin(2, ONE_FOR_ALL);
    supervise_init(&supervisor, &config);
    (void)step();
    supervise_want(&supervisor, 0, false);
    CHECK_TEXT(step(), "-0");
    supervise_exited(&supervisor, 1, ENDED_BADLY, now);
    CHECK_TEXT(step(), "+1"); /* who was stopped stays so */
    supervise_want(&supervisor, 0, true);
    CHECK_TEXT(step(), "+0");
    supervise_restart(&supervisor, 0);
    CHECK_TEXT(step(), "-0 +0");
}

/* Start what is to start first; it ends without having been ready. */
static void fail_to_start(void)
{
    struct supervise_action action;

    if (supervise_next(&supervisor, now, &action) && action.kind == SUPERVISE_START)
        supervise_exited(&supervisor, action.index, ENDED_BADLY, now);
    now += 100 * SECOND;
}

/* However long each try takes. */
static void gives_up_what_is_never_ready(void)
{
    begin(1, ONE_FOR_ONE);
    config.groups[0].restarts = 6;
    supervise_init(&supervisor, &config);
    for (int i = 0; i < 6; i++) {
        CHECK_EQ(supervise_settled(&supervisor), i >= 3);
        fail_to_start();
    }
    CHECK_TEXT(supervise_text(&supervisor, 0), "waiting");
    fail_to_start();
    CHECK_TEXT(supervise_text(&supervisor, 0), "failed");
    CHECK(supervise_settled(&supervisor));
    CHECK_EQ(supervise_missing(&supervisor), CONFIG_NONE);
}

/* Whose restarts are counted until it is given up, or ten minutes are over. */
static uint64_t time_of(uint32_t *restarts, bool becomes_ready)
{
    struct supervise_action action;
    uint64_t start = now;

    while (strcmp(supervise_text(&supervisor, 0), "failed") != 0 && now < start + 600 * SECOND) {
        while (supervise_next(&supervisor, now, &action))
            if (action.kind == SUPERVISE_START) {
                ++*restarts;
                if (becomes_ready)
                    supervise_ready(&supervisor, 0, now);
                supervise_exited(&supervisor, 0, ENDED_BADLY, now);
            }
        if (supervise_deadline(&supervisor) != UINT64_MAX)
            now = supervise_deadline(&supervisor);
    }
    return now - start;
}

/* Who never becomes ready is given up within the period; pauses keep who does below the intensity.
 */
static void gives_up_in_time(void)
{
    uint32_t restarts = 0;

    begin(1, ONE_FOR_ONE);
    config.groups[0].restarts = 15;
    supervise_init(&supervisor, &config);
    CHECK(time_of(&restarts, false) < 5 * SECOND);
    CHECK_EQ(restarts, 16);
    begin(1, ONE_FOR_ONE);
    config.groups[0].restarts = 15;
    supervise_init(&supervisor, &config);
    CHECK(time_of(&restarts, true) >= 600 * SECOND);
    begin(1, ONE_FOR_ONE); /* as in image/etc/init.toml */
    config.groups[0].restarts = 15;
    config.groups[0].budget = (struct config_budget){60, 600};
    supervise_init(&supervisor, &config);
    restarts = 0;
    CHECK(time_of(&restarts, true) < 120 * SECOND);
    CHECK(restarts >= 60);
}

/* Over the pause before its restart. */
static void wait_for_it(void)
{
    uint64_t deadline = supervise_deadline(&supervisor);

    if (strcmp(supervise_text(&supervisor, 0), "up") != 0 && now < deadline &&
        deadline != UINT64_MAX)
        now = deadline;
    (void)step();
}

/* Fail so often, ready each time, a second apart or more. */
static void fail_when_ready(uint32_t times, enum supervise_end end)
{
    while (times-- > 0) {
        CHECK_TEXT(supervise_text(&supervisor, 0), "up");
        supervise_exited(&supervisor, 0, end, now);
        now += SECOND;
        wait_for_it();
    }
}

static void begin_with_budget(uint32_t failures, uint32_t seconds)
{
    begin(2, ONE_FOR_ONE);
    config.groups[0].restarts = 15;
    config.groups[0].budget = (struct config_budget){failures, seconds};
    supervise_init(&supervisor, &config);
    (void)step();
}

static void gives_up_when_the_budget_is_used_up(void)
{
    begin_with_budget(5, 1000);
    fail_when_ready(5, ENDED_BADLY);
    supervise_exited(&supervisor, 0, ENDED_BADLY, now);
    CHECK_TEXT(step(), "-1 !0");
    CHECK_TEXT(supervise_text(&supervisor, 0), "failed");
    now += 10000 * SECOND;
    CHECK_TEXT(step(), "");
    supervise_want(&supervisor, 0, true); /* by request it begins anew */
    CHECK_TEXT(step(), "+0");
    fail_when_ready(5, ENDED_BADLY);
}

static void budget_fills_up_again(void)
{
    begin_with_budget(5, 1000);
    for (int i = 0; i < 50; i++) { /* one in 200 seconds is what it allows for ever */
        fail_when_ready(1, ENDED_BADLY);
        now += 199 * SECOND;
    }
    fail_when_ready(5, ENDED_BADLY);
    now += 500 * SECOND; /* half of it */
    fail_when_ready(2, ENDED_BADLY);
    supervise_exited(&supervisor, 0, ENDED_BADLY, now);
    CHECK_TEXT(step(), "-1 !0");
}

static void signals_of_others_are_not_its_failures(void)
{
    begin_with_budget(5, 1000);
    fail_when_ready(30, ENDED_BY_SIGNAL);
    config.services[0].restart = RESTART_ALWAYS;
    fail_when_ready(5, ENDED_WELL);
    supervise_exited(&supervisor, 0, ENDED_WELL, now);
    CHECK_TEXT(step(), "-1 !0");
}

/* init's signal ends what does not answer: a failure all the same. */
static void silence_uses_the_budget(void)
{
    struct supervise_action action;

    begin_with_budget(2, 1000);
    config.services[0].heartbeat = 1; /* silent for twice as long */
    for (int i = 0; i < 3; i++) {
        now += 3 * SECOND;
        CHECK(supervise_next(&supervisor, now, &action) && action.kind == SUPERVISE_KILL);
        supervise_exited(&supervisor, 0, ENDED_BY_SIGNAL, now);
        now += SECOND / 2;
        (void)step();
    }
    CHECK_TEXT(supervise_text(&supervisor, 0), "failed");
}

static void waits_for_what_is_needed(void)
{
    begin(1, ONE_FOR_ONE);
    config.groups[0].restarts = 6;
    supervise_init(&supervisor, &config);
    supervise_need(&supervisor, 0, NEED_THIS);
    for (int i = 0; i < 6; i++) {
        fail_to_start();
        CHECK(!supervise_settled(&supervisor));
        CHECK_EQ(supervise_missing(&supervisor), CONFIG_NONE);
    }
    fail_to_start();
    CHECK_EQ(supervise_missing(&supervisor), 0);
}

static void needs_one_of_several(void)
{
    begin(2, ONE_FOR_ONE);
    supervise_init(&supervisor, &config);
    supervise_need(&supervisor, 0, NEED_ONE);
    supervise_need(&supervisor, 1, NEED_ONE);
    supervise_want(&supervisor, 0, false);
    CHECK_EQ(supervise_missing(&supervisor), CONFIG_NONE);
    (void)step();
    CHECK(supervise_settled(&supervisor));
    supervise_want(&supervisor, 1, false);
    (void)step();
    CHECK_EQ(supervise_missing(&supervisor), 1);
}

int main(void)
{
    RUN(starts_in_the_order_of_needs);
    RUN(restarts_one);
    RUN(restarts_all);
    RUN(restarts_the_rest);
    RUN(starts_simple_ones_by_request);
    RUN(starts_what_is_added);
    RUN(gives_up_when_it_fails_too_often);
    RUN(forgets_old_restarts);
    RUN(waits_longer_before_each_restart);
    RUN(hands_a_failed_group_to_its_parent);
    RUN(kills_what_does_not_answer);
    RUN(obeys_the_administrator);
    RUN(gives_up_what_is_never_ready);
    RUN(gives_up_in_time);
    RUN(gives_up_when_the_budget_is_used_up);
    RUN(budget_fills_up_again);
    RUN(signals_of_others_are_not_its_failures);
    RUN(silence_uses_the_budget);
    RUN(waits_for_what_is_needed);
    RUN(needs_one_of_several);
    return check_exit();
}
