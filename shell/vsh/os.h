/*
 * What the shell needs of VIBEE OS beyond the C library: processes, jobs, descriptors, the
 * terminal. Kept in one place, so that the rest of the shell also compiles as an ordinary POSIX
 * program for its unit tests (tests/shell/os_host.c).
 */
#ifndef VSH_OS_H
#define VSH_OS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint64_t os_process; /* a task handle */
typedef uint64_t os_job;     /* a job handle, 0: none */

int os_getpid(void);

/* Switch the machine off, or start it again; a status for whoever started it. Returns when that
 * is refused: -1 with errno set. */
int os_stop_system(bool restart, int status);

/* Descriptors; -1 with errno set. os_open never gives one below 10. */
int os_open(const char *path, int flags);
int os_dup_above(int fd, int minimum);
int os_dup2(int from, int to);
int os_pipe(int fds[2]);
bool os_fd_is_open(int fd);

int os_chdir(const char *path);
/* The working directory, "/" when unknown; valid until the next call. */
const char *os_getcwd(void);

struct os_spawn {
    const char *path;
    char *const *arguments, *const *environment;
    const int *fds; /* fds[i]: the shell's descriptor that becomes i, -1 closed */
    int fd_count;
    os_job job;
};
/* 0 and *process, or a positive errno with a line in message ("" when errno says it all). */
int os_spawn(const struct os_spawn *spawn, os_process *process, char *message, size_t size);
/* 0 in the child, 1 in the parent with *process, -1 with errno set. The child joins job. */
int os_fork(os_job job, os_process *process);
int os_process_pid(os_process process);

enum os_ended { OS_EXITED, OS_SIGNALED, OS_TRAPPED, OS_STOPPED };
struct os_status {
    enum os_ended how;
    int code;       /* status, signal or trap number */
    char text[240]; /* of a trap */
};
/* Wait for the end, or also for a stop, and close the process's handle. -1 with errno set. */
int os_wait(os_process process, bool stops, struct os_status *status);
void os_release(os_process process);

/* Jobs: what the keyboard's signals go to. */
os_job os_job_create(void);
void os_job_close(os_job job);
/* From now on a keyboard's interrupt is noted instead of ending this process; forked parts it ends.
 */
bool os_catch_interrupts(void);
/* Whether there was one since the last call. */
bool os_interrupted(void);
/* job 0: the shell's own. */
void os_foreground(os_job job);

bool os_is_terminal(int fd);
/* Raw: every key at once, without echo and signals. False: it cannot be changed. */
bool os_terminal_raw(bool raw);
void os_terminal_size(int *columns, int *rows);

#endif
