/*
 * Tasks: a handle table, threads, a start block, and what they are charged to.
 *
 * A task that has ended keeps only this structure, for those who hold handles to it and wait; its
 * threads, contexts and handles are gone at once.
 */
#ifndef KERNEL_PROCESS_TASK_H
#define KERNEL_PROCESS_TASK_H

#include <base/list.h>
#include <memory/account.h>
#include <process/handle.h>
#include <process/job.h>
#include <process/start_block.h>
#include <process/thread.h>

#define TASK_SIGNALS 32u

#define TASK_RIGHTS_ALL                                                                            \
    (VB_RIGHT_DUPLICATE | VB_RIGHT_TRANSFER | VB_RIGHT_READ | VB_RIGHT_MANAGE | VB_RIGHT_SIGNAL |  \
     VB_RIGHT_WAIT)
#define THREAD_RIGHTS_ALL                                                                          \
    (VB_RIGHT_DUPLICATE | VB_RIGHT_TRANSFER | VB_RIGHT_READ | VB_RIGHT_MANAGE | VB_RIGHT_WAIT)
#define JOB_RIGHTS_ALL                                                                             \
    (VB_RIGHT_DUPLICATE | VB_RIGHT_TRANSFER | VB_RIGHT_READ | VB_RIGHT_MANAGE | VB_RIGHT_SIGNAL |  \
     VB_RIGHT_SPAWN)
#define ACCOUNT_RIGHTS_ALL                                                                         \
    (VB_RIGHT_DUPLICATE | VB_RIGHT_TRANSFER | VB_RIGHT_READ | VB_RIGHT_MANAGE | VB_RIGHT_SPAWN)

/* A pulse that fires when the task ends. */
struct task_watch {
    struct list link;
    struct right pulse;
    struct account *account; /* charged for it; retained */
};

struct task {
    struct object object; /* VB_OBJECT_TASK; the account it is charged to is the task's */
    struct kernel *kernel;
    struct account *account; /* the object's */
    struct list link;        /* in kernel->tasks, by pid; zombies included */
    struct task *parent;     /* NULL: init; orphans are init's */
    struct list children, sibling;
    struct job *job; /* retained */
    struct list job_link;
    struct object *namespace; /* retained; NULL: an empty one, made when it is first changed */
    struct right fault;       /* sender that gets vb_fault messages, or empty */
    struct handle_table handles;

    struct list threads; /* task_link; ended threads are not on it */
    uint32_t thread_count;
    uint32_t next_thread_id;

    struct program program;
    struct hal_space *space; /* of its contexts: memory/space.h */
    uint8_t *start_block;    /* the task's own copy */
    size_t start_size;

    struct list waiters;  /* wait.link of threads in wait() */
    struct list watchers; /* struct task_watch */

    struct right signal_pulse[TASK_SIGNALS]; /* who handles a signal, or empty */
    uint32_t signals_ignored;                /* 1 << number */

    uint64_t fuel;       /* reductions left, UINT64_MAX: no limit */
    uint64_t pause_at;   /* reductions after which it is stopped once, UINT64_MAX: never */
    uint64_t reductions; /* used, ended threads included */
    uint64_t cpu_time;   /* nanoseconds */
    uint64_t draws;      /* bytes of entropy that a reproducible task has had */
    uint64_t start_time; /* monotonic */
    uint64_t memory_limit, stack_limit;
    uint32_t pid;
    uint8_t priority;  /* of its first thread; forks and further threads start with it */
    bool pauses;       /* SIGINT stops it, too: VB_START_PAUSE */
    bool reproducible; /* clocks and entropy follow from its reductions: VB_START_REPRODUCIBLE */
    bool stops_at_end; /* it is stopped once more before it ends */
    bool ends;         /* that has come: it ends with exit_code when it goes on */
    bool stopped;      /* by a signal; threads are not scheduled */
    bool ended;
    bool published; /* it has been in the lists; the account counts it until it ends */
    uint32_t stop_signal;
    uint32_t exit_kind; /* enum vb_exit_kind */
    int32_t exit_code;
    char name[32];
    char exit_text[240];
};

/* An empty task below `parent` (NULL: init) in the job, charged to the account. Not yet in the
 * lists and without threads: task_publish() makes it visible, object_release() undoes. */
MUST_CHECK int task_create(struct kernel *kernel, struct task *parent, struct job *job,
                           struct account *account, struct task **out);
void task_publish(struct task *task);
/* End it now, whatever its threads do: frees all but the structure, tells waiters and watchers,
 * gives children to init. For init it restarts it or panics instead. */
void task_end(struct task *task, uint32_t exit_kind, int32_t code, const char *text);
/* Free all but the structure; for task_end() and for one that never started. */
void task_clear(struct task *task);
/* NULL when there is none with this pid. */
struct task *task_find(struct kernel *kernel, uint32_t pid);
/* The living or unwaited task with the smallest pid above `pid`, NULL at the end. */
struct task *task_next(struct kernel *kernel, uint32_t pid);
void task_info(const struct task *task, struct vb_task_info *out);

static inline struct task *task_of(struct object *object)
{
    return CONTAINER_OF(object, struct task, object);
}

#endif
