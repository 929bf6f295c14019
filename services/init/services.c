/* One service at run time: its channel, its start, its end. */
#include "init.h"
#include <sdk/log.h>
#include <sdk/spawn.h>
#include <sdk/start.h>
#include <stdio.h>
#include <string.h>
#include <vibee/syscalls.h>

enum { CHANNEL_DEPTH = 256 };

static uint64_t now(void)
{
    return (uint64_t)vb_clock(VB_CLOCK_MONOTONIC);
}

int service_open_channel(struct manifest_service *record)
{
    uint64_t rights[2];
    int64_t status = vb_channel_create(CHANNEL_DEPTH, VB_CHANNEL_WATCH_BADGES, VB_ADDRESS(rights));

    if (status < 0)
        return (int)status;
    /* While init has the sender the channel lives; the receiver is made anew for each incarnation.
     */
    (void)vb_handle_close(rights[0]);
    record->channel = rights[1];
    return VB_OK;
}

static void bind(struct init *init, uint32_t index)
{
    const struct config_service *service = &init->config.services[index];
    struct manifest_service *record = &init->manifest.services[index];
    int64_t status = VB_OK, binding;

    if (record->channel == 0) {
        status = service_open_channel(record);
        manifest_save_service(&init->manifest, index);
    }
    binding = status < 0 ? status : vb_channel_badge(record->channel, BADGE_SCHEME);
    if (binding >= 0)
        status = vb_namespace_bind(0, VB_ADDRESS(service->scheme), strlen(service->scheme),
                                   (uint64_t)binding);
    if (binding < 0 || status < 0)
        sdk_log(VB_LOG_ERROR, "init: scheme %s of service %s: %s", service->scheme, service->name,
                sdk_status_text(binding < 0 ? binding : status));
    else
        init->bindings[index] = (uint64_t)binding;
}

/* No session is without a file system and a console, nor without a terminal where there are some.
 */
static enum supervise_need need_of(const struct init *init, uint32_t index)
{
    const char *scheme = init->config.services[index].scheme;

    if (strcmp(scheme, "file") == 0 || strcmp(scheme, "console") == 0)
        return NEED_THIS;
    return init->manifest.services[index].needed ? NEED_ONE : NEED_NOT;
}

void services_open(struct init *init)
{
    int64_t own = vb_channel_badge(init->manifest.head.sender, BADGE_SCHEME);

    for (uint32_t i = 0; i < init->config.service_count; i++) {
        if (init->config.services[i].scheme[0] != 0)
            bind(init, i);
        supervise_need(&init->supervisor, i, need_of(init, i));
    }
    if (own < 0 || vb_namespace_bind(0, VB_ADDRESS("init"), 4, (uint64_t)own) < 0)
        sdk_log(VB_LOG_ERROR, "init: scheme init: %s", sdk_status_text(own));
}

int64_t namespace_make(struct init *init, const char *who, const struct config_list *names)
{
    int64_t space = vb_namespace_create(0, 1), target;
    uint32_t i;

    (void)init;
    for (i = 0; space >= 0 && i < names->count; i++) {
        const char *name = names->items[i];

        target = vb_namespace_lookup(0, VB_ADDRESS(name), strlen(name));
        if (target >= 0) {
            int64_t status = vb_namespace_bind((uint64_t)space, VB_ADDRESS(name), strlen(name),
                                               (uint64_t)target);

            (void)vb_handle_close((uint64_t)target);
            target = status;
        }
        if (target < 0)
            sdk_log(VB_LOG_ERROR, "init: %s: scheme %s: %s", who, name, sdk_status_text(target));
    }
    return space;
}

static const char from_boot[] = "boot:";

/* A configured handle: a file of the boot image (boot:PATH), or one of init's own by its name. */
static void add_handle(struct init *init, uint32_t index, const char *name, struct sdk_block *block)
{
    const struct config_service *service = &init->config.services[index];
    int64_t handle = (int64_t)sdk_start_named(name);
    int slice = strncmp(name, from_boot, sizeof from_boot - 1) == 0;

    if (slice)
        handle = boot_slice(&init->boot, name + sizeof from_boot - 1);
    if (handle > 0)
        sdk_block_named(block, name, (uint64_t)handle, slice);
    else
        sdk_log(VB_LOG_ERROR, "init: etc/init.toml:%u: service %s: there is no handle %s",
                service->line, service->name, name);
}

/* Every device of the platform. */
static void add_devices(struct sdk_block *block)
{
    const struct vb_start_handle *entry;

    for (uint32_t i = 0; (entry = sdk_start_entry(i)) != NULL; i++)
        if (entry->handle != 0 && strncmp(sdk_start_string(entry->name), "device.", 7) == 0)
            sdk_block_named(block, sdk_start_string(entry->name), entry->handle, 0);
}

static void add_handles(struct init *init, uint32_t index, struct sdk_block *block)
{
    const struct config_service *service = &init->config.services[index];
    const struct manifest_service *record = &init->manifest.services[index];
    char name[CONFIG_NAME + 8];
    uint32_t i;

    for (i = 0; i < service->handles.count; i++) {
        if (strcmp(service->handles.items[i], "device.*") == 0)
            add_devices(block);
        else
            add_handle(init, index, service->handles.items[i], block);
    }
    if (record->given != 0)
        sdk_block_named(block, record->starter, record->given, 0);
    for (i = 0; i < MANIFEST_KEPT; i++)
        if (record->kept[i].handle != 0) {
            snprintf(name, sizeof name, "kept.%s", record->kept[i].name);
            sdk_block_named(block, name, record->kept[i].handle, 0);
        }
}

/* The receiver moves; the sender can make badges to hand out, but not another receiver. */
static int64_t add_channel(struct init *init, uint32_t index, struct sdk_block *block)
{
    const struct manifest_service *record = &init->manifest.services[index];
    const struct vb_start_handle sender = {.handle = record->channel,
                                           .kind = VB_START_NAMED,
                                           .fd = -1,
                                           .rights = VB_RIGHT_SEND | VB_RIGHT_BADGE |
                                                     VB_RIGHT_DUPLICATE | VB_RIGHT_TRANSFER,
                                           .flags = VB_START_COPY};
    int64_t receiver;

    if (record->channel == 0)
        return VB_OK;
    receiver = vb_channel_receiver(record->channel);
    if (receiver < 0)
        return receiver;
    sdk_block_named(block, "receiver", (uint64_t)receiver, 1);
    sdk_block_handle(block, &sender, "sender");
    return receiver;
}

static void add_account(struct init *init, uint32_t index, struct sdk_block *block)
{
    const struct config_service *service = &init->config.services[index];
    int64_t account;

    if (service->limit == 0)
        return;
    if (init->accounts[index] == 0) {
        account = vb_account_create(0, service->limit);
        init->accounts[index] = account < 0 ? 0 : (uint64_t)account;
    }
    if (init->accounts[index] == 0)
        return;
    sdk_block_handle(block,
                     &(struct vb_start_handle){.handle = init->accounts[index],
                                               .kind = VB_START_ACCOUNT,
                                               .fd = -1,
                                               .flags = VB_START_COPY},
                     NULL);
    sdk_block_named(block, "account", init->accounts[index], 0);
}

/* Everything a service gets (docs/services.md); *receiver is to be closed when it does not start.
 */
static int64_t build(struct init *init, uint32_t index, struct sdk_block *block, uint64_t *receiver)
{
    const struct config_service *service = &init->config.services[index];
    int64_t image = boot_slice(&init->boot, service->program), self, space, status;

    if (image < 0)
        return image;
    block->header.priority = service->priority;
    sdk_block_argument(block, service->name);
    for (uint32_t i = 0; i < service->arguments.count; i++)
        sdk_block_argument(block, service->arguments.items[i]);
    sdk_block_handle(
        block,
        &(struct vb_start_handle){.handle = (uint64_t)image, .kind = VB_START_IMAGE, .fd = -1},
        NULL);
    self = vb_channel_badge(init->manifest.head.sender, BADGE_SERVICE + index);
    if (self >= 0)
        sdk_block_named(block, "init", (uint64_t)self, 1);
    space = namespace_make(init, service->name, &service->schemes);
    if (space >= 0)
        sdk_block_handle(block,
                         &(struct vb_start_handle){
                             .handle = (uint64_t)space, .kind = VB_START_NAMESPACE, .fd = -1},
                         NULL);
    add_handles(init, index, block);
    add_account(init, index, block);
    status = add_channel(init, index, block);
    if (status > 0)
        *receiver = (uint64_t)status;
    return status < 0 ? status : self < 0 ? self : VB_OK;
}

static void watch(struct init *init, uint32_t index)
{
    int64_t pulse;

    if (init->pulses[index] == 0) {
        pulse = vb_pulse_create(init->manifest.head.receiver, CODE_EXIT + index);
        init->pulses[index] = pulse < 0 ? 0 : (uint64_t)pulse;
    }
    (void)vb_task_watch(init->manifest.services[index].task, init->pulses[index]);
}

/* Without a session nobody else would say it; and without memory there will not be one. */
static void say_no_start(struct init *init, const struct config_service *service, int64_t status,
                         const char *why)
{
    char text[400];

    snprintf(text, sizeof text, "init: etc/init.toml:%u: service %s: %s: %s", service->line,
             service->name, service->program, why);
    if (init->session_started)
        sdk_log(VB_LOG_ERROR, "%s", text);
    else
        complain("%s", text);
    if (!init->session_started && (status == VB_ERR_NO_MEMORY || status == VB_ERR_QUOTA))
        system_end(init, VB_SYSTEM_POWER_OFF, 126);
}

void service_start(struct init *init, uint32_t index)
{
    const struct config_service *service = &init->config.services[index];
    struct manifest_service *record = &init->manifest.services[index];
    struct sdk_block block = {0};
    char diagnostic[200] = "";
    uint64_t receiver = 0;
    int64_t task = build(init, index, &block, &receiver);

    if (task >= 0)
        task = sdk_block_spawn(&block, diagnostic, sizeof diagnostic);
    sdk_block_free(&block);
    if (task < 0) {
        if (receiver != 0)
            (void)vb_handle_close(receiver);
        say_no_start(init, service, task, diagnostic[0] != 0 ? diagnostic : sdk_status_text(task));
        /* What cannot be started now cannot be started again at once: no restarts. */
        supervise_want(&init->supervisor, index, false);
        supervise_exited(&init->supervisor, index, ENDED_BADLY, now());
        return;
    }
    record->task = (uint64_t)task;
    manifest_save_service(&init->manifest, index);
    watch(init, index);
}

void service_kill(struct init *init, uint32_t index)
{
    uint64_t task = init->manifest.services[index].task;

    if (task != 0)
        (void)vb_kill(task, VB_SIGKILL);
}

static void say_why(const struct config_service *service, const struct vb_exit_info *info)
{
    if (info->kind == VB_EXIT_TRAP)
        sdk_log(VB_LOG_ERROR, "init: service %s trapped: %s", service->name, info->text);
    else if (info->kind == VB_EXIT_SIGNAL)
        sdk_log(VB_LOG_WARNING, "init: service %s was ended by signal %d", service->name,
                info->code);
    else
        sdk_log(info->code == 0 ? VB_LOG_INFO : VB_LOG_WARNING,
                "init: service %s exited with status %d", service->name, info->code);
}

/* For the line that says that it was given up. */
static void note_why(struct init *init, uint32_t index, const struct vb_exit_info *info)
{
    char end[24];

    snprintf(end, sizeof end, info->kind == VB_EXIT_SIGNAL ? "signal %d" : "status %d", info->code);
    snprintf(init->why, sizeof init->why, "service %s, last: %s", init->config.services[index].name,
             info->kind == VB_EXIT_TRAP ? info->text : end);
}

static enum supervise_end end_of(const struct vb_exit_info *info)
{
    if (info->kind == VB_EXIT_SIGNAL)
        return ENDED_BY_SIGNAL;
    return info->kind == VB_EXIT_STATUS && info->code == 0 ? ENDED_WELL : ENDED_BADLY;
}

void service_ended(struct init *init, uint32_t index)
{
    struct manifest_service *record = &init->manifest.services[index];
    uint64_t task = record->task;
    struct vb_exit_info info;

    if (task == 0 || vb_wait(task, VB_ADDRESS(&info), 0, VB_NO_WAIT) != VB_OK)
        return;
    record->task = 0;
    record->restarts++;
    manifest_save_service(&init->manifest, index);
    (void)vb_handle_close(task); /* after that: the manifest never names a handle that is closed */
    say_why(&init->config.services[index], &info);
    note_why(init, index, &info);
    supervise_exited(&init->supervisor, index, end_of(&info), now());
}

void service_adopt(struct init *init, uint32_t index)
{
    struct manifest_service *record = &init->manifest.services[index];

    if (record->task == 0)
        return;
    supervise_adopt(&init->supervisor, index, now());
    watch(init, index);
}
