/* Job control: jobs, fg, bg, disown, wait and kill. */
#include "../run/jobs.h"
#include "../run/process.h"
#include "builtins.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { CONTINUE = 18 };

/* The letters of leading options into *letters, each once; the index behind them, -1: reported. */
static int parse_letters(struct shell *shell, char **argv, const char *known, char *letters)
{
    int i = 1;
    size_t count = 0;
    for (; argv[i] && argv[i][0] == '-' && argv[i][1]; i++) {
        if (strcmp(argv[i], "--") == 0) {
            i++;
            break;
        }
        for (const char *letter = argv[i] + 1; *letter; letter++) {
            if (!strchr(known, *letter)) {
                shell_error(shell, "%s: -%c: expected one of -%s", argv[0], *letter, known);
                return -1;
            }
            if (!memchr(letters, *letter, count))
                letters[count++] = *letter;
        }
    }
    letters[count] = '\0';
    return i;
}

/* Behind a report of its end nobody needs it any more. */
static void forget_reported(struct shell *shell, struct job *job)
{
    if (job->reported != JOB_DONE || jobs_are_inherited(shell))
        return;
    jobs_remove(shell, job);
    job_free(job);
}

int builtin_jobs(struct shell *shell, int argc, char **argv)
{
    char letters[4];
    int i = parse_letters(shell, argv, "lp", letters), status = 0;
    if (i < 0)
        return 2;
    const enum report report = strchr(letters, 'p')   ? REPORT_NUMBERS
                               : strchr(letters, 'l') ? REPORT_LONG
                                                      : REPORT_PLAIN;
    struct job *job;
    for (size_t at = 0; i == argc && (job = jobs_at(shell, at)) != NULL;) {
        job_report(shell, job, report, stdout);
        forget_reported(shell, job);
        at += jobs_at(shell, at) == job;
    }
    for (; i < argc; i++) {
        job = jobs_named(shell, "jobs", argv[i]);
        if (!job) {
            status = 1;
            continue;
        }
        job_report(shell, job, report, stdout);
        forget_reported(shell, job);
    }
    return written(shell, "jobs") ? status : 1;
}

/* That the argument names, or the current one; with a group, so that it can be moved. */
static struct job *movable(struct shell *shell, const char *name, const char *id)
{
    if (!shell_option(shell, OPTION_MONITOR)) {
        shell_error(shell, "%s: no job control: expected set -m", name);
        return NULL;
    }
    struct job *job = jobs_named(shell, name, id ? id : "");
    if (!job)
        return NULL;
    if (job->group && job_ask(job) != JOB_DONE)
        return job;
    shell_error(shell,
                job->group ? "%s: [%d] has ended" : "%s: [%d] was started without job control",
                name, job->number);
    return NULL;
}

int builtin_fg(struct shell *shell, int argc, char **argv)
{
    struct job *job = movable(shell, "fg", argc > 1 ? argv[1] : NULL);
    if (!job)
        return 1;
    puts(job->text);
    fflush(stdout);
    os_foreground(job->group);
    if (job->modes_known)
        os_modes_set(job->modes);
    job->modes_known = false;
    job->reported = JOB_RUNNING;
    (void)job_signal(job, CONTINUE);
    return foreground_wait(shell, job);
}

static int continue_behind(struct shell *shell, const char *id)
{
    struct job *job = movable(shell, "bg", id);
    if (!job)
        return 1;
    job->background = true;
    job->reported = JOB_RUNNING;
    (void)job_signal(job, CONTINUE);
    jobs_insert(shell, job); /* it was used last */
    printf("[%d]%c %s &\n", job->number, job == jobs_recent(shell, 0) ? '+' : '-', job->text);
    return 0;
}

int builtin_bg(struct shell *shell, int argc, char **argv)
{
    int status = argc == 1 ? continue_behind(shell, NULL) : 0;
    for (int i = 1; i < argc; i++)
        if (continue_behind(shell, argv[i]) != 0)
            status = 1;
    return status;
}

static void disown(struct shell *shell, struct job *job)
{
    jobs_remove(shell, job);
    job_free(job);
}

int builtin_disown(struct shell *shell, int argc, char **argv)
{
    char letters[2];
    int i = parse_letters(shell, argv, "a", letters), status = 0;
    struct job *job;
    if (i < 0)
        return 2;
    while (*letters && (job = jobs_at(shell, 0)) != NULL)
        disown(shell, job);
    if (i == argc && !*letters) {
        job = jobs_named(shell, "disown", "");
        if (!job)
            return 1;
        disown(shell, job);
    }
    for (; i < argc; i++) {
        job = jobs_named(shell, "disown", argv[i]);
        if (job)
            disown(shell, job);
        else
            status = 1;
    }
    return status;
}

/* ---- wait ------------------------------------------------------------------------------------ */

/* Its status, -1: a signal with a trap came first. One that is stopped is not waited for. */
static int wait_job(struct shell *shell, struct job *job)
{
    for (size_t i = 0; i < job->count; i++) {
        struct member *member = &job->members[i];
        if (!member->process)
            continue;
        int result = os_wait_or_signal(member->process, true, &member->how);
        if (result == 0)
            return -1;
        if (result < 0)
            member->how = (struct os_status){.how = OS_EXITED, .code = 127};
        member->stopped = result > 0 && member->how.how == OS_STOPPED;
        if (member->stopped)
            continue;
        member->process = 0;
        if (!shell->interactive)
            (void)status_of(shell, &member->how);
    }
    int status = job_status(job);
    if (job_ask(job) == JOB_DONE && !shell->interactive) {
        jobs_remove(shell, job);
        job_free(job);
    }
    return status;
}

static int wait_all(struct shell *shell)
{
    struct job *job;
    for (size_t at = 0; (job = jobs_at(shell, at)) != NULL;) {
        if (wait_job(shell, job) < 0)
            return 128 + os_signal_waiting();
        at += jobs_at(shell, at) == job;
    }
    return 0;
}

static int wait_named(struct shell *shell, const char *id)
{
    struct job *job;
    int pid;
    if (*id == '%') {
        job = jobs_named(shell, "wait", id);
    } else {
        if (!parse_count(shell, "wait", id, 1, INT_MAX, &pid))
            return 2;
        job = jobs_with(shell, pid);
    }
    if (!job)
        return 127;
    int status = wait_job(shell, job);
    return status < 0 ? 128 + os_signal_waiting() : status;
}

int builtin_wait(struct shell *shell, int argc, char **argv)
{
    if (jobs_are_inherited(shell)) /* they are another shell's */
        jobs_free(shell);
    int i = argc > 1 && strcmp(argv[1], "--") == 0 ? 2 : 1;
    int status = i == argc ? wait_all(shell) : 0;
    for (; i < argc; i++)
        status = wait_named(shell, argv[i]);
    return status;
}

/* ---- kill ------------------------------------------------------------------------------------ */

/* The names, or that of each number or status. */
static int list_signals(struct shell *shell, char **argv)
{
    const char *space = "";
    int number, status = 0;
    for (int i = 1; !*argv && i < SIGNAL_COUNT; i++) {
        if (signal_name(i)) {
            printf("%s%s", space, signal_name(i));
            space = " ";
        }
    }
    if (!*argv)
        putchar('\n');
    for (; *argv; argv++) {
        if (isdigit((unsigned char)**argv) && parse_count(shell, "kill", *argv, 1, 255, &number)) {
            number -= number > 128 ? 128 : 0;
        } else {
            number = isdigit((unsigned char)**argv) ? -1 : signal_number(*argv);
        }
        if (number > 0 && signal_name(number)) {
            if (isdigit((unsigned char)**argv))
                puts(signal_name(number));
            else
                printf("%d\n", number);
        } else {
            shell_error(shell, "kill: %s: expected a signal or a status of 128 and a signal",
                        *argv);
            status = 1;
        }
    }
    return written(shell, "kill") ? status : 1;
}

/* A stopped job can do nothing about a signal until it goes on. */
static int kill_job(struct shell *shell, const char *id, int number)
{
    struct job *job = jobs_named(shell, "kill", id);
    if (!job)
        return 1;
    const bool was_stopped = job_ask(job) == JOB_STOPPED;
    if (job_signal(job, number) != 0) {
        shell_error(shell, "kill: %s: %s", id, strerror(errno));
        return 1;
    }
    if (was_stopped && (number == 1 || number == 15))
        (void)job_signal(job, CONTINUE);
    return 0;
}

static int kill_process(struct shell *shell, const char *text, int number)
{
    int pid;
    if (!parse_count(shell, "kill", text, 0, INT_MAX, &pid))
        return 1;
    if ((pid ? os_signal_pid(pid, number) : os_signal_job(0, number)) == 0)
        return 0;
    shell_error(shell, "kill: %d: %s", pid, strerror(errno));
    return 1;
}

/* The signal that -s, -n or -NAME gives into *number; the index behind it, -1: reported. */
static int parse_kill(struct shell *shell, char **argv, int *number)
{
    int i = 1;
    const char *name = NULL;
    if (argv[1] && (strcmp(argv[1], "-s") == 0 || strcmp(argv[1], "-n") == 0)) {
        name = argv[2] ? argv[2] : "";
        i = argv[2] ? 3 : 2;
    } else if (argv[1] && argv[1][0] == '-' && argv[1][1] && strcmp(argv[1], "--") != 0) {
        name = argv[1] + 1;
        i = 2;
    }
    *number = name ? signal_number(name) : 15;
    if (name && *number == 0 && strcmp(name, "0") != 0)
        *number = -1; /* EXIT is no signal */
    if (*number < 0) {
        shell_error(shell, "kill: %s: expected a signal (see kill -l)", name);
        return -1;
    }
    return i + (argv[i] && strcmp(argv[i], "--") == 0);
}

int builtin_kill(struct shell *shell, int argc, char **argv)
{
    int number, status = 0;
    if (argc > 1 && strcmp(argv[1], "-l") == 0)
        return list_signals(shell, argv + 2);
    int i = parse_kill(shell, argv, &number);
    if (i < 0)
        return 2;
    if (i == argc) {
        shell_error(shell, "kill: expected a process number or %%JOB");
        return 2;
    }
    for (; i < argc; i++) {
        int failed = *argv[i] == '%' ? kill_job(shell, argv[i], number)
                                     : kill_process(shell, argv[i], number);
        status = failed ? 1 : status;
    }
    return status;
}
