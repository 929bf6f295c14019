/* The interactive session: /bin/vsh with a file system, a console, pipes and a job of its own. */
#include "init.h"
#include <sdk/file.h>
#include <sdk/log.h>
#include <sdk/spawn.h>
#include <sdk/start.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vibee/syscalls.h>

#define HOME  "/root"
#define SHELL "/bin/vsh"

static void mount_visible(struct init *init, uint64_t device, const char *name, void *context)
{
    int64_t directory = folder_mount(init, device, name);

    (void)context;
    if (directory < 0)
        complain("vibee: folder %s: %s", name, sdk_status_text(directory));
    else
        (void)vb_handle_close((uint64_t)directory);
}

static int64_t open_root(void)
{
    static const char url[] = "file:///";

    return vb_scheme_open(0, VB_ADDRESS(url), sizeof url - 1,
                          VB_OPEN_READ | VB_OPEN_WRITE | VB_OPEN_DIRECTORY,
                          (uint64_t)vb_clock(VB_CLOCK_MONOTONIC) + UINT64_C(5000000000));
}

/* The directories that programs expect and the boot image does not bring. */
static void make_directories(uint64_t root)
{
    static const char *const names[] = {"/root", "/tmp"};
    const struct vb_file_request request = {0};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        (void)sdk_file_operation(root, VB_FILE_MKDIR, &request, names[i], strlen(names[i]));
}

/* The blob `script` as /tmp/NAME; the path, or NULL. */
static const char *write_script(uint64_t root, const char *name)
{
    static char path[300];
    static char buffer[8192];
    uint64_t script = sdk_start_named("script");
    const char *base = strrchr(name, '/');
    int64_t file, size, at = 0;

    snprintf(path, sizeof path, "/tmp/%.250s", base == NULL ? name : base + 1);
    file = script == 0
               ? VB_ERR_NOT_FOUND
               : sdk_file_open(root, path, VB_OPEN_WRITE | VB_OPEN_CREATE | VB_OPEN_TRUNCATE, NULL);
    if (file < 0)
        return NULL;
    while ((size = vb_memory_read(script, (uint64_t)at, VB_ADDRESS(buffer), sizeof buffer)) > 0) {
        if (sdk_file_write_all((uint64_t)file, buffer, (size_t)size) < 0)
            break;
        at += size;
    }
    (void)vb_handle_close((uint64_t)file);
    return size == 0 || size == VB_ERR_RANGE ? path : NULL;
}

/* Arguments after "shell": those of vsh, with a script replaced by where it was written. */
static bool add_arguments(struct sdk_block *block, uint64_t root)
{
    uint32_t i = 2;
    const char *text = sdk_argument(i);

    sdk_block_argument(block, "vsh");
    if (text != NULL && strcmp(text, "--script") == 0) {
        text = sdk_argument(3);
        text = text == NULL ? NULL : write_script(root, text);
        if (text == NULL)
            return false;
        sdk_block_argument(block, text);
        i = 4;
    }
    while ((text = sdk_argument(i++)) != NULL)
        sdk_block_argument(block, text);
    return true;
}

static void add_environment(struct sdk_block *block)
{
    const char *terminal = sdk_environment("TERM");
    char text[80];

    sdk_block_environment(block, "PATH=/bin");
    sdk_block_environment(block, "HOME=" HOME);
    sdk_block_environment(block, "USER=root");
    sdk_block_environment(block, "SHELL=" SHELL);
    sdk_block_environment(block, "PWD=" HOME);
    snprintf(text, sizeof text, "TERM=%.60s", terminal == NULL ? "xterm-256color" : terminal);
    sdk_block_environment(block, text);
}

static void add_namespace(struct init *init, struct sdk_block *block)
{
    static const struct config_list names = {
        .items = {"file", "console", "pipe", "log", "proc", "mem", "init"}, .count = 7};
    int64_t space = namespace_make(init, "session", &names);

    if (space >= 0)
        sdk_block_handle(block,
                         &(struct vb_start_handle){
                             .handle = (uint64_t)space, .kind = VB_START_NAMESPACE, .fd = -1},
                         NULL);
}

/* A job of its own, in the console's foreground. */
static void add_job(struct sdk_block *block, uint64_t terminal)
{
    int64_t job = vb_job_create(0);

    if (job < 0)
        return;
    sdk_block_handle(
        block,
        &(struct vb_start_handle){
            .handle = (uint64_t)job, .kind = VB_START_JOB, .fd = -1, .flags = VB_START_COPY},
        NULL);
    if (terminal != 0)
        (void)sdk_terminal_job(terminal, (uint64_t)job);
    sdk_block_named(block, "self", (uint64_t)job, 1);
}

static int64_t spawn(struct init *init, uint64_t root, int32_t *status)
{
    struct sdk_block block = {.working_directory = HOME};
    struct streams streams;
    char diagnostic[240] = "";
    int64_t shim = shim_image(init), image = boot_slice(&init->boot, SHELL), task;

    *status = 127;
    if (image < 0)
        return image;
    *status = 126;
    streams_open(&streams);
    if (!add_arguments(&block, root))
        return VB_ERR_NOT_FOUND;
    add_environment(&block);
    for (int i = 0; i < 3; i++)
        if (streams.fds[i] != 0)
            sdk_block_fd(&block, i, streams.fds[i], 0);
    sdk_block_preopen(&block, "/", root, 0);
    add_namespace(init, &block);
    add_job(&block, streams.fds[0]);
    if (shim >= 0)
        sdk_block_shim(&block, (uint64_t)shim);
    sdk_block_program(&block, (uint64_t)image);
    task = sdk_block_spawn(&block, diagnostic, sizeof diagnostic);
    if (task < 0)
        complain("vibee: %s: %s", SHELL, diagnostic[0] != 0 ? diagnostic : sdk_status_text(task));
    sdk_block_free(&block);
    streams_close(&streams);
    (void)vb_handle_close((uint64_t)image);
    if (shim >= 0)
        (void)vb_handle_close((uint64_t)shim);
    return task;
}

int64_t session_shell(struct init *init, int32_t *status)
{
    int64_t root = open_root(), task;

    if (root < 0) {
        complain("vibee: the file system: %s", sdk_status_text(root));
        return root;
    }
    make_directories((uint64_t)root);
    folders_each(init, mount_visible, NULL);
    task = spawn(init, (uint64_t)root, status);
    if (task < 0 && *status == 127)
        complain("vibee: %s: not found in the boot image", SHELL);
    (void)vb_handle_close((uint64_t)root);
    return task;
}
