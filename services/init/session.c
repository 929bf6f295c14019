/*
 * The session, sbin/session.wasm: what the system is there for. It is a process of its own because
 * setting it up takes calls to services, and init makes none: a service may be calling init then.
 */
#include "init.h"
#include <sdk/log.h>
#include <sdk/spawn.h>
#include <sdk/start.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <vibee/device.h>
#include <vibee/syscalls.h>

/* One above the programs', for the shell at the keyboard. */
enum { SESSION_PRIORITY = VB_PRIORITY_DEFAULT + 1 };

void complain(const char *format, ...)
{
    char text[512];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (vb_system_message(sdk_start_named("system"), VB_ADDRESS(text), strlen(text)) < 0)
        sdk_log(VB_LOG_ERROR, "%s", text);
}

void system_end(struct init *init, uint32_t action, int32_t status)
{
    (void)vb_system_stop(init->system, action, status);
    for (;;)
        (void)vb_sleep(VB_FOREVER);
}

void session_watch(struct init *init)
{
    int64_t pulse = vb_pulse_create(init->manifest.head.receiver, CODE_SESSION);

    if (pulse < 0 || vb_task_watch(init->manifest.head.session, (uint64_t)pulse) < 0)
        sdk_die("init: the session cannot be watched");
}

static void add_image(struct init *init, struct sdk_block *block, const char *name,
                      const char *path)
{
    int64_t image = boot_slice(&init->boot, path);

    if (image < 0)
        complain("init: %s is not in the boot image", path);
    else
        sdk_block_named(block, name, (uint64_t)image, 1);
}

/* Folders, and what the command line brought. */
static void add_given(struct sdk_block *block)
{
    const struct vb_start_handle *entry;
    struct vb_device_info info;

    for (uint32_t i = 0; (entry = sdk_start_entry(i)) != NULL; i++) {
        const char *name = sdk_start_string(entry->name);
        bool folder = strncmp(name, "device.", 7) == 0 &&
                      vb_device_info(entry->handle, VB_ADDRESS(&info)) == VB_OK &&
                      info.kind == VB_DEVICE_FOLDER;

        if (folder || strcmp(name, "program") == 0 || strcmp(name, "script") == 0 ||
            strcmp(name, "snapshot") == 0)
            sdk_block_named(block, name, entry->handle, 0);
    }
}

/* The file system as its administrator, badge 0: to mount folders. */
static void add_files(struct init *init, struct sdk_block *block)
{
    for (uint32_t i = 0; i < init->config.service_count; i++)
        if (strcmp(init->config.services[i].scheme, "file") == 0)
            sdk_block_handle(block,
                             &(struct vb_start_handle){
                                 .handle = init->manifest.services[i].channel,
                                 .kind = VB_START_NAMED,
                                 .fd = -1,
                                 .rights = VB_RIGHT_SEND | VB_RIGHT_DUPLICATE | VB_RIGHT_TRANSFER,
                                 .flags = VB_START_COPY},
                             "files");
}

/* The right to start and stop services and the system: for the shell itself, not for programs. */
static void add_administrator(struct init *init, struct sdk_block *block)
{
    int64_t right = vb_channel_badge(init->manifest.head.sender, BADGE_ADMINISTRATOR);

    if (right >= 0)
        sdk_block_named(block, "administrator", (uint64_t)right, 1);
}

/* A session may look which devices there are, not open their drivers: its badge says so. */
static void bind_devices(struct init *init, uint64_t space)
{
    static const char name[] = "devices";
    int64_t look = VB_ERR_NOT_FOUND;

    for (uint32_t i = 0; i < init->config.service_count; i++)
        if (strcmp(init->config.services[i].scheme, name) == 0)
            look = vb_channel_badge(init->manifest.services[i].channel, BADGE_LOOK);
    if (look < 0 || vb_namespace_bind(space, VB_ADDRESS(name), sizeof name - 1, (uint64_t)look) < 0)
        complain("init: session: scheme devices: %s", sdk_status_text(look));
    if (look >= 0)
        (void)vb_handle_close((uint64_t)look);
}

/* The tasks that the session sees and may signal: etc/init.toml says which. */
static void bind_proc(const struct init *init, uint64_t space, uint64_t job)
{
    static const char name[] = "proc";
    int64_t proc, status;

    if (init->config.proc == PROC_NONE)
        return;
    status = proc = vb_namespace_lookup(0, VB_ADDRESS(name), sizeof name - 1);
    if (proc >= 0 && init->config.proc == PROC_SESSION) {
        status = vb_scheme_scope((uint64_t)proc, job);
        (void)vb_handle_close((uint64_t)proc);
        proc = status;
    }
    if (proc >= 0) {
        status = vb_namespace_bind(space, VB_ADDRESS(name), sizeof name - 1, (uint64_t)proc);
        (void)vb_handle_close((uint64_t)proc);
    }
    if (status < 0)
        complain("init: session: scheme proc: %s", sdk_status_text(status));
}

/* The session is a job of its own: all that it starts lies below. */
static void add_namespace(struct init *init, struct sdk_block *block)
{
    static const struct config_list names = {
        .items = {"file", "console", "pipe", "pty", "log", "mem", "init"}, .count = 7};
    int64_t space = namespace_make(init, "session", &names), job = vb_job_create(0);

    if (space >= 0)
        bind_devices(init, (uint64_t)space);
    if (space >= 0 && job >= 0)
        bind_proc(init, (uint64_t)space, (uint64_t)job);
    if (job >= 0)
        sdk_block_handle(
            block,
            &(struct vb_start_handle){.handle = (uint64_t)job, .kind = VB_START_JOB, .fd = -1},
            NULL);
    if (space >= 0)
        sdk_block_handle(block,
                         &(struct vb_start_handle){
                             .handle = (uint64_t)space, .kind = VB_START_NAMESPACE, .fd = -1},
                         NULL);
}

static void add_arguments(struct sdk_block *block)
{
    const char *text;

    sdk_block_argument(block, "session");
    for (uint32_t i = 1; (text = sdk_argument(i)) != NULL; i++)
        sdk_block_argument(block, text);
    text = sdk_start_string(sdk_start()->environment);
    for (uint32_t i = 0; i < sdk_start()->environment_count; i++) {
        sdk_block_environment(block, text);
        text += strlen(text) + 1;
    }
}

void session_start(struct init *init)
{
    struct sdk_block block = {0};
    char diagnostic[240] = "";
    int64_t image = boot_slice(&init->boot, "sbin/session.wasm"), task = image;

    block.header.priority = SESSION_PRIORITY;
    add_arguments(&block);
    add_namespace(init, &block);
    add_image(init, &block, "wasi", "lib/wasi.wasm");
    add_image(init, &block, "shell", "bin/vsh");
    add_files(init, &block);
    add_administrator(init, &block);
    add_given(&block);
    if (image >= 0) {
        sdk_block_program(&block, (uint64_t)image);
        task = sdk_block_spawn(&block, diagnostic, sizeof diagnostic);
        (void)vb_handle_close((uint64_t)image);
    }
    sdk_block_free(&block);
    if (task < 0) {
        complain("init: the session: %s", diagnostic[0] != 0 ? diagnostic : sdk_status_text(task));
        system_end(init, VB_SYSTEM_POWER_OFF, 126);
    }
    init->manifest.head.session = (uint64_t)task;
    manifest_save_head(&init->manifest);
    session_watch(init);
}

void session_ended(struct init *init)
{
    struct vb_exit_info info;

    if (vb_wait(init->manifest.head.session, VB_ADDRESS(&info), 0, VB_NO_WAIT) != VB_OK)
        return;
    info.text[sizeof info.text - 1] = 0;
    if (info.kind == VB_EXIT_TRAP)
        complain("init: the session: %s", info.text);
    system_end(init, VB_SYSTEM_POWER_OFF,
               info.kind == VB_EXIT_STATUS ? info.code : 128 + info.code);
}
