/* Pipelines of commands: spawn what is a program, fork for what only the shell can run. */
#include "jobs.h"
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SIGNAL_INTERRUPT = 2, SIGNAL_PIPE = 13 };

int status_of(struct shell *shell, const struct os_status *ended)
{
    switch (ended->how) {
    case OS_EXITED:
        return ended->code & 0xff;
    case OS_TRAPPED:
        shell_error(shell, "%s", ended->text);
        return (128 + ended->code) & 0xff;
    case OS_STOPPED:
    case OS_SIGNALED:
        break;
    }
    if (ended->code == SIGNAL_INTERRUPT && shell->interactive)
        shell_interrupt(shell); /* the terminal has shown it */
    else if (ended->code != SIGNAL_INTERRUPT && ended->code != SIGNAL_PIPE &&
             signal_text(ended->code))
        fprintf(stderr, "%s\n", signal_text(ended->code));
    return 128 + ended->code;
}

int wait_for(struct shell *shell, const struct started *started)
{
    struct os_status ended = {0};
    if (!started->process)
        return started->status;
    if (os_wait(started->process, false, &ended) != 0) {
        shell_error(shell, "cannot wait: %s", strerror(errno));
        return 127;
    }
    return status_of(shell, &ended);
}

void enter_subshell(struct shell *shell)
{
    shell->interactive = false;
    shell->subshell = true;
    shell->options &= ~(1u << OPTION_MONITOR);
    shell->jump = JUMP_NONE;
    jobs_inherit(shell);
    traps_reset(shell);
}

_Noreturn void leave_subshell(struct shell *shell, int status)
{
    status = trap_exit(shell, status);
    fflush(NULL);
    _Exit(status & 0xff);
}

/* In a forked child: run a command with its descriptors and end. */
static _Noreturn void run_in_child(struct shell *shell, const struct node *node,
                                   const struct fd_map *map)
{
    struct fd_saved saved;
    enter_subshell(shell);
    if (!fd_map_apply(shell, map, &saved))
        _Exit(1);
    fd_map_keep(&saved);
    leave_subshell(shell, node->kind == NODE_SIMPLE ? run_simple_last(shell, node)
                                                    : run_element(shell, node));
}

static struct started start_forked(struct shell *shell, const struct node *node,
                                   const struct fd_map *map, os_job job)
{
    struct started result = {.status = 1};
    fflush(NULL);
    int side = os_fork(job, &result.process);
    if (side == 0)
        run_in_child(shell, node, map);
    if (side < 0)
        shell_error(shell, "cannot fork: %s", strerror(errno));
    return result;
}

/* Whether expanding these words does: that has to happen in the job, which has the terminal. */
static bool runs_commands(const struct word *words)
{
    for (; words; words = words->next)
        for (const struct part *part = words->parts; part; part = part->next)
            if (part->kind == PART_COMMAND || (part->word && runs_commands(part->word)))
                return true;
    return false;
}

/* Start one element of a pipeline of several, with the map's descriptors below its redirections. */
static struct started start_element(struct shell *shell, const struct node *node,
                                    struct fd_map *map, os_job job)
{
    struct arguments arguments = {0};
    struct started result = {.status = 1};
    if (node->kind != NODE_SIMPLE || !node->words || (job && runs_commands(node->words)))
        return start_forked(shell, node, map, job);
    if (!expand_words(shell, node->words, &arguments))
        goto out;
    if (arguments.count == 0 || builtin_find(arguments.items[0]) ||
        function_find(shell, arguments.items[0])) {
        result = start_forked(shell, node, map, job);
        goto out;
    }
    shell->line = node->line;
    trace(shell, node, &arguments);
    struct fd_map own = *map;
    own.opened_count = 0;
    if (fd_map_redirect(shell, &own, node->redirects)) {
        result = start_program(shell, node, &arguments, &own, job);
        fd_map_close(&own);
    }
out:
    arguments_free(&arguments);
    return result;
}

/* Start all elements of a pipeline. *count processes are in started, which the caller frees. */
static struct started *start_pipeline(struct shell *shell, const struct node *pipeline, os_job job,
                                      size_t *count)
{
    size_t elements = 0;
    for (const struct node *node = pipeline->body; node; node = node->next)
        elements++;
    struct started *started = checked_alloc(elements * sizeof *started);
    int input = -1;
    *count = 0;
    for (const struct node *node = pipeline->body; node; node = node->next) {
        int ends[2] = {-1, -1};
        struct fd_map map;
        fd_map_init(&map);
        if (node->next && os_pipe(ends) != 0) {
            shell_error(shell, "cannot make a pipe: %s", strerror(errno));
            started[(*count)++].status = 1;
            break;
        }
        if (input >= 0)
            map.from[0] = input;
        if (node->next)
            map.from[1] = ends[1];
        started[(*count)++] = start_element(shell, node, &map, job);
        if (input >= 0)
            close(input);
        if (ends[1] >= 0)
            close(ends[1]);
        input = ends[0];
    }
    if (input >= 0)
        close(input);
    return started;
}

int wait_in_foreground(struct shell *shell, const struct started *started, size_t count,
                       os_job group)
{
    int status = 0;
    if (group) {
        struct job *job = job_create(group, shell->command_text);
        for (size_t i = 0; i < count; i++) {
            const struct os_status how = {.how = OS_EXITED, .code = started[i].status};
            int pid = started[i].process ? os_process_pid(started[i].process) : 0;
            job_add(job, started[i].process, pid, &how);
        }
        return foreground_wait(shell, job);
    }
    for (size_t i = 0; i < count; i++) {
        int result = wait_for(shell, &started[i]);
        if (result != 0 || !shell_option(shell, OPTION_PIPE_FAIL))
            status = result;
    }
    return status;
}

/* By itself, as commands nest and most have no redirections: its frame is large. */
__attribute__((noinline)) static int run_redirected(struct shell *shell, const struct node *node)
{
    struct fd_map map;
    struct fd_saved saved;
    int status = 1;
    fd_map_init(&map);
    if (!fd_map_redirect(shell, &map, node->redirects))
        return 1;
    if (fd_map_apply(shell, &map, &saved)) {
        status = run_node(shell, node);
        fflush(stdout);
        fd_map_restore(&saved);
    }
    fd_map_close(&map);
    return status;
}

int run_element(struct shell *shell, const struct node *node)
{
    if (node->kind == NODE_SIMPLE)
        return run_simple(shell, node);
    return node->redirects ? run_redirected(shell, node) : run_node(shell, node);
}

static int run_several(struct shell *shell, const struct node *pipeline)
{
    size_t count;
    os_job group = foreground_begin(shell);
    struct started *started = start_pipeline(shell, pipeline, group, &count);
    int status = wait_in_foreground(shell, started, count, group);
    free(started);
    return status;
}

int run_pipeline(struct shell *shell, const struct node *pipeline)
{
    const struct node *first = pipeline->body;
    if (pipeline->timed)
        return run_timed(shell, pipeline);
    const char *outer = shell->command_text;
    if (pipeline->text)
        shell->command_text = pipeline->text;
    int status = first->next ? run_several(shell, pipeline) : run_element(shell, first);
    shell->command_text = outer;
    return pipeline->negated ? !status : status;
}

/* A subshell is a fork that runs the list. */
int run_subshell(struct shell *shell, const struct node *node)
{
    struct fd_map map;
    struct node group = *node;
    group.kind = NODE_GROUP;
    group.redirects = NULL; /* are in place */
    fd_map_init(&map);
    os_job job = foreground_begin(shell);
    struct started started = start_forked(shell, &group, &map, job);
    return wait_in_foreground(shell, &started, 1, job);
}

/* In the child: an and-or list of one program becomes that program, so that it can be killed. */
static _Noreturn void run_background_child(struct shell *shell, const struct node *item)
{
    bool own_job = shell_option(shell, OPTION_MONITOR);
    struct node alone = *item;
    alone.background = false;
    alone.next = NULL;
    enter_subshell(shell);
    if (!own_job) { /* XCU 2.9.3.1, 2.11 */
        int nothing = os_open("/dev/null", O_RDONLY);
        if (nothing >= 0 && os_dup2(nothing, 0) >= 0)
            close(nothing);
        os_signal_ignore(2);
        os_signal_ignore(3);
    }
    const struct node *body = item->body;
    bool simple =
        !item->chain && !item->negated && !item->timed && !body->next && body->kind == NODE_SIMPLE;
    leave_subshell(shell, simple ? run_simple_last(shell, body) : run_list(shell, &alone));
}

void run_background(struct shell *shell, const struct node *item)
{
    const struct os_status running = {0};
    os_process process;
    os_job group = shell_option(shell, OPTION_MONITOR) ? os_job_create() : 0;
    fflush(NULL);
    int side = os_fork(group, &process);
    if (side == 0)
        run_background_child(shell, item);
    if (side < 0) {
        shell_error(shell, "cannot fork: %s", strerror(errno));
        if (group)
            os_job_close(group);
        return;
    }
    struct job *job = job_create(group, item->list_text);
    shell->background_pid = os_process_pid(process);
    job_add(job, process, shell->background_pid, &running);
    job->background = true;
    jobs_insert(shell, job);
    if (shell->interactive)
        fprintf(stderr, "[%d] %d\n", job->number, shell->background_pid);
}
