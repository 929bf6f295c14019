/* Running other programs, by their names as a shell finds them. */
#ifndef SHELL_LIB_CHILD_H
#define SHELL_LIB_CHILD_H

#include <stdint.h>
#include <sys/types.h>

/* Becomes the program; returns only when that fails: 127 (not found) or 126, reported. */
int child_exec(char **argv);
/* The same at a priority of the kernel's; 0: the usual one. */
int child_exec_at(char **argv, uint32_t priority);
/* Starts it; -1 after reporting. */
pid_t child_start(char **argv);
/* Waits for its end: its status, or 128 and the signal that ended it. */
int child_wait(pid_t pid);
int child_run(char **argv);
/* Why a system call on a process failed. */
const char *child_reason(int64_t status);

#endif
