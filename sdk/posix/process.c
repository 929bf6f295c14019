/* Processes as handles: spawn, exec, fork and wait of sdk/posix.h. */
#define _GNU_SOURCE /* environ */
#include "error.h"
#include <errno.h>
#include <limits.h>
#include <sdk/posix.h>
#include <sdk/shim.h>
#include <sdk/spawn.h>
#include <sdk/start.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <vibee/syscalls.h>

enum { CLOSE_ON_EXEC = 1 };

/* Arguments, environment, working directory. */
static void add_strings(struct sdk_block *block, const struct sdk_spawn *spawn, char *cwd)
{
    char *const *at;

    for (at = spawn->argv; *at != NULL; at++)
        sdk_block_argument(block, *at);
    for (at = spawn->envp != NULL ? spawn->envp : environ; at != NULL && *at != NULL; at++)
        sdk_block_environment(block, *at);
    block->working_directory = spawn->cwd;
    if (spawn->cwd == NULL && getcwd(cwd, VB_PATH_MAX) != NULL)
        block->working_directory = cwd;
}

static int add_mapped(struct sdk_block *block, const struct sdk_spawn *spawn)
{
    uint64_t handle;
    size_t i;

    for (i = 0; i < spawn->fd_count; i++) {
        if (sdk_shim_fd_handle(spawn->fds[i].fd, &handle) != 0)
            return -1;
        sdk_block_fd(block, spawn->fds[i].child, handle, 0);
    }
    return 0;
}

/* Preopened directories always; descriptors unless they are mapped one by one. */
static int add_descriptors(struct sdk_block *block, const struct sdk_spawn *spawn)
{
    struct sdk_fd_info info;

    info.fd = 0;
    for (; sdk_shim_fd_info(&info) == 0; info.fd++) {
        if (info.kind == VB_START_PREOPEN)
            sdk_block_preopen(block, info.name, info.handle, 0);
        else if (spawn->fds == NULL && (info.flags & CLOSE_ON_EXEC) == 0)
            sdk_block_fd(block, info.fd, info.handle, 0);
    }
    return spawn->fds != NULL ? add_mapped(block, spawn) : 0;
}

/* The images: the shim (linked only when the program wants it), then the program. */
static int64_t add_images(struct sdk_block *block, const struct sdk_spawn *spawn, uint64_t *program)
{
    static int64_t shim; /* kept: one memory object serves every start */
    int64_t image = sdk_program_open(spawn->path);

    if (image < 0)
        return image;
    *program = (uint64_t)image;
    if (shim <= 0)
        shim = sdk_program_open(SDK_SHIM_PATH);
    if (shim > 0)
        sdk_block_shim(block, (uint64_t)shim);
    sdk_block_program(block, *program);
    return VB_OK;
}

/* A copy of this process's own; the caller closes it. A terminal takes the console's place. */
static int64_t add_namespace(struct sdk_block *block, uint64_t terminal)
{
    static const char console[] = "console";
    int64_t names = vb_namespace_create(0, 0), status = VB_OK;
    struct vb_start_handle entry = {.kind = VB_START_NAMESPACE, .flags = VB_START_COPY};

    if (names < 0) {
        block->error = names;
        return 0;
    }
    if (terminal != 0)
        status =
            vb_namespace_bind((uint64_t)names, VB_ADDRESS(console), sizeof console - 1, terminal);
    if (status < 0)
        block->error = status;
    entry.handle = (uint64_t)names;
    sdk_block_handle(block, &entry, NULL);
    return names;
}

static int is_given(const struct sdk_spawn *spawn, const char *name)
{
    size_t i;

    for (i = 0; i < spawn->handle_count; i++)
        if (strcmp(spawn->handles[i].name, name) == 0)
            return 1;
    return 0;
}

/* What a shell needs to be one with job control: the job that it runs in, and where others are. */
static void add_job_names(struct sdk_block *block, const struct sdk_spawn *spawn)
{
    static const char *const names[] = {"self", "jobs"};
    uint64_t handle;
    size_t i;

    for (i = 0; i < sizeof names / sizeof names[0]; i++) {
        handle = sdk_start_named(names[i]);
        if (handle != 0 && !is_given(spawn, names[i]))
            sdk_block_named(block, names[i], handle, 0);
    }
}

static void add_options(struct sdk_block *block, const struct sdk_spawn *spawn, int replace)
{
    struct vb_start_handle entry = {.flags = VB_START_COPY};
    size_t i;

    for (i = 0; i < spawn->handle_count; i++)
        sdk_block_named(block, spawn->handles[i].name, spawn->handles[i].handle, 0);
    if (!replace && spawn->job == 0)
        add_job_names(block, spawn);
    if (spawn->job != 0) {
        entry.handle = spawn->job;
        entry.kind = VB_START_JOB;
        sdk_block_handle(block, &entry, NULL);
    }
    if (spawn->account != 0) {
        entry.handle = spawn->account;
        entry.kind = VB_START_ACCOUNT;
        sdk_block_handle(block, &entry, NULL);
    }
    block->header.priority = spawn->priority;
}

/* What the new program of this same process keeps. */
static void add_own_named(struct sdk_block *block, const struct sdk_spawn *spawn)
{
    const struct vb_start_handle *entry;
    uint32_t i;

    for (i = 0; (entry = sdk_start_entry(i)) != NULL; i++)
        if (entry->kind == VB_START_NAMED && entry->handle != 0 &&
            !is_given(spawn, sdk_start_string(entry->name)))
            sdk_block_named(block, sdk_start_string(entry->name), entry->handle, 1);
}

/* Build the block and start from it by the given function. */
static int64_t start(const struct sdk_spawn *spawn, int replace)
{
    struct sdk_block block = {0};
    char none[1];
    char *diagnostic = spawn->diagnostic_size > 0 ? spawn->diagnostic : none;
    char *cwd = malloc(VB_PATH_MAX);
    uint64_t program = 0;
    int64_t names = 0;
    int64_t result;

    diagnostic[0] = 0;
    if (cwd == NULL)
        return VB_ERR_NO_MEMORY;
    result = add_images(&block, spawn, &program);
    if (result == VB_OK && add_descriptors(&block, spawn) < 0)
        result = VB_ERR_BAD_HANDLE;
    if (result == VB_OK) {
        add_strings(&block, spawn, cwd);
        add_options(&block, spawn, replace);
        if (replace)
            add_own_named(&block, spawn);
        names = add_namespace(&block, spawn->terminal);
        result = replace ? sdk_block_exec(&block, diagnostic, spawn->diagnostic_size)
                         : sdk_block_spawn(&block, diagnostic, spawn->diagnostic_size);
    }
    if (names > 0)
        (void)vb_handle_close((uint64_t)names);
    if (program != 0)
        (void)vb_handle_close(program);
    sdk_block_free(&block);
    free(cwd);
    return result;
}

int64_t sdk_spawn(const struct sdk_spawn *spawn)
{
    return start(spawn, 0);
}

int64_t sdk_exec(const struct sdk_spawn *spawn)
{
    return start(spawn, 1);
}

int64_t sdk_fork(uint64_t job)
{
    return vb_fork(job);
}

int64_t sdk_wait(uint64_t task, uint32_t flags, uint64_t deadline, struct vb_exit_info *info)
{
    return vb_wait(task, VB_ADDRESS(info), flags, deadline);
}

int sdk_shell_status(const struct vb_exit_info *info)
{
    return info->kind == VB_EXIT_STATUS ? info->code & 0xff : 128 + (info->code & 0x7f);
}

int sdk_wait_status(const struct vb_exit_info *info)
{
    switch (info->kind) {
    case VB_EXIT_SIGNAL:
        return info->code & 0x7f;
    case VB_EXIT_STOPPED:
        return (info->code & 0xff) << 8 | 0x7f;
    default:
        return sdk_shell_status(info) << 8;
    }
}
