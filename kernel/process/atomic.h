/*
 * Threads that wait in a memory (memory.atomic.wait of WebAssembly, a futex elsewhere) until
 * another thread of their task notifies the address.
 *
 * Who waits is on one list of a hash table, by memory and address; the place on it is the thread's
 * own, so that waiting needs no memory and cannot fail. A notification wakes in the order in which
 * they came; priorities then decide who runs. What it costs is in proportion to the threads on one
 * list, and those are of the same address but for chance.
 */
#ifndef KERNEL_PROCESS_ATOMIC_H
#define KERNEL_PROCESS_ATOMIC_H

#include <base/list.h>

struct thread;

#define ATOMIC_BUCKETS 256u

struct atomic_waits {
    struct list buckets[ATOMIC_BUCKETS]; /* wait.link; wait.what: memory, wait.address */
};

void atomic_waits_init(struct atomic_waits *waits);
/* The running thread's CPU stopped with CPU_STOP_ATOMIC: carry it out. */
void thread_atomic(struct thread *thread);

#endif
