#include "session.h"

#include <sdk/channel.h>
#include <sdk/file.h>
#include <sdk/log.h>
#include <sdk/snapshot.h>
#include <sdk/start.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vibee/log.h>
#include <vibee/syscalls.h>

void add_kind(struct sdk_block *block, uint32_t kind, uint64_t handle)
{
    struct vb_start_handle entry = {
        .handle = handle, .kind = kind, .fd = -1, .flags = VB_START_COPY};
    sdk_block_handle(block, &entry, NULL);
}

static int status_of(const struct vb_exit_info *info, const char *name)
{
    switch (info->kind) {
    case VB_EXIT_STATUS:
        return info->code & 0xff;
    case VB_EXIT_TRAP:
        complain("%s: %s", name, info->text);
        return (128 + info->code) & 0xff;
    default:
        return (128 + info->code) & 0xff;
    }
}

/* The programs of a session share an account: whatever they do, an eighth of the memory that there
 * is when it begins stays for the services. */
static uint64_t add_account(struct sdk_block *block)
{
    struct vb_account_info info;
    int64_t status = vb_account_info(0, VB_ADDRESS(&info));
    if (status == VB_OK) {
        uint64_t room = info.limit > info.used ? info.limit - info.used : 0;
        status = vb_account_create(0, room - room / 8);
    }
    if (status < 0)
        complain("the session has no account of its own: %s", sdk_status_text(status));
    else
        add_kind(block, VB_START_ACCOUNT, (uint64_t)status);
    return status < 0 ? 0 : (uint64_t)status;
}

static void close_handle(int64_t handle)
{
    if (handle > 0)
        (void)vb_handle_close((uint64_t)handle);
}

/* What was asked for. */
static struct {
    const char *save;                /* name of the file to write, in SNAPSHOT_FOLDER; NULL: none */
    uint64_t after;                  /* reductions, 0: when SIGINT comes */
    struct sdk_snapshot_in *restore; /* the program goes on; NULL: it begins */
} snapshot_plan;

static void tell(const char *line)
{
    complain("%s", line);
}

/* With a snapshot to make, a stop ends the wait, too. */
static int64_t wait_for(uint64_t task, struct vb_exit_info *info)
{
    int64_t status;
    uint32_t flags = snapshot_plan.save ? VB_WAIT_STOPPED : 0;
    do
        status = vb_wait(task, VB_ADDRESS(info), flags, VB_FOREVER);
    while (status == VB_ERR_INTERRUPTED || status == VB_ERR_CANCELLED);
    if (status < 0)
        sdk_die("session: cannot wait: %s", sdk_status_text(status));
    return status;
}

static int64_t continue_snapshot(uint64_t task)
{
    int64_t status = sdk_snapshot_load(snapshot_plan.restore, task);
    return status < 0 ? status : vb_kill(task, VB_SIGCONT);
}

static int64_t save(uint64_t task, const char *name, uint64_t reductions)
{
    struct sdk_snapshot_out out = {.task = task, .tell = tell};
    int64_t folder = snapshot_folder();
    int64_t file = folder < 0
                       ? folder
                       : sdk_file_open((uint64_t)folder, snapshot_plan.save,
                                       VB_OPEN_WRITE | VB_OPEN_CREATE | VB_OPEN_TRUNCATE, NULL);
    if (file < 0) {
        complain("%s: cannot be written: %s", snapshot_plan.save, sdk_status_text(file));
        return file;
    }
    out.file = (uint64_t)file;
    int64_t status = sdk_snapshot_write(&out);
    vb_handle_close((uint64_t)file);
    if (status < 0)
        complain("%s: cannot save %s: %s", snapshot_plan.save, name, sdk_status_text(status));
    else
        complain("%s saved to %s after %llu reductions (%llu bytes)", name, snapshot_plan.save,
                 (unsigned long long)reductions, (unsigned long long)out.size);
    return status;
}

/* The program was to be saved: it has stopped, or ended before. */
static int64_t end_of_saved(uint64_t task, const char *name, struct vb_exit_info *info)
{
    if (info->kind != VB_EXIT_STOPPED) {
        complain("%s ended after %llu reductions; nothing was saved", name,
                 (unsigned long long)info->reductions);
        return VB_OK;
    }
    uint64_t reductions = info->reductions;
    *info = (struct vb_exit_info){.kind = VB_EXIT_STATUS};
    return save(task, name, reductions);
}

int run_block(struct sdk_block *block, const char *name, const char *kept)
{
    char diagnostic[240] = "";
    struct vb_exit_info info;
    /* A shell's jobs lie beside its own, not below: what the keyboard sends to it is not for them.
     */
    int64_t jobs = vb_job_create(0);
    if (jobs >= 0 && kept)
        (void)sdk_keep(kept, (uint64_t)jobs);
    int64_t job = jobs < 0 ? jobs : vb_job_create((uint64_t)jobs), below = 0;
    if (job >= 0) {
        add_kind(block, VB_START_JOB, (uint64_t)job);
        sdk_block_named(block, "self", (uint64_t)job, 0);
        /* Below it others can be made, no more. */
        below = vb_handle_duplicate((uint64_t)jobs,
                                    VB_RIGHT_MANAGE | VB_RIGHT_DUPLICATE | VB_RIGHT_TRANSFER);
        if (below >= 0)
            sdk_block_named(block, "jobs", (uint64_t)below, 0);
        set_foreground((uint64_t)job, (uint64_t)jobs);
    }
    uint64_t account = add_account(block);
    int64_t task = sdk_block_spawn(block, diagnostic, sizeof diagnostic);
    int64_t status = task;
    if (task < 0)
        complain("%s: %s", name, *diagnostic ? diagnostic : sdk_status_text(task));
    if (status >= 0 && snapshot_plan.restore)
        status = continue_snapshot((uint64_t)task);
    if (status >= 0)
        status = wait_for((uint64_t)task, &info);
    if (status >= 0 && snapshot_plan.save)
        status = end_of_saved((uint64_t)task, name, &info);
    sdk_block_free(block);
    if (jobs >= 0)
        (void)vb_kill((uint64_t)jobs, VB_SIGKILL);
    close_handle(task);
    close_handle(job);
    close_handle(below);
    close_handle(jobs);
    close_handle((int64_t)account);
    return status < 0 ? 126 : status_of(&info, name);
}

/* ---- a shell --------------------------------------------------------------------------------- */

/* The host's script becomes /tmp/NAME, whose path replaces its name. */
static int64_t install_script(const char *name, char *path, size_t size)
{
    uint64_t script = sdk_start_named("script");
    int64_t bytes = vb_memory_size(script);
    const char *slash = strrchr(name, '/');
    snprintf(path, size, "/tmp/%s", slash ? slash + 1 : name);
    char *text = bytes < 0 ? NULL : malloc((size_t)bytes + 1);
    if (!text)
        return bytes < 0 ? bytes : VB_ERR_NO_MEMORY;
    int64_t file = sdk_file_open(sdk_start_named("files"), path,
                                 VB_OPEN_WRITE | VB_OPEN_CREATE | VB_OPEN_TRUNCATE, NULL);
    int64_t status = file;
    if (file >= 0)
        status = bytes ? vb_memory_read(script, 0, VB_ADDRESS(text), (uint64_t)bytes) : 0;
    if (status >= 0)
        status = sdk_file_write_all((uint64_t)file, text, (size_t)bytes);
    if (file >= 0)
        vb_handle_close((uint64_t)file);
    free(text);
    return status;
}

static void add_environment(struct sdk_block *block)
{
    const char *item = sdk_start_string(sdk_start()->environment);
    for (uint32_t i = 0; i < sdk_start()->environment_count; i++) {
        sdk_block_environment(block, item);
        item += strlen(item) + 1;
    }
}

/* The directories that programs expect and the boot image does not bring. */
static void make_directories(uint64_t root)
{
    static const char *const names[] = {"root", "tmp", "mnt"};
    struct vb_file_request request = {0};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        sdk_file_operation(root, VB_FILE_MKDIR, &request, names[i], strlen(names[i]));
}

void add_root(struct sdk_block *block)
{
    int64_t root = sdk_open("file:///", VB_OPEN_READ | VB_OPEN_WRITE | VB_OPEN_DIRECTORY);
    if (root < 0) {
        complain("cannot open /: %s", sdk_status_text(root));
        return;
    }
    make_directories((uint64_t)root);
    sdk_block_preopen(block, "/", (uint64_t)root, 1);
}

int run_shell(uint32_t at)
{
    struct sdk_block block = {.working_directory = "/root"};
    struct vb_task_info own;
    char path[300];
    const char *argument = sdk_argument(at);
    /* A shell that a person talks to is ahead of the programs that it starts, as this process is.
     */
    if (!argument && vb_task_info(0, VB_ADDRESS(&own)) == VB_OK)
        block.header.priority = own.priority;
    add_streams(&block);
    add_root(&block);
    mount_folders();
    sdk_block_argument(&block, "vsh");
    if (argument && strcmp(argument, "--script") == 0 && sdk_argument(at + 1)) {
        int64_t status = install_script(sdk_argument(at + 1), path, sizeof path);
        if (status < 0) {
            complain("%s: cannot be stored: %s", sdk_argument(at + 1), sdk_status_text(status));
            return 1;
        }
        sdk_block_argument(&block, path);
        at += 2;
    }
    for (; (argument = sdk_argument(at)) != NULL; at++)
        sdk_block_argument(&block, argument);
    add_environment(&block);
    int64_t names = vb_namespace_create(0, 0);
    if (names >= 0)
        add_kind(&block, VB_START_NAMESPACE, (uint64_t)names);
    if (sdk_start_named("administrator"))
        sdk_block_named(&block, "administrator", sdk_start_named("administrator"), 0);
    sdk_block_shim(&block, sdk_start_named("wasi"));
    sdk_block_program(&block, sdk_start_named("shell"));
    return run_block(&block, "vsh", NULL);
}

/* ---- one program ----------------------------------------------------------------------------- */

/* The options that the platform passes; returns the index behind "--". */
static uint32_t parse_options(uint32_t at, struct sdk_block *block)
{
    const char *option;
    for (; (option = sdk_argument(at)) != NULL && strcmp(option, "--") != 0; at += 2) {
        const char *value = sdk_argument(at + 1);
        if (!value)
            sdk_die("session: %s: expected a value", option);
        if (strcmp(option, "--save") == 0)
            snapshot_plan.save = value;
        else if (strcmp(option, "--after") == 0)
            snapshot_plan.after = strtoull(value, NULL, 10);
        else if (strcmp(option, "--env") == 0)
            sdk_block_environment(block, value);
        else if (strcmp(option, "--fuel") == 0)
            block->header.fuel = strtoull(value, NULL, 10);
        else if (strcmp(option, "--mem") == 0)
            block->header.memory_limit = strtoull(value, NULL, 10);
        else
            sdk_die("session: unknown option %s", option);
    }
    return at + 1;
}

/* Stop, to be saved: after so many reductions, and when SIGINT comes. */
static void pause_for_snapshot(struct sdk_block *block)
{
    if (!snapshot_plan.save)
        return;
    block->header.flags |= VB_START_PAUSE;
    block->header.fuel = snapshot_plan.after;
}

/* The program that a snapshot holds goes on. */
static int run_snapshot(struct sdk_block *block, const char *file)
{
    static struct sdk_snapshot_in in;
    in = (struct sdk_snapshot_in){.memory = sdk_start_named("snapshot"),
                                  .shim = sdk_start_named("wasi"),
                                  .file = file,
                                  .tell = tell};
    if (sdk_snapshot_open(&in, block) < 0)
        return 126;
    add_streams(block);
    add_folders(block);
    pause_for_snapshot(block);
    block->header.flags |= VB_START_STOPPED;
    snapshot_plan.restore = &in;
    sdk_block_shim(block, in.shim);
    sdk_block_program(block, in.program);
    return run_block(block, block->arguments.data, NULL);
}

int run_program(uint32_t at)
{
    struct sdk_block block = {0};
    at = parse_options(at, &block);
    const char *name = sdk_argument(at), *argument;
    if (!name)
        sdk_die("session: expected a program");
    if (sdk_start_named("snapshot"))
        return run_snapshot(&block, name);
    for (uint32_t i = at; (argument = sdk_argument(i)) != NULL; i++)
        sdk_block_argument(&block, argument);
    add_streams(&block);
    add_folders(&block);
    pause_for_snapshot(&block);
    sdk_block_shim(&block, sdk_start_named("wasi"));
    sdk_block_program(&block, sdk_start_named("program"));
    return run_block(&block, name, NULL);
}

int main(void)
{
    const char *mode = sdk_argument(1);
    if (mode && strcmp(mode, "seat") == 0)
        serve_seat(2);
    open_streams("console");
    bool program = mode && strcmp(mode, "run") == 0;
    int status = program ? run_program(2) : run_shell(mode ? 2 : 1);
    flush_streams();
    return status;
}
