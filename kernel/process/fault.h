/* Faults: what happens to a thread that trapped (see docs/kernel.md). */
#ifndef KERNEL_PROCESS_FAULT_H
#define KERNEL_PROCESS_FAULT_H

struct thread;

/* vb_fault.trap: the task has used the reductions it was given */
#define FAULT_OUT_OF_FUEL 0x1000u

/* The running thread's context has trapped. */
void thread_trapped(struct thread *thread);
void thread_out_of_fuel(struct thread *thread);

#endif
