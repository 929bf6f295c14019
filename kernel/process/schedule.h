/*
 * The scheduler: 32 priorities, round robin within one.
 *
 * A quantum is quantum_entries entries into the CPU of entry_reductions reductions each. Between
 * two entries the kernel looks at the clock and the interrupt ring; a thread of higher priority
 * that has become ready ends the quantum.
 */
#ifndef KERNEL_PROCESS_SCHEDULE_H
#define KERNEL_PROCESS_SCHEDULE_H

#include <kernel/kernel.h>

struct thread;

/* Make a thread that waits for nothing runnable: to the end of its queue, with a new quantum. */
void schedule_ready(struct kernel *kernel, struct thread *thread);
/* Take it out of its queue, if it is in one. */
void schedule_remove(struct kernel *kernel, struct thread *thread);
/* Direct hand-off of a synchronous call or reply: the thread, which is ready, runs next if no more
 * urgent one is, before others of its priority, on what is left of the current quantum. */
void schedule_handoff(struct kernel *kernel, struct thread *thread);

enum kernel_state schedule_run(struct kernel *kernel, uint64_t budget, uint64_t *deadline);

#endif
