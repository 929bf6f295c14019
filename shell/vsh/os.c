/* os.h on VIBEE OS: the sdk's POSIX part and, for jobs, system calls. */
#include "os.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sdk/channel.h>
#include <sdk/posix.h>
#include <sdk/shim.h>
#include <sdk/start.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <vibee/file.h>
#include <vibee/init.h>
#include <vibee/syscalls.h>

int os_getpid(void)
{
    return (int)vb_getpid();
}

static int failed(int error)
{
    errno = error;
    return -1;
}

/* Only the session's own shell has the right, and what it forks. */
int os_stop_system(bool restart, int status)
{
    struct vb_file_request request = {.flags = restart ? VB_SYSTEM_RESET : VB_SYSTEM_POWER_OFF,
                                      .argument = (uint64_t)status};
    struct sdk_call call = {.id = VB_INIT_SHUTDOWN, .data = &request, .data_size = sizeof request};
    uint64_t init = sdk_start_named("administrator");
    if (!init || sdk_call(init, &call) < 0)
        return failed(EACCES);
    (void)vb_sleep(VB_FOREVER); /* init has it: nothing more is to be done */
    return failed(EINTR);
}

int os_dup_above(int fd, int minimum)
{
    int copy;
    int error = sdk_shim_fd_dup(fd, minimum, &copy);
    return error ? failed(error) : copy;
}

int os_open(const char *path, int flags)
{
    int fd = open(path, flags, 0666);
    if (fd < 0 || fd >= 10)
        return fd;
    int above = os_dup_above(fd, 10);
    close(fd);
    return above;
}

int os_dup2(int from, int to)
{
    return dup2(from, to);
}

int os_pipe(int fds[2])
{
    if (pipe(fds) != 0)
        return -1;
    for (int i = 0; i < 2; i++) {
        int above = os_dup_above(fds[i], 10);
        close(fds[i]);
        fds[i] = above;
        if (above < 0) {
            int error = errno;
            close(fds[!i]);
            return failed(error);
        }
    }
    return 0;
}

bool os_fd_is_open(int fd)
{
    uint64_t handle;
    return sdk_shim_fd_handle(fd, &handle) == 0;
}

int os_chdir(const char *path)
{
    return chdir(path);
}

const char *os_getcwd(void)
{
    static char path[PATH_MAX];
    return getcwd(path, sizeof path) ? path : "/";
}

/* What a failed spawn is to a shell: no such program, no program at all, or another reason. */
static int spawn_errno(int64_t status)
{
    switch (status) {
    case VB_ERR_NOT_FOUND:
        return ENOENT;
    case VB_ERR_BAD_MODULE:
        return ENOEXEC;
    case VB_ERR_IS_DIRECTORY:
        return EISDIR;
    case VB_ERR_NO_MEMORY:
    case VB_ERR_QUOTA:
        return ENOMEM;
    default:
        return EACCES;
    }
}

static os_job self_job; /* of a forked part that has a job of its own */

/* The job that this process runs in: "self" of its start block. */
static os_job own_job(void)
{
    if (!self_job)
        self_job = sdk_start_named("self");
    return self_job;
}

/* A program gets the job it runs in under the name "self", so that a shell in it can use it. */
int os_spawn(const struct os_spawn *spawn, os_process *process, char *message, size_t size)
{
    struct sdk_fd_map map[16];
    size_t count = 0;
    for (int fd = 0; fd < spawn->fd_count; fd++)
        if (spawn->fds[fd] >= 0)
            map[count++] = (struct sdk_fd_map){fd, spawn->fds[fd]};
    struct sdk_named self = {"self", spawn->job ? spawn->job : own_job()};
    struct sdk_spawn request = {
        .path = spawn->path,
        .argv = spawn->arguments,
        .envp = spawn->environment,
        .fds = map,
        .fd_count = count,
        .handles = &self,
        .handle_count = self.handle != 0,
        .job = spawn->job,
        .diagnostic = message,
        .diagnostic_size = size,
    };
    *process = 0;
    int64_t task = sdk_spawn(&request);
    if (task < 0)
        return spawn_errno(task);
    *process = (os_process)task;
    return 0;
}

static uint64_t interrupts; /* the receiver of the signal's pulse, 0: it is not caught */

int os_fork(os_job job, os_process *process)
{
    *process = 0;
    int64_t task = sdk_fork(job);
    if (task < 0)
        return failed(EAGAIN);
    if (task == 0) {
        /* What an interactive shell has ahead of others is for the person at the keyboard. */
        (void)vb_thread_priority(0, VB_PRIORITY_DEFAULT);
        interrupts = 0; /* the signal's handler is not inherited */
        if (job)
            self_job = job;
    }
    *process = (os_process)task;
    return task > 0;
}

int os_process_pid(os_process process)
{
    struct vb_task_info info;
    return vb_task_info(process, VB_ADDRESS(&info)) == 0 ? (int)info.pid : 0;
}

int os_wait(os_process process, bool stops, struct os_status *status)
{
    struct vb_exit_info info;
    int64_t result = sdk_wait(process, stops ? VB_WAIT_STOPPED : 0, VB_FOREVER, &info);
    if (result < 0)
        return failed(ECHILD);
    vb_handle_close(process);
    static const enum os_ended hows[] = {
        [VB_EXIT_SIGNAL] = OS_SIGNALED,
        [VB_EXIT_TRAP] = OS_TRAPPED,
        [VB_EXIT_STOPPED] = OS_STOPPED,
    };
    status->how = info.kind < sizeof hows / sizeof hows[0] ? hows[info.kind] : OS_EXITED;
    status->code = info.code;
    snprintf(status->text, sizeof status->text, "%s", info.text);
    return 0;
}

void os_release(os_process process)
{
    vb_handle_close(process);
}

os_job os_job_create(void)
{
    int64_t job = vb_job_create(sdk_start_named("jobs")); /* 0: below its own */
    return job < 0 ? 0 : (os_job)job;
}

void os_job_close(os_job job)
{
    vb_handle_close(job);
}

bool os_catch_interrupts(void)
{
    uint64_t rights[2]; /* receiver, sender */
    if (vb_channel_create(1, 0, VB_ADDRESS(rights)) < 0)
        return false;
    int64_t pulse = vb_pulse_create(rights[0], 0);
    /* The other keys' signals are for programs: handled, and nothing is done. */
    const uint64_t keys =
        UINT64_C(1) << VB_SIGINT | UINT64_C(1) << VB_SIGQUIT | UINT64_C(1) << VB_SIGTSTP;
    if (pulse < 0 || vb_signal_handle(keys, (uint64_t)pulse) < 0)
        return false;
    interrupts = rights[0];
    return true;
}

bool os_interrupted(void)
{
    struct vb_message message = {0};
    return interrupts &&
           vb_channel_receive(interrupts, VB_ADDRESS(&message), VB_NO_WAIT) == VB_OK &&
           (message.id & 1u << VB_SIGINT) != 0;
}

void os_foreground(os_job job)
{
    if (!job)
        job = own_job();
    if (job)
        sdk_terminal_foreground(0, job);
}

bool os_is_terminal(int fd)
{
    return isatty(fd);
}

/* While a person edits a line, the shell is ahead of other programs, as it was started; what it
 * does then is their equal, so that a loop of one shell does not hold up those of another. */
static void attend(bool editing)
{
    struct vb_task_info info;
    if (vb_task_info(0, VB_ADDRESS(&info)) == VB_OK && info.priority > VB_PRIORITY_DEFAULT)
        (void)vb_thread_priority(0, editing ? info.priority : VB_PRIORITY_DEFAULT);
}

bool os_terminal_raw(bool raw)
{
    attend(raw);
    return sdk_terminal_set(0, raw ? VB_TERMINAL_OUTPUT_CRLF
                                   : VB_TERMINAL_CANONICAL | VB_TERMINAL_ECHO |
                                         VB_TERMINAL_SIGNALS | VB_TERMINAL_OUTPUT_CRLF) == 0;
}

void os_terminal_size(int *columns, int *rows)
{
    struct vb_terminal terminal;
    *columns = 80;
    *rows = 24;
    if (sdk_terminal_get(1, &terminal) == 0 && terminal.columns > 1 && terminal.rows > 0) {
        *columns = (int)terminal.columns;
        *rows = (int)terminal.rows;
    }
}
