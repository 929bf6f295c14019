/* shell/vsh/os.h on an ordinary POSIX system, so that the shell's language can be tested there. */
#include "os.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int os_getpid(void)
{
    return (int)getpid();
}

int os_stop_system(bool restart, int status)
{
    (void)restart, (void)status;
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

int os_wait(os_process process, bool stops, struct os_status *status)
{
    (void)stops;
    int result;
    if (waitpid((pid_t)process, &result, 0) < 0)
        return -1;
    status->how = WIFSIGNALED(result) ? OS_SIGNALED : OS_EXITED;
    status->code = WIFSIGNALED(result) ? WTERMSIG(result) : WEXITSTATUS(result);
    return 0;
}

void os_release(os_process process)
{
    (void)process;
}

os_job os_job_create(void)
{
    return 0;
}

void os_job_close(os_job job)
{
    (void)job;
}

bool os_catch_interrupts(void)
{
    return true;
}

bool os_interrupted(void)
{
    return false;
}

void os_foreground(os_job job)
{
    (void)job;
}

bool os_is_terminal(int fd)
{
    return isatty(fd);
}

bool os_terminal_raw(bool raw)
{
    (void)raw;
    return true;
}

void os_terminal_size(int *columns, int *rows)
{
    *columns = 80;
    *rows = 24;
}
