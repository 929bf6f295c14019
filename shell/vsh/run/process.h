/* Between the files that run commands. */
#ifndef VSH_PROCESS_H
#define VSH_PROCESS_H

#include "../os.h"
#include "../shell.h"

/* A command on its way. */
struct started {
    os_process process; /* 0: none; status says how it went */
    int status;
};

/* ---- pipeline.c ---- */
int wait_for(struct shell *shell, const struct started *started);
/* Wait for what was started; in a group of its own: as a job that has the terminal (see
 * foreground_begin). */
int wait_in_foreground(struct shell *shell, const struct started *started, size_t count,
                       os_job group);
/* What a wait's result is as $?, with a message where a person should know. */
int status_of(struct shell *shell, const struct os_status *ended);
/* In a forked child: what a subshell does not have of its parent; and its end. */
void enter_subshell(struct shell *shell);
_Noreturn void leave_subshell(struct shell *shell, int status);

/* ---- simple.c ---- */
int run_simple(struct shell *shell, const struct node *node);
/* The same in a process that has nothing else to do: a program takes its place. */
int run_simple_last(struct shell *shell, const struct node *node);
bool expand_words(struct shell *shell, const struct word *words, struct arguments *out);
void trace(struct shell *shell, const struct node *node, const struct arguments *arguments);

/* ---- program.c ---- */
/* Start a program with the map's descriptors. Failures are reported and become its status. */
struct started start_program(struct shell *shell, const struct node *node,
                             struct arguments *arguments, const struct fd_map *map, os_job job);
/* Carry out a command's assignments; false (reported) on an error. temporary: in the innermost
 * scope, and exported. */
bool assign_all(struct shell *shell, const struct node *node, bool temporary);

/* ---- timing.c ---- */
/* Run a pipeline and write how long it took to standard error. */
int run_timed(struct shell *shell, const struct node *pipeline);

#endif
