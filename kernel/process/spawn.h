/* What spawn, exec and fork share. */
#ifndef KERNEL_PROCESS_SPAWN_H
#define KERNEL_PROCESS_SPAWN_H

#include <kernel/cpu.h>
#include <process/user.h>

struct task;
struct thread;

/* Write the diagnostic to the caller's buffer, NUL-terminated and cut; returns `status`. */
int64_t start_refused(struct thread *self, struct user_buffer out, int status,
                      const struct cpu_diagnostic *diagnostic);
/* Reductions a child may use when `wanted` were asked for (0: no limit): never more than what its
 * parent has left. */
uint64_t fuel_for_child(const struct task *parent, uint64_t wanted);

#endif
