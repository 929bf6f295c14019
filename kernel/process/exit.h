/* How tasks and threads end, and who is told. */
#ifndef KERNEL_PROCESS_EXIT_H
#define KERNEL_PROCESS_EXIT_H

#include <base/macros.h>
#include <stdbool.h>
#include <stdint.h>

struct task;
struct thread;

/* A task that is to be stopped before its end (VB_START_REPRODUCIBLE) is, and ends with the status
 * when it goes on: true. False: it has been, or need not be. */
MUST_CHECK bool task_stop_at_end(struct task *task, int32_t status);

/* Complete the waits of those who join an ended thread. */
void thread_tell_joiners(struct thread *thread);
/* Complete the waits for a task: all of them when it has ended, those with VB_WAIT_STOPPED when it
 * was stopped. */
void task_tell_waiters(struct task *task);
/* A task's parent hears of its end or stop if it handles VB_SIGCHLD. */
void task_tell_parent(struct task *task);

#endif
