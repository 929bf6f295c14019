/* What a person reads about jobs (XCU jobs, "STDOUT"). */
#include "jobs.h"

#include <stdio.h>
#include <stdlib.h>

const char *signal_text(int number)
{
    static const char *const texts[SIGNAL_COUNT] = {
        [1] = "Hangup",       [2] = "Interrupt",      [3] = "Quit",           [6] = "Aborted",
        [9] = "Killed",       [10] = "User signal 1", [12] = "User signal 2", [13] = "Broken pipe",
        [14] = "Alarm clock", [15] = "Terminated",
    };
    return number >= 0 && number < SIGNAL_COUNT ? texts[number] : NULL;
}

static void put_stopped(int number, char *text, size_t size)
{
    const char *name = signal_name(number);
    if (name && number != 20)
        snprintf(text, size, "Stopped (SIG%s)", name);
    else
        snprintf(text, size, "Stopped");
}

static void put_ended(const struct os_status *how, char *text, size_t size)
{
    if (how->how == OS_TRAPPED)
        snprintf(text, size, "Trapped");
    else if (how->how != OS_EXITED && signal_text(how->code))
        snprintf(text, size, "%s", signal_text(how->code));
    else if (how->how != OS_EXITED)
        snprintf(text, size, "Signal %d", how->code);
    else if (how->code & 0xff)
        snprintf(text, size, "Done(%d)", how->code & 0xff);
    else
        snprintf(text, size, "Done");
}

static void put_state(const struct member *member, char *text, size_t size)
{
    if (member->stopped)
        put_stopped(member->how.code, text, size);
    else if (member->process)
        snprintf(text, size, "Running");
    else
        put_ended(&member->how, text, size);
}

/* The member that a job's state is that of. */
static const struct member *speaker(const struct job *job, enum job_state state)
{
    const struct member *last = &job->members[job->count - 1];
    for (const struct member *member = job->members; member <= last; member++)
        if ((state == JOB_STOPPED && member->stopped) ||
            (state == JOB_RUNNING && member->process && !member->stopped))
            return member;
    return last;
}

static void write_long(const struct job *job, char mark, FILE *file)
{
    char state[64];
    for (size_t i = 0; i < job->count; i++) {
        put_state(&job->members[i], state, sizeof state);
        if (i == 0)
            fprintf(file, "[%d]%c %5d %-23s %s\n", job->number, mark, job->members[i].pid, state,
                    job->text);
        else
            fprintf(file, "     %5d %s\n", job->members[i].pid, state);
    }
}

void job_report(const struct shell *shell, struct job *job, enum report report, FILE *file)
{
    char state[64];
    const enum job_state now = job_ask(job);
    char mark = job == jobs_recent(shell, 0) ? '+' : job == jobs_recent(shell, 1) ? '-' : ' ';
    job->reported = now;
    if (report == REPORT_NUMBERS) {
        fprintf(file, "%d\n", job->members[0].pid);
        return;
    }
    if (report == REPORT_LONG) {
        write_long(job, mark, file);
        return;
    }
    put_state(speaker(job, now), state, sizeof state);
    fprintf(file, "[%d]%c  %-23s %s%s\n", job->number, mark, state, job->text,
            now == JOB_RUNNING && job->background ? " &" : "");
}

void jobs_notify(struct shell *shell)
{
    struct job *job;
    for (size_t i = 0; (job = jobs_at(shell, i)) != NULL;) {
        const enum job_state now = job_ask(job);
        if (now != job->reported && now != JOB_RUNNING)
            job_report(shell, job, REPORT_PLAIN, stderr);
        job->reported = now;
        if (now != JOB_DONE) {
            i++;
            continue;
        }
        jobs_remove(shell, job);
        job_free(job);
    }
}

bool jobs_hold_exit(struct shell *shell)
{
    struct job *job;
    if (!shell->interactive || shell->exit_warned)
        return false;
    for (size_t i = 0; (job = jobs_at(shell, i)) != NULL; i++) {
        if (job_ask(job) != JOB_STOPPED)
            continue;
        fprintf(stderr, "There are stopped jobs.\n");
        shell->exit_warning = true;
        return true;
    }
    return false;
}

/* Nobody is left who could let them go on. */
void jobs_leave(struct shell *shell)
{
    struct job *job;
    for (size_t i = 0; (job = jobs_at(shell, i)) != NULL; i++) {
        if (!job->group || job_ask(job) != JOB_STOPPED)
            continue;
        (void)job_signal(job, 1);
        (void)job_signal(job, 18);
    }
}
