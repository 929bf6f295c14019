#include "init.h"

#include <sdk/log.h>
#include <sdk/start.h>
#include <stdlib.h>
#include <string.h>
#include <vibee/log.h>
#include <vibee/syscalls.h>

static const uint64_t second = 1000000000;

_Noreturn void system_stop(struct init *init, uint32_t action, int status)
{
    init->stopping = true;
    for (uint32_t i = init->config.service_count; i-- > 0;)
        service_stop(init, i, SERVICE_ENDED);
    vb_system_stop(init->system, action, status);
    sdk_die("init: the system cannot be stopped");
}

static void report_config(void *context, uint32_t line, const char *message)
{
    (void)context;
    if (line)
        sdk_log(VB_LOG_ERROR, "init: etc/init.toml:%u: %s", line, message);
    else
        sdk_log(VB_LOG_ERROR, "init: etc/init.toml: %s", message);
}

static void read_config(struct init *init)
{
    size_t size;
    char *text = boot_text(init->boot, "/etc/init.toml", &size);
    if (!text)
        sdk_die("init: the boot image has no etc/init.toml");
    config_parse(text, size, &init->config, report_config, NULL);
    free(text);
}

static uint64_t find_console(void)
{
    const struct vb_start_handle *entry;
    struct vb_device_info info;
    for (uint32_t i = 0; (entry = sdk_start_entry(i)) != NULL; i++)
        if (strncmp(sdk_start_string(entry->name), "device.", 7) == 0 && entry->handle &&
            vb_device_info(entry->handle, VB_ADDRESS(&info)) == VB_OK &&
            info.kind == VB_DEVICE_CONSOLE)
            return entry->handle;
    return 0;
}

static void make_own_channel(struct init *init)
{
    uint64_t rights[2];
    int64_t status = vb_channel_create(256, 0, VB_ADDRESS(rights));
    if (status < 0)
        sdk_die("init: cannot make a channel: %s", sdk_status_text(status));
    init->receiver = rights[0];
    init->sender = rights[1];
    int64_t clients = vb_channel_badge(init->sender, BADGE_CLIENTS);
    if (clients >= 0) {
        vb_namespace_bind(0, VB_ADDRESS("init"), 4, (uint64_t)clients);
        vb_handle_close((uint64_t)clients);
    }
}

/* ---- what happens ---------------------------------------------------------------------------- */

static void describe_end(const char *name, const struct vb_exit_info *info)
{
    if (info->kind == VB_EXIT_TRAP)
        sdk_log(VB_LOG_ERROR, "init: %s trapped: %s", name, info->text);
    else if (info->kind == VB_EXIT_SIGNAL)
        sdk_log(VB_LOG_WARNING, "init: %s was killed by signal %d", name, info->code);
    else
        sdk_log(VB_LOG_WARNING, "init: %s exited with status %d", name, info->code);
}

static void apply(struct init *init, const enum verdict *verdicts)
{
    for (uint32_t i = 0; i < init->config.service_count; i++) {
        if (verdicts[i] == VERDICT_RESTART && !init->services[i].stopped) {
            service_stop(init, i, SERVICE_WAITING);
            init->services[i].restarts++;
        } else if (verdicts[i] == VERDICT_GIVE_UP) {
            service_stop(init, i, SERVICE_FAILED);
            sdk_log(VB_LOG_ERROR, "init: giving up %s: it ends too often",
                    init->config.services[i].name);
        }
    }
}

static void service_ended(struct init *init, uint32_t index)
{
    struct service *service = &init->services[index];
    struct vb_exit_info info = {0};
    enum verdict verdicts[MAX_SERVICES];
    if (!service->task || vb_wait(service->task, VB_ADDRESS(&info), 0, VB_NO_WAIT) != VB_OK)
        return; /* a pulse of an earlier incarnation */
    describe_end(init->config.services[index].name, &info);
    bool failure = info.kind != VB_EXIT_STATUS || info.code != 0;
    service_stop(init, index, SERVICE_ENDED);
    supervise_ended(&init->supervisor, index, failure, (uint64_t)vb_clock(VB_CLOCK_MONOTONIC),
                    verdicts);
    apply(init, verdicts);
}

static void session_ended(struct init *init)
{
    struct vb_exit_info info = {0};
    if (vb_wait(init->session, VB_ADDRESS(&info), 0, VB_NO_WAIT) != VB_OK)
        return;
    if (info.kind != VB_EXIT_STATUS)
        describe_end("the session", &info);
    int status = info.kind == VB_EXIT_STATUS ? info.code : 128 + info.code;
    system_stop(init, VB_SYSTEM_POWER_OFF, status & 0xff);
}

/* Services that are silent for too long are killed; their end is then handled as any other. */
static uint64_t check_silence(struct init *init)
{
    uint64_t now = (uint64_t)vb_clock(VB_CLOCK_MONOTONIC), next = VB_FOREVER;
    for (uint32_t i = 0; i < init->config.service_count; i++) {
        const struct service *service = &init->services[i];
        uint32_t allowed = service->state == SERVICE_STARTING ? READY_SECONDS
                           : service->state == SERVICE_READY  ? init->config.services[i].heartbeat
                                                              : 0;
        if (!allowed || !service->task)
            continue;
        uint64_t due = service->heard + allowed * second;
        if (due > now) {
            next = due < next ? due : next;
            continue;
        }
        sdk_log(VB_LOG_ERROR, "init: %s said nothing for %u s", init->config.services[i].name,
                allowed);
        vb_kill(service->task, VB_SIGKILL);
        next = now + second;
    }
    return next;
}

static void handle(struct init *init, struct sdk_received *received)
{
    if (received->message.kind != VB_MESSAGE_PULSE)
        serve_request(init, received);
    else if (received->message.badge == MAX_SERVICES)
        session_ended(init);
    else if (received->message.badge < init->config.service_count)
        service_ended(init, (uint32_t)received->message.badge);
}

_Noreturn static void run(struct init *init)
{
    static struct sdk_received received;
    for (;;) {
        services_start_waiting(init);
        if (!init->session && services_settled(init))
            session_start(init);
        int64_t status = sdk_receive(init->receiver, &received, check_silence(init));
        if (status == VB_OK)
            handle(init, &received);
        else if (status != VB_ERR_TIMED_OUT && status != VB_ERR_CANCELLED)
            sdk_die("init: cannot receive: %s", sdk_status_text(status));
    }
}

int main(void)
{
    static struct init init;
    init.boot = sdk_start_named("boot");
    init.manifest = sdk_start_named("manifest");
    init.system = sdk_start_named("system");
    init.console = find_console();
    if (!init.boot)
        sdk_die("init: expected the boot image as start handle 'boot'");
    read_config(&init);
    supervise_init(&init.supervisor, &init.config);
    if (!manifest_load(&init)) {
        make_own_channel(&init);
        manifest_save_init(&init);
    }
    run(&init);
}
