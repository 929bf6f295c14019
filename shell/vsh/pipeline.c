/* Pipelines of commands: spawn what is a program, fork for what only the shell can run. */
#include "pipeline.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool expand_words(struct shell *shell, const struct word *words, struct arguments *out)
{
    for (; words; words = words->next)
        if (!expand_word(shell, words->text, out))
            return false;
    return true;
}

static void trace(struct shell *shell, const struct arguments *arguments)
{
    if (!shell->trace)
        return;
    fputc('+', stderr);
    for (size_t i = 0; i < arguments->count; i++)
        fprintf(stderr, " %s", arguments->items[i]);
    fputc('\n', stderr);
}

/* Values that assignments before a builtin hide while it runs. */
static void save_values(struct shell *shell, const struct node *node, struct arguments *saved)
{
    for (const struct word *word = node->assignments; word; word = word->next) {
        char *name = checked_copy(word->text, name_length(word->text));
        const char *value = vars_get(&shell->vars, name);
        arguments_add(saved, name);
        arguments_add(saved, value ? checked_copy(value, strlen(value)) : NULL);
    }
}

static void restore_values(struct shell *shell, struct arguments *saved)
{
    for (size_t i = 0; i < saved->count; i += 2) {
        if (saved->items[i + 1])
            vars_set(&shell->vars, saved->items[i], saved->items[i + 1]);
        else
            vars_unset(&shell->vars, saved->items[i]);
    }
    arguments_free(saved);
}

static int run_builtin(struct shell *shell, const struct builtin *builtin, const struct node *node,
                       struct arguments *arguments, const struct fd_map *map)
{
    struct fd_saved descriptors;
    struct arguments values = {0};
    bool ok = true;
    if (!fd_map_apply(map, &descriptors))
        return 1;
    if (!builtin->special)
        save_values(shell, node, &values);
    assign_all(shell, node, &shell->vars, &ok);
    int status = ok ? builtin->run(shell, (int)arguments->count, arguments->items) : 1;
    fflush(stdout);
    fflush(stderr);
    restore_values(shell, &values);
    fd_map_restore(&descriptors);
    return status;
}

/* What a wait's result is as $?, with a message where a person should know. */
static int status_of(struct shell *shell, const struct os_status *ended)
{
    static const char *const texts[] = {
        [1] = "Hangup", [3] = "Quit", [6] = "Aborted", [9] = "Killed", [15] = "Terminated",
    };
    switch (ended->how) {
    case OS_EXITED:
        return ended->code & 0xff;
    case OS_TRAPPED:
        shell_error("%s", ended->text);
        return (128 + ended->code) & 0xff;
    case OS_STOPPED:
    case OS_SIGNALED:
        break;
    }
    if (ended->code == 2 && shell->interactive)
        shell_interrupt(shell); /* the terminal has shown it */
    else if (ended->code < 16 && texts[ended->code])
        fprintf(stderr, "%s\n", texts[ended->code]);
    return 128 + ended->code;
}

static int wait_for(struct shell *shell, const struct started *started)
{
    struct os_status ended = {0};
    if (!started->process)
        return started->status;
    int pid = os_process_pid(started->process);
    if (os_wait(started->process, shell->interactive, &ended) != 0) {
        shell_error("cannot wait: %s", strerror(errno));
        return 127;
    }
    if (ended.how == OS_STOPPED) {
        fprintf(stderr, "[%d] stopped: kill -CONT %d lets it go on, kill %d ends it\n", pid, pid,
                pid);
        return 128 + ended.code;
    }
    return status_of(shell, &ended);
}

static int run_element(struct shell *shell, const struct node *node);

/* In a forked child: run a command with its descriptors and end. */
static _Noreturn void run_in_child(struct shell *shell, const struct node *node,
                                   const struct fd_map *map)
{
    struct fd_saved saved;
    shell->interactive = false;
    if (!fd_map_apply(map, &saved))
        _Exit(1);
    int status = run_element(shell, node);
    fflush(NULL);
    _Exit(status & 0xff);
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
        shell_error("cannot fork: %s", strerror(errno));
    return result;
}

/* Start one element of a pipeline of several, with the map's descriptors below its redirections. */
static struct started start_element(struct shell *shell, const struct node *node,
                                    struct fd_map *map, os_job job)
{
    struct arguments arguments = {0};
    struct started result = {.status = 1};
    if (node->kind != NODE_SIMPLE || !node->words)
        return start_forked(shell, node, map, job);
    if (!expand_words(shell, node->words, &arguments))
        goto out;
    if (arguments.count == 0 || builtin_find(arguments.items[0])) {
        result = start_forked(shell, node, map, job);
        goto out;
    }
    trace(shell, &arguments);
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
            shell_error("cannot make a pipe: %s", strerror(errno));
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

/* Give the terminal to a job while its processes run, and take it back. */
static int wait_in_foreground(struct shell *shell, const struct started *started, size_t count,
                              os_job job)
{
    int status = 0;
    if (job)
        os_foreground(job);
    for (size_t i = 0; i < count; i++)
        status = wait_for(shell, &started[i]);
    if (job) {
        os_foreground(0);
        os_job_close(job);
    }
    return status;
}

/* An expansion failed: a script ends, an interactive shell goes back to its prompt (XCU 2.8.1). */
static int abandon(struct shell *shell)
{
    shell->jump = shell->interactive ? JUMP_ABORT : JUMP_EXIT;
    return 2;
}

static int run_simple_here(struct shell *shell, const struct node *node)
{
    struct arguments arguments = {0};
    struct fd_map map;
    int status = 1;
    bool ok = true;
    fd_map_init(&map);
    if (!expand_words(shell, node->words, &arguments)) {
        status = abandon(shell);
        goto out;
    }
    if (arguments.count == 0)
        shell->status = 0; /* unless a substitution in the assignments sets it */
    trace(shell, &arguments);
    if (!fd_map_redirect(shell, &map, node->redirects))
        goto out;
    const struct builtin *builtin = arguments.count ? builtin_find(arguments.items[0]) : NULL;
    if (arguments.count == 0) {
        assign_all(shell, node, &shell->vars, &ok);
        status = ok ? shell->status : abandon(shell);
    } else if (builtin) {
        status = run_builtin(shell, builtin, node, &arguments, &map);
    } else {
        os_job job = shell->interactive ? os_job_create() : 0;
        struct started started = start_program(shell, node, &arguments, &map, job);
        status = wait_in_foreground(shell, &started, 1, job);
    }
    fd_map_close(&map);
out:
    arguments_free(&arguments);
    return status;
}

static int run_compound_here(struct shell *shell, const struct node *node)
{
    struct fd_map map;
    struct fd_saved saved;
    if (!node->redirects)
        return run_node(shell, node);
    fd_map_init(&map);
    if (!fd_map_redirect(shell, &map, node->redirects))
        return 1;
    int status = 1;
    if (fd_map_apply(&map, &saved)) {
        struct node plain = *node;
        plain.redirects = NULL;
        status = run_node(shell, &plain);
        fflush(stdout);
        fd_map_restore(&saved);
    }
    fd_map_close(&map);
    return status;
}

static int run_element(struct shell *shell, const struct node *node)
{
    return node->kind == NODE_SIMPLE ? run_simple_here(shell, node)
                                     : run_compound_here(shell, node);
}

static int run_several(struct shell *shell, const struct node *pipeline)
{
    size_t count;
    os_job job = shell->interactive ? os_job_create() : 0;
    struct started *started = start_pipeline(shell, pipeline, job, &count);
    int status = wait_in_foreground(shell, started, count, job);
    free(started);
    return status;
}

int run_pipeline(struct shell *shell, const struct node *pipeline)
{
    const struct node *first = pipeline->body;
    int status = first->next ? run_several(shell, pipeline) : run_element(shell, first);
    return pipeline->negated ? !status : status;
}

/* A subshell is a fork that runs the list. */
int run_subshell(struct shell *shell, const struct node *node)
{
    struct fd_map map;
    struct node group = *node;
    group.kind = NODE_GROUP;
    fd_map_init(&map);
    os_job job = shell->interactive ? os_job_create() : 0;
    struct started started = start_forked(shell, &group, &map, job);
    return wait_in_foreground(shell, &started, 1, job);
}

void run_background(struct shell *shell, const struct node *item)
{
    struct fd_map map;
    struct node group = {.kind = NODE_GROUP}, first = *item;
    first.background = false;
    first.next = NULL;
    group.body = &first;
    fd_map_init(&map);
    os_job job = shell->interactive ? os_job_create() : 0;
    struct started started = start_forked(shell, &group, &map, job);
    if (started.process) {
        shell->background_pid = os_process_pid(started.process);
        if (shell->interactive)
            fprintf(stderr, "[%d]\n", shell->background_pid);
        os_release(started.process);
    }
    if (job)
        os_job_close(job);
}

char *run_captured(struct shell *shell, const char *text)
{
    int ends[2];
    os_process process;
    if (os_pipe(ends) != 0) {
        shell_error("cannot make a pipe: %s", strerror(errno));
        return NULL;
    }
    fflush(NULL);
    int side = os_fork(0, &process);
    if (side == 0) {
        shell->interactive = false;
        os_dup2(ends[1], 1);
        close(ends[0]);
        close(ends[1]);
        int status = run_text(shell, text, NULL);
        fflush(NULL);
        _Exit(status & 0xff);
    }
    close(ends[1]);
    char *output = side > 0 ? read_all(ends[0]) : NULL;
    close(ends[0]);
    if (side < 0) {
        shell_error("cannot fork: %s", strerror(errno));
        return NULL;
    }
    struct started started = {.process = process};
    shell->status = wait_for(shell, &started);
    if (!output)
        return NULL;
    size_t length = strlen(output);
    while (length && output[length - 1] == '\n')
        output[--length] = '\0';
    return output;
}
