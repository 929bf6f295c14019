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

/* What init says of the services that it knows: a line each, which begins with the name. The caller
 * frees; NULL: it is not there. */
char *os_services(void);
/* Start, stop or restart (the verb) one: 0, or -1 with errno set. */
int os_service_control(const char *verb, const char *name);
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
/* Wait for the end, which closes the process's handle, or also for a stop. -1 with errno set. */
int os_wait(os_process process, bool stops, struct os_status *status);
/* The same without waiting: 1 ended or stopped, 0 not yet, -1 with errno set. */
int os_try_wait(os_process process, bool stops, struct os_status *status);
/* Wait for that, 1, or until a caught signal is there, 0. -1 with errno set. */
int os_wait_or_signal(os_process process, bool stops, struct os_status *status);
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

/* Send a signal, 0: only check. 0, or -1 with errno set. job 0: the shell's own. */
int os_signal_process(os_process process, int number);
int os_signal_job(os_job job, int number);
int os_signal_pid(int pid, int number);

/* Jobs: groups of processes, of which the one in the foreground gets the keyboard's signals and may
 * read from the terminal. */
os_job os_job_create(void);
void os_job_close(os_job job);
/* Wait until this process is in the foreground of the terminal that its input is, and keep that
 * terminal for what follows. From then on it is not stopped for using the terminal in the
 * background, and when it is interactive, the keyboard's signals are caught instead of ending it;
 * forked parts are. False: they end it. */
bool os_job_control(bool interactive);
/* For a forked part in the shell's own job: it cannot be stopped from the keyboard. */
void os_ignore_stops(void);
/* job 0: the shell's own. */
void os_foreground(os_job job);
/* The modes that the terminal has now; false: it has none. */
bool os_modes_get(uint32_t *modes);
void os_modes_set(uint32_t modes);
/* Those of now become the shell's; the shell's come back. */
void os_modes_keep(void);
void os_modes_restore(void);

bool os_is_terminal(int fd);
/* Wait until there is something to read, or its end: true, or until a caught signal is there. */
bool os_wait_for_input(int fd);
/* Raw: every key at once, without echo and signals; else the shell's modes. False: it cannot be
 * changed. */
bool os_terminal_raw(bool raw);
void os_terminal_size(int *columns, int *rows);

#endif
