/* The table of jobs: see jobs.h. */
#include "jobs.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { ENDED_KEPT = 64 }; /* of those nobody asked for */

struct jobs {
    struct job **items; /* by number */
    size_t count, capacity;
    unsigned clock;
    bool inherited; /* those of the shell that this subshell is of: only to be looked at */
};

struct job *job_create(os_job group, const char *text)
{
    struct job *job = checked_alloc(sizeof *job);
    *job = (struct job){.group = group};
    job->text = checked_copy(text ? text : "", text ? strlen(text) : 0);
    return job;
}

void job_add(struct job *job, os_process process, int pid, const struct os_status *how)
{
    job->members = checked_resize(job->members, (job->count + 1) * sizeof *job->members);
    job->members[job->count++] = (struct member){.process = process, .pid = pid, .how = *how};
}

void job_free(struct job *job)
{
    for (size_t i = 0; i < job->count; i++)
        if (job->members[i].process)
            os_release(job->members[i].process);
    if (job->group)
        os_job_close(job->group);
    free(job->members);
    free(job->text);
    free(job);
}

static void member_ask(struct member *member)
{
    struct os_status how;
    int result = member->process ? os_try_wait(member->process, true, &how) : -1;
    if (result < 0)
        return;
    member->stopped = result > 0 && how.how == OS_STOPPED;
    if (result > 0)
        member->how = how;
    if (result > 0 && !member->stopped)
        member->process = 0;
}

enum job_state job_ask(struct job *job)
{
    enum job_state state = JOB_DONE;
    for (size_t i = 0; i < job->count; i++) {
        struct member *member = &job->members[i];
        member_ask(member);
        if (member->process && !member->stopped)
            state = JOB_RUNNING;
        else if (member->stopped && state == JOB_DONE)
            state = JOB_STOPPED;
    }
    return state;
}

int job_status(const struct job *job)
{
    const struct os_status *how = &job->members[job->count - 1].how;
    for (size_t i = 0; i < job->count; i++)
        if (job->members[i].stopped)
            how = &job->members[i].how;
    return how->how == OS_EXITED ? how->code & 0xff : (128 + how->code) & 0xff;
}

int job_signal(const struct job *job, int number)
{
    int result = -1;
    if (job->group)
        return os_signal_job(job->group, number);
    errno = ESRCH;
    for (size_t i = 0; i < job->count; i++)
        if (job->members[i].process && os_signal_process(job->members[i].process, number) == 0)
            result = 0;
    return result;
}

/* ---- the table ------------------------------------------------------------------------------- */

static void remove_at(struct jobs *jobs, size_t index)
{
    jobs->count--;
    memmove(jobs->items + index, jobs->items + index + 1,
            (jobs->count - index) * sizeof *jobs->items);
}

/* The oldest ended ones of which there are many: who starts so many does not ask for them. */
static void forget_ended(struct jobs *jobs)
{
    for (size_t i = 0; jobs->count > ENDED_KEPT && i < jobs->count - ENDED_KEPT;) {
        if (job_ask(jobs->items[i]) != JOB_DONE) {
            i++;
            continue;
        }
        job_free(jobs->items[i]);
        remove_at(jobs, i);
    }
}

void jobs_insert(struct shell *shell, struct job *job)
{
    if (shell->jobs && shell->jobs->inherited)
        jobs_free(shell);
    if (!shell->jobs)
        shell->jobs = checked_alloc(sizeof *shell->jobs);
    struct jobs *jobs = shell->jobs;
    if (job->number == 0) {
        if (jobs->count == jobs->capacity) {
            forget_ended(jobs);
            jobs->capacity = jobs->count < ENDED_KEPT ? 2 * ENDED_KEPT : jobs->count * 2;
            jobs->items = checked_resize(jobs->items, jobs->capacity * sizeof(struct job *));
        }
        job->number = jobs->count ? jobs->items[jobs->count - 1]->number + 1 : 1;
        jobs->items[jobs->count++] = job;
    }
    job->used = ++jobs->clock;
}

void jobs_remove(struct shell *shell, struct job *job)
{
    for (size_t i = 0; shell->jobs && i < shell->jobs->count; i++) {
        if (shell->jobs->items[i] == job) {
            remove_at(shell->jobs, i);
            return;
        }
    }
}

void jobs_free(struct shell *shell)
{
    for (struct job *job; (job = jobs_at(shell, 0)) != NULL; job_free(job))
        jobs_remove(shell, job);
    if (shell->jobs)
        free(shell->jobs->items);
    free(shell->jobs);
    shell->jobs = NULL;
}

void jobs_inherit(struct shell *shell)
{
    if (shell->jobs)
        shell->jobs->inherited = true;
}

bool jobs_are_inherited(const struct shell *shell)
{
    return shell->jobs && shell->jobs->inherited;
}

struct job *jobs_at(const struct shell *shell, size_t index)
{
    return shell->jobs && index < shell->jobs->count ? shell->jobs->items[index] : NULL;
}

size_t jobs_count(const struct shell *shell)
{
    return shell->jobs ? shell->jobs->count : 0;
}

/* Whether the first comes before the second: those that are stopped do (XBD 3.105). */
static bool is_before(struct job *first, struct job *second)
{
    bool stopped = job_ask(first) == JOB_STOPPED;
    return !second || stopped > (job_ask(second) == JOB_STOPPED) ||
           (stopped == (job_ask(second) == JOB_STOPPED) && first->used > second->used);
}

struct job *jobs_recent(const struct shell *shell, unsigned place)
{
    struct job *best[2] = {NULL, NULL}, *job;
    for (size_t i = 0; (job = jobs_at(shell, i)) != NULL; i++) {
        if (is_before(job, best[0])) {
            best[1] = best[0];
            best[0] = job;
        } else if (is_before(job, best[1])) {
            best[1] = job;
        }
    }
    return best[place];
}

struct job *jobs_with(const struct shell *shell, int pid)
{
    struct job *job;
    for (size_t i = 0; (job = jobs_at(shell, i)) != NULL; i++)
        for (size_t j = 0; j < job->count; j++)
            if (job->members[j].pid == pid)
                return job;
    return NULL;
}

static bool has_text(const struct job *job, const char *text)
{
    return *text == '?' ? strstr(job->text, text + 1) != NULL
                        : strncmp(job->text, text, strlen(text)) == 0;
}

/* By what the command begins with, or by what is in it behind a question mark. */
static struct job *find_text(struct shell *shell, const char *builtin, const char *text)
{
    struct job *job, *found = NULL;
    for (size_t i = 0; (job = jobs_at(shell, i)) != NULL; i++) {
        if (!has_text(job, text))
            continue;
        if (found) {
            shell_error(shell, "%s: %%%s: expected one job, found [%d] and [%d]", builtin, text,
                        found->number, job->number);
            return NULL;
        }
        found = job;
    }
    if (!found)
        shell_error(shell, "%s: %%%s: no such job", builtin, text);
    return found;
}

static struct job *find_number(const struct shell *shell, const char *text)
{
    struct job *job;
    char *end;
    const long number = strtol(text, &end, 10);
    for (size_t i = 0; !*end && (job = jobs_at(shell, i)) != NULL; i++)
        if (job->number == number)
            return job;
    return NULL;
}

struct job *jobs_named(struct shell *shell, const char *builtin, const char *id)
{
    const char *text = id + (*id == '%');
    struct job *job;
    if (!*text || strcmp(text, "%") == 0 || strcmp(text, "+") == 0)
        job = jobs_recent(shell, 0);
    else if (strcmp(text, "-") == 0)
        job = jobs_recent(shell, jobs_count(shell) > 1);
    else if (isdigit((unsigned char)*text))
        job = find_number(shell, text);
    else
        return find_text(shell, builtin, text);
    if (!job)
        shell_error(shell, "%s: %s: no such job", builtin, *id ? id : "%%");
    return job;
}
