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
#include <time.h>
#include <unistd.h>
#include <vibee/file.h>
#include <vibee/init.h>
#include <vibee/syscalls.h>
#include <wasi/api.h>

int os_getpid(void)
{
    return (int)vb_getpid();
}

int os_getppid(void)
{
    return (int)getppid();
}

/* Files have no permissions here: the mask is kept for who asks. */
unsigned os_umask(unsigned mask)
{
    static unsigned current = 022;
    unsigned before = current;
    current = mask & 0777;
    return before;
}

/* What children used is not told to their parent. */
void os_times(int64_t *own, int64_t *children)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    *own = now.tv_sec * 1000000LL + now.tv_nsec / 1000;
    *children = 0;
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

char *os_services(void)
{
    static const char name[] = "init";
    static char text[VB_MESSAGE_MAX];
    int64_t init = vb_namespace_lookup(0, VB_ADDRESS(name), sizeof name - 1);
    if (init < 0)
        return NULL;
    struct vb_file_request request = {0};
    struct sdk_call call = {.id = VB_INIT_STATUS,
                            .data = &request,
                            .data_size = sizeof request,
                            .answer = text,
                            .answer_room = sizeof text};
    int64_t status = sdk_call((uint64_t)init, &call);
    (void)vb_handle_close((uint64_t)init);
    return status < 0 ? NULL : strndup(text, call.answer_size);
}

/* As with os_stop_system(). */
int os_service_control(const char *verb, const char *name)
{
    char text[128];
    struct vb_file_request request = {0};
    struct sdk_call call = {
        .id = VB_INIT_CONTROL, .data = &request, .data_size = sizeof request, .text = text};
    uint64_t init = sdk_start_named("administrator");
    if (strlen(verb) + strlen(name) + 2 > sizeof text)
        return failed(ENOENT);
    if (!init)
        return failed(EACCES);
    strcpy(text, verb);
    strcpy(text + strlen(verb) + 1, name);
    call.text_size = strlen(verb) + 1 + strlen(name);
    int64_t status = sdk_call(init, &call);
    return status == VB_ERR_NOT_FOUND ? failed(ENOENT)
           : status == VB_ERR_ACCESS  ? failed(EACCES)
           : status < 0               ? failed(EIO)
                                      : 0;
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

/* What is at this number and whether anything is. */
static bool fd_kind(int fd, uint32_t *kind)
{
    struct sdk_fd_info info = {.fd = fd};
    bool found = sdk_shim_fd_info(&info) == 0 && info.fd == fd;
    *kind = info.kind;
    return found;
}

bool os_fd_is_open(int fd)
{
    uint32_t kind;
    return fd_kind(fd, &kind) && kind == VB_START_FD;
}

/* The directories that a program is given have numbers from 3 on until somebody else wants them. */
bool os_fd_vacate(int fd)
{
    uint32_t kind;
    if (!fd_kind(fd, &kind) || kind == VB_START_FD)
        return true;
    int place = os_dup_above(fd, 10); /* a copy is no directory of the program's: move over it */
    return place >= 0 && __wasi_fd_renumber(fd, place) == 0;
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

static os_job self_job;      /* of a forked part that has a job of its own */
static int terminal_fd = -1; /* of a shell with job control */
static bool keeps_terminal;  /* such a shell itself: not its forked parts */

/* The job that this process runs in: "self" of its start block. */
static os_job own_job(void)
{
    if (!self_job)
        self_job = sdk_start_named("self");
    return self_job;
}

/* A program gets the job it runs in under the name "self", and "jobs", below which a shell in it
 * makes others beside it. */
static size_t job_names(os_job job, struct sdk_named names[2])
{
    size_t count = 0;
    os_job self = job ? job : own_job();
    uint64_t jobs = sdk_start_named("jobs");
    if (self)
        names[count++] = (struct sdk_named){"self", self};
    if (jobs)
        names[count++] = (struct sdk_named){"jobs", jobs};
    return count;
}

int os_spawn(const struct os_spawn *spawn, os_process *process, char *message, size_t size)
{
    struct sdk_fd_map map[16];
    size_t count = 0;
    for (int fd = 0; fd < spawn->fd_count; fd++)
        if (spawn->fds[fd] >= 0)
            map[count++] = (struct sdk_fd_map){fd, spawn->fds[fd]};
    struct sdk_named names[2];
    struct sdk_spawn request = {
        .path = spawn->path,
        .argv = spawn->arguments,
        .envp = spawn->environment,
        .fds = map,
        .fd_count = count,
        .handles = names,
        .handle_count = job_names(spawn->job, names),
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

int os_exec(const struct os_spawn *spawn, char *message, size_t size)
{
    struct sdk_named names[2];
    struct sdk_spawn request = {
        .path = spawn->path,
        .argv = spawn->arguments,
        .envp = spawn->environment,
        .handles = names,
        .handle_count = job_names(0, names),
        .diagnostic = message,
        .diagnostic_size = size,
    };
    for (int fd = 10; fd < 32; fd++) /* the shell's own */
        (void)sdk_close_on_exec(fd, 1);
    return spawn_errno(sdk_exec(&request));
}

/* ---- signals: pulses in a channel of the shell's own ----------------------------------------- */

enum { FROM_SIGNAL, FROM_END, FROM_INPUT }; /* badges */

static uint64_t signals;       /* the channel's receiver, 0: nothing was ever caught */
static uint64_t signal_pulse;  /* fired by signals */
static uint64_t end_pulse;     /* fired by the end of a process */
static uint32_t signals_noted; /* 1 << number each */

static bool open_signals(void)
{
    uint64_t rights[2]; /* receiver, sender */
    if (signals)
        return true;
    if (vb_channel_create(1, 0, VB_ADDRESS(rights)) < 0)
        return false;
    int64_t pulse = vb_pulse_create(rights[0], FROM_SIGNAL);
    int64_t end = vb_pulse_create(rights[0], FROM_END);
    if (pulse < 0 || end < 0)
        return false;
    signals = rights[0];
    signal_pulse = (uint64_t)pulse;
    end_pulse = (uint64_t)end;
    return true;
}

/* Take a pulse; false: there was none until the deadline. */
static bool take_pulse(uint64_t deadline)
{
    struct vb_message message = {0};
    if (!signals || vb_channel_receive(signals, VB_ADDRESS(&message), deadline) != VB_OK)
        return false;
    if (message.badge == FROM_SIGNAL)
        signals_noted |= (uint32_t)message.id;
    return true;
}

void os_signal_catch(int number)
{
    if (open_signals())
        (void)vb_signal_handle(UINT64_C(1) << number, signal_pulse);
}

void os_signal_ignore(int number)
{
    (void)sdk_signals_ignore(UINT64_C(1) << number);
}

void os_signal_default(int number)
{
    (void)sdk_signals_default(UINT64_C(1) << number);
}

uint32_t os_signals_taken(void)
{
    while (take_pulse(VB_NO_WAIT))
        continue;
    uint32_t taken = signals_noted;
    signals_noted = 0;
    return taken;
}

int os_signal_waiting(void)
{
    while (take_pulse(VB_NO_WAIT))
        continue;
    return signals_noted ? __builtin_ctz(signals_noted) : 0;
}

/* Signals of who uses the terminal in the background. */
#define TERMINAL_USE (UINT64_C(1) << VB_SIGTTIN | UINT64_C(1) << VB_SIGTTOU)

int os_fork(os_job job, os_process *process)
{
    *process = 0;
    int64_t task = sdk_fork(job);
    if (task < 0)
        return failed(EAGAIN);
    if (task == 0) {
        /* What an interactive shell has ahead of others is for the person at the keyboard. */
        (void)vb_thread_priority(0, VB_PRIORITY_DEFAULT);
        signals = 0; /* handlers are not inherited */
        signals_noted = 0;
        if (job)
            self_job = job;
        if (keeps_terminal)
            (void)sdk_signals_default(TERMINAL_USE);
        keeps_terminal = false;
    }
    *process = (os_process)task;
    return task > 0;
}

int os_process_pid(os_process process)
{
    struct vb_task_info info;
    return vb_task_info(process, VB_ADDRESS(&info)) == 0 ? (int)info.pid : 0;
}

static void take_status(os_process process, const struct vb_exit_info *info,
                        struct os_status *status)
{
    static const enum os_ended hows[] = {
        [VB_EXIT_SIGNAL] = OS_SIGNALED,
        [VB_EXIT_TRAP] = OS_TRAPPED,
        [VB_EXIT_STOPPED] = OS_STOPPED,
    };
    if (info->kind != VB_EXIT_STOPPED)
        vb_handle_close(process);
    status->how = info->kind < sizeof hows / sizeof hows[0] ? hows[info->kind] : OS_EXITED;
    status->code = info->code;
    snprintf(status->text, sizeof status->text, "%s", info->text);
}

int os_wait(os_process process, bool stops, struct os_status *status)
{
    struct vb_exit_info info;
    int64_t result = sdk_wait(process, stops ? VB_WAIT_STOPPED : 0, VB_FOREVER, &info);
    if (result < 0)
        return failed(ECHILD);
    take_status(process, &info, status);
    return 0;
}

int os_try_wait(os_process process, bool stops, struct os_status *status)
{
    struct vb_exit_info info;
    int64_t result = sdk_wait(process, stops ? VB_WAIT_STOPPED : 0, VB_NO_WAIT, &info);
    if (result == VB_ERR_AGAIN || result == VB_ERR_TIMED_OUT)
        return 0;
    if (result < 0)
        return failed(ECHILD);
    take_status(process, &info, status);
    return 1;
}

int os_wait_or_signal(os_process process, bool stops, struct os_status *status)
{
    if (!signals)
        return os_wait(process, stops, status) == 0 ? 1 : -1;
    (void)vb_task_watch(process, end_pulse); /* it may be watched already */
    for (;;) {
        int result = os_try_wait(process, stops, status);
        if (result != 0)
            return result;
        if (os_signal_waiting() != 0)
            return 0;
        (void)take_pulse(VB_FOREVER);
    }
}

/* Ask a descriptor's server to say when it has something; true: it has, or nothing else can be
 * said. */
static bool arm_input(uint64_t file)
{
    int64_t copy = vb_pulse_create(signals, FROM_INPUT);
    uint64_t pulse = (uint64_t)copy;
    struct vb_file_request request = {.flags = VB_READY_READ, .argument = vb_getpid()};
    struct sdk_call call = {.id = VB_FILE_ARM,
                            .data = &request,
                            .data_size = sizeof request,
                            .handles = &pulse,
                            .handle_count = 1};
    return copy < 0 || sdk_call(file, &call) != 0;
}

static void disarm_input(uint64_t file)
{
    struct vb_file_request request = {.argument = vb_getpid()};
    struct sdk_call call = {.id = VB_FILE_DISARM, .data = &request, .data_size = sizeof request};
    (void)sdk_call(file, &call);
}

/* Asked again now and then, as a server that died has forgotten it. */
bool os_wait_for_input(int fd)
{
    enum { ASK_AGAIN_NS = 2000000000 };
    int64_t file = sdk_fd_handle(fd);
    if (file < 0 || !open_signals())
        return true;
    while (!os_signal_waiting()) {
        if (arm_input((uint64_t)file))
            return true;
        (void)take_pulse((uint64_t)vb_clock(VB_CLOCK_MONOTONIC) + ASK_AGAIN_NS);
        disarm_input((uint64_t)file);
    }
    return false;
}

void os_release(os_process process)
{
    vb_handle_close(process);
}

/* The stack begins the memory and grows down (sdk/cmake/programs.cmake). */
bool os_stack_is_low(void)
{
    enum { RESERVE = 160 * 1024 };
    volatile char here = 0;
    return (uintptr_t)&here < RESERVE;
}

os_job os_job_create(void)
{
    if (!own_job()) /* it could not be given the terminal back */
        return 0;
    int64_t job = vb_job_create(sdk_start_named("jobs")); /* 0: below its own */
    return job < 0 ? 0 : (os_job)job;
}

void os_job_close(os_job job)
{
    vb_handle_close(job);
}

/* The shell's, while no program has the terminal. */
static uint32_t shell_modes =
    VB_TERMINAL_CANONICAL | VB_TERMINAL_ECHO | VB_TERMINAL_SIGNALS | VB_TERMINAL_OUTPUT_CRLF;

/* Setting modes is only for the foreground: in the background this stops the job. */
static void await_foreground(void)
{
    struct vb_terminal terminal;
    if (sdk_terminal_get(terminal_fd, &terminal) == 0)
        (void)sdk_terminal_set(terminal_fd, terminal.modes);
}

bool os_job_control(bool interactive)
{
    /* The other keys' signals are for programs: caught, and nothing is done. A stop of a child
     * wakes who waits for it. */
    const uint64_t keys = UINT64_C(1) << VB_SIGINT | UINT64_C(1) << VB_SIGQUIT |
                          UINT64_C(1) << VB_SIGTSTP | UINT64_C(1) << VB_SIGTERM;
    if (!os_is_terminal(0) || !own_job())
        return false;
    terminal_fd = os_dup_above(0, 10);
    await_foreground();
    keeps_terminal = true;
    (void)sdk_signals_ignore(TERMINAL_USE);
    os_foreground(0);
    (void)os_modes_get(&shell_modes);
    return !interactive || (open_signals() && vb_signal_handle(keys, signal_pulse) == VB_OK &&
                            vb_signal_handle(UINT64_C(1) << VB_SIGCHLD, end_pulse) == VB_OK);
}

void os_ignore_stops(void)
{
    (void)sdk_signals_ignore(TERMINAL_USE | UINT64_C(1) << VB_SIGTSTP);
}

void os_foreground(os_job job)
{
    if (!job)
        job = own_job();
    if (job && terminal_fd >= 0)
        sdk_terminal_foreground(terminal_fd, job);
}

static int signalled(int64_t status)
{
    if (status >= 0)
        return 0;
    return failed(status == VB_ERR_NOT_FOUND || status == VB_ERR_DEAD ? ESRCH
                  : status == VB_ERR_INVALID                          ? EINVAL
                                                                      : EPERM);
}

int os_signal_process(os_process process, int number)
{
    return signalled(vb_kill(process, (uint32_t)number));
}

int os_signal_job(os_job job, int number)
{
    return signalled(vb_kill(job ? job : own_job(), (uint32_t)number));
}

int os_signal_pid(int pid, int number)
{
    char url[64], text[16];
    snprintf(url, sizeof url, "proc://%d/signal", pid);
    snprintf(text, sizeof text, "%d", number);
    int64_t file = vb_scheme_open(0, VB_ADDRESS(url), strlen(url), VB_OPEN_WRITE, VB_FOREVER);
    if (file < 0)
        return signalled(file);
    int64_t status = vb_scheme_write((uint64_t)file, VB_ADDRESS(text), strlen(text), VB_FOREVER);
    vb_scheme_close((uint64_t)file);
    return signalled(status);
}

/* ---- the terminal ---------------------------------------------------------------------------- */

bool os_modes_get(uint32_t *modes)
{
    struct vb_terminal terminal;
    if (terminal_fd < 0 || sdk_terminal_get(terminal_fd, &terminal) != 0)
        return false;
    *modes = terminal.modes;
    return true;
}

void os_modes_set(uint32_t modes)
{
    (void)sdk_terminal_set(terminal_fd, modes);
}

void os_modes_keep(void)
{
    (void)os_modes_get(&shell_modes);
}

void os_modes_restore(void)
{
    os_modes_set(shell_modes);
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
    return sdk_terminal_set(0, raw ? VB_TERMINAL_OUTPUT_CRLF : shell_modes) == 0;
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
