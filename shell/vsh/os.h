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
int os_getppid(void);
/* Set the mask of permissions; returns the one before. */
unsigned os_umask(unsigned mask);
/* Microseconds of processor time of this process, and of those it waited for. */
void os_times(int64_t *own, int64_t *children);

/* Switch the machine off, or start it again; a status for whoever started it. Returns when that
 * is refused: -1 with errno set. */
int os_stop_system(bool restart, int status);

/* Descriptors; -1 with errno set. os_open never gives one below 10. */
int os_open(const char *path, int flags);
int os_dup_above(int fd, int minimum);
int os_dup2(int from, int to);
int os_pipe(int fds[2]);
bool os_fd_is_open(int fd);
/* Make the number free of what the system keeps there: not of an open descriptor. */
bool os_fd_vacate(int fd);

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
/* Replace this process's program: arguments and environment of spawn are used, and all descriptors
 * below 10 stay. Returns only when that fails: as os_spawn. */
int os_exec(const struct os_spawn *spawn, char *message, size_t size);
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
/* The same without waiting: 1 ended, 0 not yet, -1 with errno set. */
int os_try_wait(os_process process, struct os_status *status);
/* Wait for the end, 1, or until a caught signal is there, 0. -1 with errno set. */
int os_wait_or_signal(os_process process, struct os_status *status);
void os_release(os_process process);

/* Signals of this process, by number. Caught ones are noted until os_signals_taken() gives them: 1
 * << number each. Catching is not inherited by forked parts, ignoring is. */
void os_signal_catch(int number);
void os_signal_ignore(int number);
void os_signal_default(int number);
uint32_t os_signals_taken(void);
/* The lowest one that os_signals_taken() would give, 0: none. */
int os_signal_waiting(void);

/* Whether what is left of the stack is only enough to parse and to say so. */
bool os_stack_is_low(void);

/* Jobs: what the keyboard's signals go to. */
os_job os_job_create(void);
void os_job_close(os_job job);
/* From now on the keyboard's signals are caught instead of ending this process; forked parts they
 * end. */
bool os_catch_interrupts(void);
/* job 0: the shell's own. */
void os_foreground(os_job job);

bool os_is_terminal(int fd);
/* Raw: every key at once, without echo and signals. False: it cannot be changed. */
bool os_terminal_raw(bool raw);
void os_terminal_size(int *columns, int *rows);

#endif
