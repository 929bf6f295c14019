/* Everything a kernel is: there are no mutable globals. */
#ifndef KERNEL_KERNEL_STATE_H
#define KERNEL_KERNEL_STATE_H

#include <base/heap.h>
#include <base/list.h>
#include <base/random.h>
#include <ipc/state.h>
#include <kernel/kernel.h>
#include <log.h>
#include <memory/account.h>
#include <memory/alloc.h>
#include <memory/pages.h>
#include <object.h>
#include <process/atomic.h>
#include <process/image.h>
#include <process/start.h>

struct hal_space;
struct task;
struct thread;

struct kernel {
    struct kernel_config config;
    const struct cpu_ops *cpu; /* config.cpu_ops */

    struct page_allocator pages;
    struct hal_space *space; /* the one that is entered, or NULL: memory/space.h */
    struct allocator allocator;
    struct account root;
    struct object dead;    /* what dead slots name: VB_OBJECT_NONE */
    struct object system;  /* VB_OBJECT_SYSTEM: the right to stop the machine */
    struct object *doomed; /* objects to be closed or destroyed, linked by their doomed */
    bool dooming;          /* object.c is at work on them */
    uint64_t next_object;

    struct list tasks; /* by pid */
    struct job *root_job;
    struct task *init;
    struct init_restart restart;
    struct image_cache images;
    uint32_t next_pid, next_job;

    struct list ready[VB_PRIORITIES]; /* queue_link */
    uint32_t ready_mask;              /* bit p: ready[p] is not empty */
    struct thread *current;           /* in a system call or on the CPU; else NULL */
    struct thread *handoff;           /* runs next, or NULL */
    struct heap deadlines;
    struct atomic_waits atomic_waits; /* threads that wait in a memory */
    int64_t entry_left;               /* reductions until the next look at clock and interrupts */
    uint64_t now;                     /* monotonic clock at the last look */

    struct kernel_ipc ipc; /* K2's part: message caches, devices, interrupt lines */

    struct random_pool random; /* what entropy() hands out */

    bool stopped, ending; /* system_stop was called; kernel_destroy() is at work */
    enum vb_system_action stop_action;
    int stop_status;

    struct kernel_counts counts; /* kept up to date; pages and bytes are filled in when read */
    struct log log;
};

/* Read the clock; kernel->now, as of the last look, does where nobody could tell. */
static inline uint64_t kernel_now(struct kernel *kernel)
{
    return kernel->now = hal_clock_monotonic();
}

#endif
