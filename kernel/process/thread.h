/*
 * Threads: one CPU context each, and at most one thing that it waits for.
 *
 * A system call's handler either returns a result, or it records what the thread waits for with
 * thread_block() and returns SYSCALL_BLOCKED; whoever makes that come true calls thread_complete(),
 * which finishes the call and makes the thread runnable. A wait may also end from outside: its
 * deadline passes, thread_cancel, a kill. Then the kernel calls the wait's cancel operation, which
 * only unlinks what the waiting side had linked.
 */
#ifndef KERNEL_PROCESS_THREAD_H
#define KERNEL_PROCESS_THREAD_H

#include <base/list.h>
#include <ipc/state.h>
#include <kernel/cpu.h>
#include <object.h>
#include <process/deadline.h>

struct message;
struct task;
struct thread;

#define SYSCALL_BLOCKED  INT64_MIN       /* the thread waits; thread_complete() ends the call */
#define SYSCALL_NORETURN (INT64_MIN + 1) /* the thread has ended or runs another program */

enum thread_state {
    THREAD_READY,   /* runnable: in its ready queue, unless its task is stopped */
    THREAD_RUNNING, /* kernel->current */
    THREAD_WAITING, /* in a system call: wait.ops says in which */
    THREAD_FAULTED, /* trapped; for its supervisor to look at */
    THREAD_ENDED,
};

struct wait_ops {
    const char *name; /* what is waited for, for proc: */
    /* Unlink the thread from what it waits for; its wait ends with an error that the caller
     * delivers. Must not complete or block threads of the same wait. */
    void (*cancel)(struct thread *thread);
    bool sleeps; /* the deadline is what is waited for: the result is then VB_OK */
};

struct wait {
    const struct wait_ops *ops; /* NULL: waits for nothing */
    void *what;                 /* for ops */
    struct list link;           /* for ops: a place on the list of those who wait */
    uint64_t address;           /* for ops: where the result goes in the thread's memory */
    uint64_t flags;             /* for ops */
};

struct thread {
    struct object object; /* VB_OBJECT_THREAD */
    struct task *task;    /* retained */
    struct cpu_context *context;
    struct list queue_link; /* in kernel->ready[effective] */
    struct list task_link;  /* in task->threads */
    struct list waiters;    /* wait.link of those who join */
    struct wait wait;
    struct deadline deadline; /* of the wait */
    struct thread_ipc ipc;    /* K2's part: a pending call's windows and reply */
    struct message *fault;    /* preallocated fault message, NULL when nobody wants one */
    uint64_t reductions;      /* used by the thread */
    uint32_t id;              /* 1 for the first of its task */
    uint8_t state;            /* enum thread_state */
    uint8_t priority;         /* its own, 0 to 31 */
    uint8_t lent;             /* highest priority of the callers it serves, 0: none */
    uint8_t effective;        /* the higher of the two: the queue it is in */
    uint16_t entries;         /* left in its quantum */
    bool queued;              /* queue_link is in a ready queue */
    uint32_t exit_kind;       /* enum vb_exit_kind, once ended */
    int32_t exit_code;
};

/* ---- waiting ----------------------------------------------------------------------------------
 */

/* VB_OK, or VB_ERR_AGAIN when the deadline is VB_NO_WAIT. To be asked before anything changes. */
static inline int deadline_allows_wait(uint64_t deadline)
{
    return deadline == VB_NO_WAIT ? VB_ERR_AGAIN : VB_OK;
}

/* The running thread now waits; the caller fills in and links the rest of thread->wait. Returns
 * SYSCALL_BLOCKED, so that handlers end with `return thread_block(...)`. With ops->cancel the wait
 * ends as VB_ERR_TIMED_OUT. */
int64_t thread_block(struct thread *thread, const struct wait_ops *ops, void *what,
                     uint64_t deadline);
/* What a WAITING thread waited for has come true (and is unlinked): end its call with `result` and
 * make it runnable. */
void thread_complete(struct thread *thread, int64_t result);
/* End the wait of a WAITING thread from outside: cancel, then complete with `status`. */
void thread_interrupt(struct thread *thread, int status);

/* ---- priorities (schedule.c) ------------------------------------------------------------------
 */

/* Priority lent by the callers a server thread serves: the highest, 0 when there is none. */
void thread_lend(struct thread *thread, uint8_t priority);
void thread_set_priority(struct thread *thread, uint8_t priority);

/* ---- life (thread.c) --------------------------------------------------------------------------
 */

/* A thread of the task for the context, which it owns when this succeeds; not yet runnable. The
 * caller owns the one reference besides the task's own. Without a context it can only be ended. */
MUST_CHECK int thread_create(struct task *task, struct cpu_context *context, uint8_t priority,
                             struct thread **out);
/* A further thread of the task, runnable, with the memories of `from`: see sys_thread_create. The
 * caller owns a reference. */
MUST_CHECK int thread_start(struct thread *from, uint32_t function, uint64_t stack,
                            uint64_t argument, struct thread **out);
/* End it whatever it does: its wait is cancelled, its context destroyed, joiners woken. Does not
 * end the task. */
void thread_end(struct thread *thread, uint32_t exit_kind, int32_t exit_code);

static inline struct thread *thread_of(struct object *object)
{
    return CONTAINER_OF(object, struct thread, object);
}

#endif
