/* The job that has the terminal. */
#include "jobs.h"
#include "process.h"

#include <errno.h>
#include <string.h>

os_job foreground_begin(const struct shell *shell)
{
    if (!shell_option(shell, OPTION_MONITOR))
        return 0;
    os_job group = os_job_create();
    if (group)
        os_foreground(group);
    return group;
}

/* Wait until it has ended or stopped. */
static void wait_member(struct shell *shell, struct member *member)
{
    struct os_status how;
    if (!member->process || member->stopped)
        return;
    if (os_wait(member->process, true, &how) != 0) {
        shell_error(shell, "cannot wait: %s", strerror(errno));
        how = (struct os_status){.how = OS_EXITED, .code = 127};
    }
    member->how = how;
    member->stopped = how.how == OS_STOPPED;
    if (!member->stopped)
        member->process = 0;
}

/* How it left the terminal counts when it ended by itself. */
static void take_terminal(struct job *job, enum job_state state)
{
    os_foreground(0);
    if (state == JOB_STOPPED)
        job->modes_known = os_modes_get(&job->modes);
    else if (job->members[job->count - 1].how.how == OS_EXITED)
        os_modes_keep();
    os_modes_restore();
}

static int ended_status(struct shell *shell, const struct job *job)
{
    int status = 0;
    for (size_t i = 0; i < job->count; i++) {
        int result = status_of(shell, &job->members[i].how);
        if (result != 0 || !shell_option(shell, OPTION_PIPE_FAIL))
            status = result;
    }
    return status;
}

/* The prompt comes back, and the loop that it was in does not go on. */
static int stopped(struct shell *shell, struct job *job)
{
    jobs_insert(shell, job);
    job_report(shell, job, REPORT_PLAIN, stderr);
    if (shell->loop_depth > 0) {
        shell->jump = JUMP_BREAK;
        shell->jump_levels = shell->loop_depth;
    }
    return job_status(job);
}

int foreground_wait(struct shell *shell, struct job *job)
{
    enum job_state state;
    do
        for (size_t i = 0; i < job->count; i++)
            wait_member(shell, &job->members[i]);
    while ((state = job_ask(job)) == JOB_RUNNING);
    take_terminal(job, state);
    job->background = false;
    if (state == JOB_STOPPED)
        return stopped(shell, job);
    int status = ended_status(shell, job);
    jobs_remove(shell, job);
    job_free(job);
    return status;
}
