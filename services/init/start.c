/* Start and stop of services, and of the session. */
#include "init.h"

#include <sdk/log.h>
#include <sdk/spawn.h>
#include <sdk/start.h>
#include <stdio.h>
#include <string.h>
#include <vibee/log.h>
#include <vibee/syscalls.h>

static const uint32_t client_rights = VB_RIGHT_SEND | VB_RIGHT_DUPLICATE | VB_RIGHT_TRANSFER;

static int find_service(const struct init *init, const char *name)
{
    for (uint32_t i = 0; i < init->config.service_count; i++)
        if (strcmp(init->config.services[i].name, name) == 0)
            return (int)i;
    return -1;
}

static void set_state(struct init *init, uint32_t index, enum service_state state)
{
    init->services[index].state = state;
    init->services[index].since = (uint64_t)vb_clock(VB_CLOCK_MONOTONIC);
    init->services[index].heard = init->services[index].since;
}

/* The channel of a service's scheme, made once and bound in init's namespace with badge 1. */
static int64_t make_channel(struct init *init, uint32_t index, uint64_t *receiver)
{
    const char *scheme = init->config.services[index].scheme;
    struct service *service = &init->services[index];
    uint64_t rights[2];
    if (service->sender) {
        int64_t made = vb_channel_receiver(service->sender);
        *receiver = made < 0 ? 0 : (uint64_t)made;
        return made < 0 ? made : VB_OK;
    }
    int64_t status = vb_channel_create(256, VB_CHANNEL_WATCH_BADGES, VB_ADDRESS(rights));
    if (status < 0)
        return status;
    *receiver = rights[0];
    service->sender = rights[1];
    int64_t binding = vb_channel_badge(service->sender, 1);
    if (binding < 0)
        return binding;
    status = vb_namespace_bind(0, VB_ADDRESS(scheme), strlen(scheme), (uint64_t)binding);
    vb_handle_close((uint64_t)binding);
    return status;
}

/* The named handles that a service's configuration lists. */
static void add_listed_handles(struct init *init, uint32_t index, struct sdk_block *block)
{
    const struct service_config *config = &init->config.services[index];
    for (uint32_t i = 0; i < config->handles.count; i++) {
        const char *name = config->handles.items[i];
        uint64_t handle =
            strcmp(name, "device.console") == 0 ? init->console : sdk_start_named(name);
        if (handle)
            sdk_block_named(block, name, handle, 0);
        else
            sdk_log(VB_LOG_WARNING, "init: %s: no handle '%s' to give", config->name, name);
    }
}

static int64_t make_namespace(const struct name_list *names)
{
    int64_t space = vb_namespace_create(0, 1);
    for (uint32_t i = 0; space >= 0 && i < names->count; i++) {
        const char *name = names->items[i];
        int64_t target = vb_namespace_lookup(0, VB_ADDRESS(name), strlen(name));
        if (target < 0) {
            sdk_log(VB_LOG_WARNING, "init: scheme '%s' is not there", name);
            continue;
        }
        vb_namespace_bind((uint64_t)space, VB_ADDRESS(name), strlen(name), (uint64_t)target);
        vb_handle_close((uint64_t)target);
    }
    return space;
}

static void add_kind(struct sdk_block *block, uint32_t kind, uint64_t handle, bool move)
{
    struct vb_start_handle entry = {
        .handle = handle, .kind = kind, .fd = -1, .flags = move ? 0 : VB_START_COPY};
    sdk_block_handle(block, &entry, NULL);
}

/* What the service holds of init: its own badge, its channel, what was kept for it. */
static void add_own_handles(struct init *init, uint32_t index, uint64_t receiver,
                            struct sdk_block *block)
{
    struct service *service = &init->services[index];
    int64_t own = vb_channel_badge(init->sender, BADGE_SERVICES + index);
    if (own >= 0)
        sdk_block_named(block, "init", (uint64_t)own, 1);
    if (receiver)
        sdk_block_named(block, "receiver", receiver, 1);
    if (service->sender) {
        struct vb_start_handle sender = {.handle = service->sender,
                                         .kind = VB_START_NAMED,
                                         .fd = -1,
                                         .rights = client_rights | VB_RIGHT_BADGE,
                                         .flags = VB_START_COPY};
        sdk_block_handle(block, &sender, "sender");
    }
    for (uint32_t i = 0; i < MAX_KEPT; i++) {
        char name[48];
        if (!service->kept[i].handle)
            continue;
        snprintf(name, sizeof name, "kept.%s", service->kept[i].name);
        sdk_block_named(block, name, service->kept[i].handle, 0);
    }
}

/* Fire init's pulse `code` when the task ends. */
static uint64_t watch(struct init *init, uint64_t task, uint64_t code)
{
    int64_t pulse = vb_pulse_create(init->receiver, code);
    if (pulse >= 0)
        vb_task_watch(task, (uint64_t)pulse);
    return pulse < 0 ? 0 : (uint64_t)pulse;
}

static int64_t spawn(struct init *init, uint32_t index, uint64_t image, uint64_t receiver,
                     char *diagnostic, size_t size)
{
    const struct service_config *config = &init->config.services[index];
    struct sdk_block block = {.header.priority = config->priority};
    int64_t space = make_namespace(&config->names);
    int64_t account = config->memory_limit ? vb_account_create(0, config->memory_limit) : 0;
    sdk_block_argument(&block, config->name);
    for (uint32_t i = 0; i < config->arguments.count; i++)
        sdk_block_argument(&block, config->arguments.items[i]);
    add_own_handles(init, index, receiver, &block);
    add_listed_handles(init, index, &block);
    if (space >= 0)
        add_kind(&block, VB_START_NAMESPACE, (uint64_t)space, true);
    if (account > 0)
        add_kind(&block, VB_START_ACCOUNT, (uint64_t)account, true);
    sdk_block_program(&block, image);
    int64_t task = sdk_block_spawn(&block, diagnostic, size);
    sdk_block_free(&block);
    if (task < 0) {
        vb_handle_close((uint64_t)space);
        vb_handle_close(receiver);
    }
    return task;
}

void service_start(struct init *init, uint32_t index)
{
    const struct service_config *config = &init->config.services[index];
    struct service *service = &init->services[index];
    char diagnostic[240] = "";
    uint64_t receiver = 0;
    int64_t status = *config->scheme ? make_channel(init, index, &receiver) : VB_OK;
    int64_t image = status < 0 ? status : boot_file(init->boot, config->program);
    int64_t task =
        image < 0 ? image
                  : spawn(init, index, (uint64_t)image, receiver, diagnostic, sizeof diagnostic);
    if (image >= 0)
        vb_handle_close((uint64_t)image);
    if (task < 0) {
        sdk_log(VB_LOG_ERROR, "init: cannot start %s (%s): %s", config->name, config->program,
                *diagnostic ? diagnostic : sdk_status_text(task));
        set_state(init, index, SERVICE_FAILED);
    } else {
        struct vb_task_info info;
        service->task = (uint64_t)task;
        service->pulse = watch(init, service->task, index);
        service->pid = vb_task_info(service->task, VB_ADDRESS(&info)) == VB_OK ? info.pid : 0;
        set_state(init, index, SERVICE_STARTING);
    }
    manifest_save_service(init, index);
}

void service_stop(struct init *init, uint32_t index, enum service_state state)
{
    struct service *service = &init->services[index];
    if (service->task) {
        vb_kill(service->task, VB_SIGKILL);
        vb_handle_close(service->task);
        vb_handle_close(service->pulse);
        service->task = service->pulse = 0;
        service->pid = 0;
    }
    set_state(init, index, state);
    manifest_save_service(init, index);
}

static bool needs_met(const struct init *init, uint32_t index)
{
    const struct name_list *needs = &init->config.services[index].needs;
    for (uint32_t i = 0; i < needs->count; i++) {
        int other = find_service(init, needs->items[i]);
        if (other >= 0 && init->services[other].state != SERVICE_READY)
            return false;
    }
    return true;
}

void services_start_waiting(struct init *init)
{
    for (uint32_t i = 0; i < init->config.service_count; i++)
        if (init->services[i].state == SERVICE_WAITING && needs_met(init, i))
            service_start(init, i);
}

bool services_settled(const struct init *init)
{
    for (uint32_t i = 0; i < init->config.service_count; i++) {
        enum service_state state = init->services[i].state;
        if (state == SERVICE_STARTING)
            return false;
        if (state == SERVICE_WAITING && needs_met(init, i))
            return false;
    }
    return true;
}

/* ---- the session ----------------------------------------------------------------------------- */

static void add_image(struct init *init, struct sdk_block *block, const char *name,
                      const char *path)
{
    int64_t image = boot_file(init->boot, path);
    if (image >= 0)
        sdk_block_named(block, name, (uint64_t)image, 1);
    else
        sdk_log(VB_LOG_ERROR, "init: the boot image has no %s", path);
}

/* Folders and blobs go to the session by the names that the kernel gave them. */
static void add_start_handles(struct sdk_block *block)
{
    static const char *const blobs[] = {"program", "script", "account"};
    const struct vb_start_handle *entry;
    for (uint32_t i = 0; (entry = sdk_start_entry(i)) != NULL; i++) {
        const char *name = sdk_start_string(entry->name);
        bool wanted = false;
        struct vb_device_info info;
        if (entry->kind != VB_START_NAMED || !entry->handle)
            continue;
        for (size_t n = 0; n < sizeof blobs / sizeof blobs[0]; n++)
            wanted = wanted || strcmp(name, blobs[n]) == 0;
        if (strncmp(name, "device.", 7) == 0 &&
            vb_device_info(entry->handle, VB_ADDRESS(&info)) == VB_OK)
            wanted = info.kind == VB_DEVICE_FOLDER;
        if (wanted)
            sdk_block_named(block, name, entry->handle, 0);
    }
}

static void add_administrator(struct init *init, struct sdk_block *block)
{
    for (uint32_t i = 0; i < init->config.service_count; i++) {
        if (strcmp(init->config.services[i].scheme, "file") != 0 || !init->services[i].sender)
            continue;
        struct vb_start_handle entry = {.handle = init->services[i].sender,
                                        .kind = VB_START_NAMED,
                                        .fd = -1,
                                        .rights = client_rights,
                                        .flags = VB_START_COPY};
        sdk_block_handle(block, &entry, "files");
    }
}

void session_start(struct init *init)
{
    static const struct name_list schemes = {
        .items = {"file", "console", "pipe", "log", "proc", "mem", "init"}, .count = 7};
    struct sdk_block block = {0};
    char diagnostic[240] = "";
    const char *argument;
    int64_t space = make_namespace(&schemes);
    int64_t image = boot_file(init->boot, "/sbin/session.wasm");
    sdk_block_argument(&block, "session");
    for (uint32_t i = 1; (argument = sdk_argument(i)) != NULL; i++)
        sdk_block_argument(&block, argument);
    const char *environment = sdk_start_string(sdk_start()->environment);
    for (uint32_t i = 0; i < sdk_start()->environment_count; i++) {
        sdk_block_environment(&block, environment);
        environment += strlen(environment) + 1;
    }
    if (space >= 0)
        add_kind(&block, VB_START_NAMESPACE, (uint64_t)space, true);
    add_image(init, &block, "wasi", "/lib/wasi.wasm");
    add_image(init, &block, "shell", "/bin/vsh");
    add_administrator(init, &block);
    add_start_handles(&block);
    if (image >= 0)
        sdk_block_program(&block, (uint64_t)image);
    int64_t task = image < 0 ? image : sdk_block_spawn(&block, diagnostic, sizeof diagnostic);
    sdk_block_free(&block);
    if (task < 0) {
        sdk_log(VB_LOG_ERROR, "init: cannot start the session: %s",
                *diagnostic ? diagnostic : sdk_status_text(task));
        system_stop(init, VB_SYSTEM_POWER_OFF, 1);
    }
    vb_handle_close((uint64_t)image);
    init->session = (uint64_t)task;
    init->session_pulse = watch(init, init->session, MAX_SERVICES);
    manifest_save_init(init);
}
