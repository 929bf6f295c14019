/*
 * Children by pid: fork, waitpid, kill. The table maps pids to task handles. waitpid(-1) sleeps at
 * a channel into which each child's end fires a pulse. In a forked child both are left over from
 * the parent and dropped; the owner's pid tells.
 */
#include "error.h"
#include <errno.h>
#include <sdk/posix.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <vibee/syscalls.h>

struct child {
    pid_t pid;
    uint64_t task; /* 0: a free slot */
};

static struct child *children;
static size_t child_count;
static pid_t owner;        /* of the table and the channel */
static uint64_t ends[2];   /* the channel: receiver, sender; 0 before the first child */
static uint64_t end_pulse; /* fired by every child's end */

pid_t getpid(void)
{
    return (pid_t)vb_getpid();
}

pid_t getppid(void)
{
    struct vb_task_info info;

    return vb_task_info(0, VB_ADDRESS(&info)) < 0 ? 0 : (pid_t)info.parent;
}

/* Forget what belongs to the process this one was forked from. */
static void own_table(void)
{
    size_t i;

    if (owner == getpid())
        return;
    for (i = 0; i < child_count; i++)
        if (children[i].task != 0)
            (void)vb_handle_close(children[i].task);
    for (i = 0; i < 2; i++)
        if (ends[i] != 0)
            (void)vb_handle_close(ends[i]);
    if (end_pulse != 0)
        (void)vb_handle_close(end_pulse);
    child_count = 0;
    ends[0] = ends[1] = end_pulse = 0;
    owner = getpid();
}

static struct child *free_slot(void)
{
    struct child *grown;
    size_t i;

    for (i = 0; i < child_count; i++)
        if (children[i].task == 0)
            return &children[i];
    grown = realloc(children, (child_count + 8) * sizeof *children);
    if (grown == NULL)
        return NULL;
    children = grown;
    for (i = child_count; i < child_count + 8; i++)
        children[i].task = 0;
    child_count += 8;
    return &children[child_count - 8];
}

/* Have the child's end wake waitpid(-1). When that cannot be arranged, waitpid looks now and then.
 */
static void watch(uint64_t task)
{
    int64_t pulse;

    if (ends[0] == 0) {
        if (vb_channel_create(1, 0, VB_ADDRESS(ends)) < 0)
            return;
        pulse = vb_pulse_create(ends[0], 0);
        if (pulse < 0)
            return;
        end_pulse = (uint64_t)pulse;
    }
    if (end_pulse != 0)
        (void)vb_task_watch(task, end_pulse);
}

pid_t sdk_child(uint64_t task)
{
    struct vb_task_info info;
    struct child *slot;

    own_table();
    slot = free_slot();
    if (slot == NULL || sdk_posix_result(vb_task_info(task, VB_ADDRESS(&info))) < 0)
        return -1;
    *slot = (struct child){.pid = (pid_t)info.pid, .task = task};
    watch(task);
    return slot->pid;
}

pid_t fork(void)
{
    int64_t task;
    pid_t pid;

    own_table();
    task = sdk_posix_result(sdk_fork(0));
    if (task <= 0) {
        if (task == 0)
            own_table();
        return (pid_t)task;
    }
    pid = sdk_child((uint64_t)task);
    if (pid < 0)
        (void)vb_handle_close((uint64_t)task);
    return pid;
}

static struct child *by_pid(pid_t pid)
{
    size_t i;

    own_table();
    for (i = 0; i < child_count; i++)
        if (children[i].task != 0 && children[i].pid == pid)
            return &children[i];
    return NULL;
}

int kill(pid_t pid, int signal)
{
    struct child *child = by_pid(pid);

    if (child == NULL && pid != 0 && pid != getpid()) {
        errno = ESRCH;
        return -1;
    }
    return (int)sdk_posix_result(vb_kill(child != NULL ? child->task : 0, (uint32_t)signal));
}

/* Ask about one child; its pid when it ended or stopped, 0 when not yet, -1 for an error. */
static pid_t ask(struct child *child, int *status, uint32_t flags, uint64_t deadline)
{
    struct vb_exit_info info;
    int64_t result = sdk_wait(child->task, flags, deadline, &info);

    if (result == VB_ERR_AGAIN)
        return 0;
    if (sdk_posix_result(result) < 0)
        return -1;
    if (status != NULL)
        *status = sdk_wait_status(&info);
    if (info.kind != VB_EXIT_STOPPED) {
        (void)vb_handle_close(child->task);
        child->task = 0;
    }
    return child->pid;
}

/* Sleep until some child ended; spurious returns are harmless. */
static void sleep_for_child(void)
{
    enum { LOOK_AGAIN_NS = 20000000 };
    struct vb_message message = {0};

    if (end_pulse != 0)
        (void)vb_channel_receive(ends[0], VB_ADDRESS(&message), VB_FOREVER);
    else
        (void)vb_sleep((uint64_t)vb_clock(VB_CLOCK_MONOTONIC) + LOOK_AGAIN_NS);
}

static pid_t wait_any(int *status, int options)
{
    size_t i, living;
    pid_t pid;

    for (;;) {
        living = 0;
        for (i = 0; i < child_count; i++) {
            if (children[i].task == 0)
                continue;
            living++;
            pid = ask(&children[i], status, 0, VB_NO_WAIT);
            if (pid != 0)
                return pid;
        }
        if (living == 0) {
            errno = ECHILD;
            return -1;
        }
        if (options & WNOHANG)
            return 0;
        sleep_for_child();
    }
}

pid_t waitpid(pid_t pid, int *status, int options)
{
    struct child *child;

    own_table();
    if (pid == -1)
        return wait_any(status, options);
    child = by_pid(pid);
    if (child == NULL) {
        errno = ECHILD;
        return -1;
    }
    return ask(child, status, options & WUNTRACED ? VB_WAIT_STOPPED : 0,
               options & WNOHANG ? VB_NO_WAIT : VB_FOREVER);
}

pid_t wait(int *status)
{
    return waitpid(-1, status, 0);
}
