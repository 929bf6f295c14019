/*
 * Jobs (XBD 3.204): the processes of a pipeline, or of an and-or list in the background. With
 * `set -m` each has a task group of its own, which is handed the terminal, stopped and continued.
 */
#ifndef VSH_JOBS_H
#define VSH_JOBS_H

#include "../os.h"
#include "../shell.h"

enum job_state { JOB_RUNNING, JOB_STOPPED, JOB_DONE };

struct member {
    os_process process; /* 0: ended, or never started */
    int pid;
    bool stopped;
    struct os_status how; /* it ended, or was stopped */
};

struct job {
    int number; /* %N; 0: it is in no table */
    os_job group;
    struct member *members;
    size_t count;
    char *text;
    bool background;  /* started by &, or continued by bg */
    bool modes_known; /* it was stopped, with the terminal in these modes */
    uint32_t modes;
    enum job_state reported; /* what a person knows of it */
    unsigned used;           /* the later, the higher */
};

/* ---- jobs.c ---- */
/* group 0: that of the shell. Owns the group. text may be NULL. */
struct job *job_create(os_job group, const char *text);
void job_add(struct job *job, os_process process, int pid, const struct os_status *how);
void job_free(struct job *job);
/* Ask how its processes are. */
enum job_state job_ask(struct job *job);
/* $? of a job that is done or stopped. */
int job_status(const struct job *job);
/* 0, or -1 with errno set. */
int job_signal(const struct job *job, int number);

/* Give it a number. */
void jobs_insert(struct shell *shell, struct job *job);
/* Take it out of the table. */
void jobs_remove(struct shell *shell, struct job *job);
/* In order of their numbers; NULL behind the last one. */
struct job *jobs_at(const struct shell *shell, size_t index);
/* 0: the one that %+ is, 1: that %- is. NULL: there is none. */
struct job *jobs_recent(const struct shell *shell, unsigned place);
/* With this process. */
struct job *jobs_with(const struct shell *shell, int pid);
/* That %ID names; NULL (reported for the builtin): none, or several. */
struct job *jobs_named(struct shell *shell, const char *builtin, const char *id);

/* ---- report.c ---- */
enum report {
    REPORT_PLAIN,
    REPORT_LONG /* with process numbers */,
    REPORT_NUMBERS /* only those */
};
void job_report(const struct shell *shell, struct job *job, enum report report, FILE *file);

/* ---- foreground.c ---- */
/* A new group that has the terminal from now on; 0: without `set -m`. */
os_job foreground_begin(const struct shell *shell);
/* Wait until it has ended or is stopped, and take the terminal back: $?. Frees the job when it has
 * ended, and else puts it into the table. */
int foreground_wait(struct shell *shell, struct job *job);

#endif
