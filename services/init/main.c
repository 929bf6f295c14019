/*
 * init, process 1: starts the services that etc/init.toml lists, supervises them, and starts the
 * session that the system is there for.
 */
#include "init.h"
#include <sdk/log.h>
#include <sdk/start.h>
#include <vibee/syscalls.h>

enum { OWN_DEPTH = 256 };

static struct init init_state;

static void open_own_channel(struct init *init)
{
    uint64_t rights[2];

    if (vb_channel_create(OWN_DEPTH, 0, VB_ADDRESS(rights)) < 0)
        sdk_die("init: no channel");
    init->manifest.head.receiver = rights[0];
    init->manifest.head.sender = rights[1];
    manifest_save_head(&init->manifest);
}

/* A new pulse for the timer each time: the old one may have been fired by an init that is gone. */
static void open_timer(struct init *init)
{
    int64_t pulse = vb_pulse_create(init->manifest.head.receiver, CODE_TIMER);
    int64_t timer = pulse < 0 ? pulse : vb_timer_create((uint64_t)pulse);

    if (timer < 0)
        sdk_die("init: no timer: %s", sdk_status_text(timer));
    init->timer = (uint64_t)timer;
}

/* Before the session: what it needs, and what was given up. */
static void end_without(struct init *init)
{
    int missing = init->session_started ? CONFIG_NONE : supervise_missing(&init->supervisor);

    if (missing == CONFIG_NONE)
        return;
    complain("init: the system does not start: service %s is needed and does not come up",
             init->config.services[missing].name);
    system_end(init, VB_SYSTEM_POWER_OFF, 126);
}

static void carry_out(struct init *init)
{
    struct supervise_action action;

    while (supervise_next(&init->supervisor, (uint64_t)vb_clock(VB_CLOCK_MONOTONIC), &action)) {
        if (action.kind == SUPERVISE_START) {
            service_start(init, action.index);
        } else if (action.kind == SUPERVISE_KILL) {
            service_kill(init, action.index);
        } else {
            complain("init: %s failed too often and was given up: %s",
                     init->config.groups[action.index].name, init->why);
        }
    }
    end_without(init);
    if (!init->session_started && supervise_settled(&init->supervisor)) {
        init->session_started = true;
        session_start(init);
    }
    (void)vb_timer_set(init->timer, supervise_deadline(&init->supervisor), 0);
}

int main(void)
{
    static struct sdk_received received;
    struct init *init = &init_state;
    bool again = manifest_open(&init->manifest, sdk_start_named("manifest"));

    init->system = sdk_start_named("system");
    if (boot_open(&init->boot, sdk_start_named("boot")) < 0)
        sdk_log(VB_LOG_ERROR, "init: the boot image is damaged");
    read_config(init);
    manifest_match(&init->manifest, &init->config);
    supervise_init(&init->supervisor, &init->config);
    if (!again)
        open_own_channel(init);
    open_timer(init);
    services_open(init);
    for (uint32_t i = 0; again && i < init->config.service_count; i++)
        service_adopt(init, i);
    if (init->manifest.head.session != 0) {
        init->session_started = true;
        session_watch(init);
    }
    for (;;) {
        carry_out(init);
        if (sdk_receive(init->manifest.head.receiver, &received, VB_FOREVER) == VB_OK)
            protocol_serve(init, &received);
    }
}
