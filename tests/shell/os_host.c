/* shell/vsh/os.h on an ordinary POSIX system, so that the shell's language can be tested there. */
#include "os.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/times.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

int os_getpid(void)
{
    return (int)getpid();
}

int os_getppid(void)
{
    return (int)getppid();
}

unsigned os_umask(unsigned mask)
{
    return umask(mask);
}

void os_times(int64_t *own, int64_t *children)
{
    struct tms used;
    const int64_t tick = 1000000 / sysconf(_SC_CLK_TCK);
    times(&used);
    *own = (used.tms_utime + used.tms_stime) * tick;
    *children = (used.tms_cutime + used.tms_cstime) * tick;
}

int os_exec(const struct os_spawn *spawn, char *message, size_t size)
{
    (void)message, (void)size;
    execve(spawn->path, spawn->arguments, spawn->environment);
    return errno;
}

int os_stop_system(bool restart, int status)
{
    (void)restart, (void)status;
    errno = EACCES;
    return -1;
}

int os_service_control(const char *verb, const char *name)
{
    (void)verb, (void)name;
    errno = EACCES;
    return -1;
}

int os_dup_above(int fd, int minimum)
{
    return fcntl(fd, F_DUPFD_CLOEXEC, minimum);
}

int os_open(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC, 0666);
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
    }
    return 0;
}

bool os_fd_is_open(int fd)
{
    return fcntl(fd, F_GETFD) >= 0;
}

bool os_fd_vacate(int fd)
{
    (void)fd;
    return true;
}

int os_chdir(const char *path)
{
    return chdir(path);
}

const char *os_getcwd(void)
{
    static char path[4096];
    return getcwd(path, sizeof path) ? path : "/";
}

int os_spawn(const struct os_spawn *spawn, os_process *process, char *message, size_t size)
{
    (void)message, (void)size;
    int report[2], error = 0;
    if (os_pipe(report) != 0)
        return errno;
    pid_t pid = fork();
    if (pid == 0) {
        int copies[10];
        for (int fd = 0; fd < spawn->fd_count; fd++)
            copies[fd] = spawn->fds[fd] < 0 ? -1 : os_dup_above(spawn->fds[fd], 20);
        for (int fd = 0; fd < spawn->fd_count; fd++) {
            if (copies[fd] < 0)
                close(fd);
            else
                dup2(copies[fd], fd);
        }
        execve(spawn->path, spawn->arguments, spawn->environment);
        error = errno;
        _exit(write(report[1], &error, sizeof error) == sizeof error ? 127 : 126);
    }
    close(report[1]);
    if (pid < 0 || read(report[0], &error, sizeof error) != sizeof error)
        error = pid < 0 ? errno : 0;
    close(report[0]);
    if (pid > 0 && error)
        waitpid(pid, NULL, 0);
    *process = error ? 0 : (os_process)pid;
    return error;
}

int os_fork(os_job job, os_process *process)
{
    (void)job;
    pid_t pid = fork();
    *process = pid > 0 ? (os_process)pid : 0;
    return pid < 0 ? -1 : pid > 0;
}

int os_process_pid(os_process process)
{
    return (int)process;
}

static void take_status(int result, struct os_status *status)
{
    status->how = WIFSIGNALED(result) ? OS_SIGNALED : OS_EXITED;
    status->code = WIFSIGNALED(result) ? WTERMSIG(result) : WEXITSTATUS(result);
}

int os_wait(os_process process, bool stops, struct os_status *status)
{
    (void)stops;
    int result = 0;
    pid_t pid;
    do
        pid = waitpid((pid_t)process, &result, 0);
    while (pid < 0 && errno == EINTR);
    take_status(result, status);
    return pid < 0 ? -1 : 0;
}

int os_try_wait(os_process process, bool stops, struct os_status *status)
{
    (void)stops;
    int result;
    pid_t pid = waitpid((pid_t)process, &result, WNOHANG);
    if (pid <= 0)
        return (int)pid;
    take_status(result, status);
    return 1;
}

int os_wait_or_signal(os_process process, bool stops, struct os_status *status)
{
    (void)stops;
    int result = 0;
    if (waitpid((pid_t)process, &result, 0) < 0)
        return errno == EINTR ? 0 : -1;
    take_status(result, status);
    return 1;
}

static volatile sig_atomic_t noted;

static void note(int number)
{
    noted |= 1 << number;
}

void os_signal_catch(int number)
{
    struct sigaction action = {.sa_handler = note};
    sigaction(number, &action, NULL);
}

void os_signal_ignore(int number)
{
    signal(number, SIG_IGN);
}

void os_signal_default(int number)
{
    signal(number, SIG_DFL);
}

uint32_t os_signals_taken(void)
{
    uint32_t taken = (uint32_t)noted;
    noted = 0;
    return taken;
}

int os_signal_waiting(void)
{
    return noted ? __builtin_ctz((unsigned)noted) : 0;
}

void os_release(os_process process)
{
    (void)process;
}

bool os_stack_is_low(void)
{
    return false;
}

os_job os_job_create(void)
{
    return 0;
}

void os_job_close(os_job job)
{
    (void)job;
}

int os_signal_process(os_process process, int number)
{
    return kill((pid_t)process, number);
}

int os_signal_job(os_job job, int number)
{
    return kill((pid_t)job, number);
}

int os_signal_pid(int pid, int number)
{
    return kill(pid, number);
}

bool os_job_control(bool interactive)
{
    if (interactive) {
        setlocale(LC_CTYPE, "C.UTF-8"); /* widths of characters, as on VIBEE OS */
        os_signal_catch(SIGINT);
    }
    return true;
}

void os_ignore_stops(void) {}

bool os_modes_get(uint32_t *modes)
{
    (void)modes;
    return false;
}

void os_modes_set(uint32_t modes)
{
    (void)modes;
}

void os_modes_keep(void) {}

void os_modes_restore(void) {}

void os_foreground(os_job job)
{
    (void)job;
}

bool os_is_terminal(int fd)
{
    return isatty(fd);
}

bool os_wait_for_input(int fd)
{
    struct pollfd input = {.fd = fd, .events = POLLIN};
    return !noted && poll(&input, 1, -1) > 0;
}

bool os_terminal_raw(bool raw)
{
    static struct termios before;
    static bool known;
    if (!known && tcgetattr(0, &before) != 0)
        return false;
    known = true;
    struct termios mode = before;
    if (raw) {
        mode.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG | IEXTEN);
        mode.c_iflag &= ~(tcflag_t)(ICRNL | IXON);
    }
    return tcsetattr(0, TCSADRAIN, &mode) == 0;
}

void os_terminal_size(int *columns, int *rows)
{
    struct winsize size;
    bool known = ioctl(1, TIOCGWINSZ, &size) == 0 && size.ws_col > 1 && size.ws_row > 0;
    *columns = known ? size.ws_col : 80;
    *rows = known ? size.ws_row : 24;
}

char *os_services(void)
{
    return strdup("console running 3 0\npipe running 4 0\n");
}
