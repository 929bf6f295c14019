/* What the shell's session and a single program have in common. */
#include "init.h"
#include <sdk/file.h>
#include <sdk/log.h>
#include <sdk/start.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <vibee/device.h>
#include <vibee/syscalls.h>

#define SECOND UINT64_C(1000000000)

void streams_open(struct streams *streams)
{
    static const char *const urls[] = {"console://stdin", "console://stdout", "console://stderr"};

    for (int i = 0; i < 3; i++) {
        uint64_t deadline = (uint64_t)vb_clock(VB_CLOCK_MONOTONIC) + 5 * SECOND;
        int64_t handle =
            vb_scheme_open(0, VB_ADDRESS(urls[i]), strlen(urls[i]),
                           i == 0 ? VB_OPEN_READ | VB_OPEN_WRITE : VB_OPEN_WRITE, deadline);

        streams->fds[i] = handle < 0 ? 0 : (uint64_t)handle;
        if (handle < 0)
            sdk_log(VB_LOG_ERROR, "init: %s: %s", urls[i], sdk_status_text(handle));
    }
}

void streams_close(struct streams *streams)
{
    for (int i = 0; i < 3; i++)
        if (streams->fds[i] != 0)
            (void)vb_handle_close(streams->fds[i]);
}

void complain(const char *format, ...)
{
    static const char url[] = "console://stderr";
    uint64_t deadline = (uint64_t)vb_clock(VB_CLOCK_MONOTONIC) + SECOND;
    char text[512];
    va_list arguments;
    int size;
    int64_t file = vb_scheme_open(0, VB_ADDRESS(url), sizeof url - 1, VB_OPEN_WRITE, deadline);

    va_start(arguments, format);
    size = vsnprintf(text, sizeof text - 1, format, arguments);
    va_end(arguments);
    if (file < 0 || size < 0)
        return;
    if (size > (int)sizeof text - 2)
        size = (int)sizeof text - 2;
    text[size] = '\n';
    (void)vb_scheme_write((uint64_t)file, VB_ADDRESS(text), (uint64_t)size + 1, deadline);
    (void)vb_handle_close((uint64_t)file);
}

int64_t shim_image(struct init *init)
{
    return boot_slice(&init->boot, "lib/wasi.wasm");
}

void folders_each(struct init *init, folder_visitor *visit, void *context)
{
    const struct vb_start_handle *entry;
    struct vb_device_info info;

    for (uint32_t i = 0; (entry = sdk_start_entry(i)) != NULL; i++)
        if (strncmp(sdk_start_string(entry->name), "device.", 7) == 0 &&
            vb_device_info(entry->handle, VB_ADDRESS(&info)) == VB_OK &&
            info.kind == VB_DEVICE_FOLDER) {
            info.name[sizeof info.name - 1] = 0;
            visit(init, entry->handle, info.name, context);
        }
}

int64_t folder_mount(struct init *init, uint64_t device, const char *where)
{
    const struct vb_file_request request = {0};
    int vfs = CONFIG_NONE;
    uint64_t copy, directory = 0;
    int64_t status = vb_handle_duplicate(device, 0);
    struct sdk_call call = {.id = VB_FILE_MOUNT,
                            .data = &request,
                            .data_size = sizeof request,
                            .text = where,
                            .text_size = strlen(where),
                            .handles = &copy,
                            .handle_count = 1,
                            .answer_handles = &directory,
                            .answer_handles_room = 1,
                            .deadline = (uint64_t)vb_clock(VB_CLOCK_MONOTONIC) + 5 * SECOND};

    for (uint32_t i = 0; i < init->config.service_count; i++)
        if (strcmp(init->config.services[i].scheme, "file") == 0)
            vfs = (int)i;
    if (vfs == CONFIG_NONE || status < 0)
        return status < 0 ? status : VB_ERR_NOT_FOUND;
    copy = (uint64_t)status;
    /* With badge 0: the administrator's. */
    status = sdk_call(init->manifest.services[vfs].channel, &call);
    return status < 0 ? status : (int64_t)directory;
}

/* Shell statuses of how it ended. */
static int32_t exit_status(const struct vb_exit_info *info)
{
    return info->kind == VB_EXIT_STATUS ? info->code : 128 + info->code;
}

/* Wait until what was written has reached the platform. */
static void flush_streams(void)
{
    struct streams streams;
    const struct vb_file_request request = {0};

    streams_open(&streams);
    for (int i = 1; i < 3; i++)
        if (streams.fds[i] != 0) {
            struct sdk_call call = {.id = VB_FILE_SYNC,
                                    .data = &request,
                                    .data_size = sizeof request,
                                    .deadline =
                                        (uint64_t)vb_clock(VB_CLOCK_MONOTONIC) + 2 * SECOND};

            (void)sdk_call(streams.fds[i], &call);
        }
}

void system_end(struct init *init, uint32_t action, int32_t status)
{
    init->stopping = true;
    flush_streams();
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

void session_start(struct init *init)
{
    const char *mode = sdk_argument(1);
    bool run = mode != NULL && strcmp(mode, "run") == 0;
    int32_t status = 126;
    int64_t task = run ? session_run(init, &status) : session_shell(init, &status);

    if (task < 0)
        system_end(init, VB_SYSTEM_POWER_OFF, status);
    init->manifest.head.session = (uint64_t)task;
    manifest_save_head(&init->manifest);
    session_watch(init);
}

void session_ended(struct init *init)
{
    struct vb_exit_info info;
    struct vb_task_info task;

    if (vb_wait(init->manifest.head.session, VB_ADDRESS(&info), 0, VB_NO_WAIT) != VB_OK)
        return;
    info.text[sizeof info.text - 1] = 0;
    if (info.kind == VB_EXIT_TRAP) {
        if (vb_task_info(init->manifest.head.session, VB_ADDRESS(&task)) < 0)
            strcpy(task.name, "program");
        complain("vibee: %.*s: %s", (int)sizeof task.name, task.name, info.text);
    }
    system_end(init, VB_SYSTEM_POWER_OFF, exit_status(&info));
}
