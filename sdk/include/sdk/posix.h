/*
 * What POSIX has and wasi-libc lacks, for WASI programs on VIBEE OS (vibee_program in CMake).
 * Functions with a POSIX name behave as POSIX says, with -1 and errno; those named sdk_ are ours.
 *
 * A child is a task handle. fork, and sdk_child, also give it a pid in this process for waitpid and
 * kill; no pid that this process did not make itself can be waited for or signalled.
 *
 * Paths of these programs are exact: one with a leading "/" is absolute, any other relative to the
 * working directory. (Programs built with a plain wasi-sdk lose the "/", see docs/posix.md.)
 */
#ifndef SDK_POSIX_H
#define SDK_POSIX_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <vibee/file.h>
#include <vibee/objects.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Processes */
pid_t fork(void);
int execve(const char *path, char *const argv[], char *const envp[]);
int execv(const char *path, char *const argv[]);
int execvp(const char *file, char *const argv[]);
pid_t getpid(void);
pid_t getppid(void);
int kill(pid_t pid, int signal); /* pid: a child, this process, or 0: this process */

/* Descriptors */
int dup(int fd);
int dup2(int fd, int to);
int pipe(int fds[2]);
int sdk_close_on_exec(int fd, int on); /* on: 0 or 1 */
int mkstemp(char *template);

/* A process to start. What is 0 or NULL takes the default. */
struct sdk_fd_map {
    int child; /* number in the child */
    int fd;    /* descriptor of this process; it stays open here */
};

struct sdk_named {
    const char *name;
    uint64_t handle; /* the child gets a duplicate */
};

struct sdk_spawn {
    const char *path;             /* of the program */
    char *const *argv;            /* NULL at the end */
    char *const *envp;            /* default: this process's environment */
    const char *cwd;              /* default: this process's working directory */
    const struct sdk_fd_map *fds; /* default: every descriptor that is not close-on-exec */
    size_t fd_count;
    const struct sdk_named *handles; /* default: none */
    size_t handle_count;
    uint64_t terminal; /* what the child and its children find at /dev/tty, default: as here */
    uint64_t job;      /* default: this process's job */
    uint64_t account;  /* default: this process's account */
    uint32_t priority; /* default: VB_PRIORITY_DEFAULT */
    char *diagnostic;  /* where a line goes that says why it failed */
    size_t diagnostic_size;
};

/* Start it: a task handle, or a negative vb_status. */
int64_t sdk_spawn(const struct sdk_spawn *spawn);

/* Replace this process's program; returns only to say why it failed (a negative vb_status). On
 * success named handles of this process's start block and those of spawn are kept. */
int64_t sdk_exec(const struct sdk_spawn *spawn);

/* fork with the child as a task handle: 0 in the child. It joins a job; 0: the caller's own. */
int64_t sdk_fork(uint64_t job);

/* Make a task handle a child with a pid; the handle is then waitpid's. -1: no memory. */
pid_t sdk_child(uint64_t task);

/* Wait for a task to end (or, with VB_WAIT_STOPPED, to stop); a vb_status. */
int64_t sdk_wait(uint64_t task, uint32_t flags, uint64_t deadline, struct vb_exit_info *info);

/* waitpid's status of it, and the exit status that a shell shows: n, 128 + signal, 128 + trap. */
int sdk_wait_status(const struct vb_exit_info *info);
int sdk_shell_status(const struct vb_exit_info *info);

/* Search PATH for a program, as execvp does. 0, or -1 and errno. */
int sdk_find_program(const char *file, char *path, size_t size);

/* Signals: mask has bit 1 << number for each. */
int64_t sdk_signals_ignore(uint64_t mask);
int64_t sdk_signals_default(uint64_t mask);

/* Terminals. -1 with ENOTTY when fd is none. */
int sdk_terminal_get(int fd, struct vb_terminal *terminal);
int sdk_terminal_set(int fd, uint32_t modes); /* VB_TERMINAL_..., 0: raw */
int sdk_terminal_foreground(int fd, uint64_t job);

/* A new terminal that this process stands for, both ends close-on-exec. What is written to the
 * master is typed there, what is read from it is shown there; when it is closed the terminal hangs
 * up. Only the master can resize it. */
struct sdk_pty {
    int master, slave;
};
int sdk_pty_open(struct sdk_pty *pty);
int sdk_pty_resize(int master, uint32_t columns, uint32_t rows);

/* The handle behind a descriptor (borrowed), or -1; a descriptor for a handle (which it then owns).
 */
int64_t sdk_fd_handle(int fd);
int sdk_fd_install(uint64_t handle);

/* The contents of a program or other file as a memory object: a handle, or a negative vb_status. */
int64_t sdk_program_open(const char *path);

#ifdef __cplusplus
}
#endif

#endif
