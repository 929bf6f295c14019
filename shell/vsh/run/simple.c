/* Simple commands (XCU 2.9.1). */
#include "jobs.h"
#include "process.h"
#include "scope.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool expand_words(struct shell *shell, const struct word *words, struct arguments *out)
{
    for (; words; words = words->next)
        if (!expand_fields(shell, words, out))
            return false;
    return true;
}

/* PS4 with its parameters expanded. */
static void write_trace_prompt(struct shell *shell)
{
    const char *prompt = vars_get(&shell->vars, "PS4");
    if (!prompt || !strpbrk(prompt, "$`\\")) {
        fputs(prompt ? prompt : "+ ", stderr);
        return;
    }
    struct arena *arena = arena_create();
    struct word *word = parse_expansions(prompt, arena);
    shell->options &= ~(1u << OPTION_TRACE);
    char *text = word ? expand_text(shell, word, EXPAND_TEXT) : NULL;
    shell->options |= 1u << OPTION_TRACE;
    fputs(text ? text : prompt, stderr);
    free(text);
    arena_release(arena);
}

void trace(struct shell *shell, const struct node *node, const struct arguments *arguments)
{
    if (!shell_option(shell, OPTION_TRACE))
        return;
    write_trace_prompt(shell);
    const char *space = "";
    for (size_t i = 0; i < arguments->count; i++, space = " ") {
        fputs(space, stderr);
        write_quoted(stderr, arguments->items[i]);
    }
    for (const struct assignment *at = arguments->count ? NULL : node->assignments; at;
         at = at->next, space = " ") {
        fprintf(stderr, "%s%s=", space, at->name);
        const char *value = vars_get(&shell->vars, at->name);
        write_quoted(stderr, value ? value : "");
    }
    fputc('\n', stderr);
}

/* A command that is being carried out. */
struct simple {
    struct shell *shell;
    const struct node *node;
    struct arguments arguments;
    struct fd_map map;
    bool plain; /* behind `command`: no function, and nothing special about a special builtin */
    bool last;  /* the process has nothing else to do */
};

/* `command` and its -p without -v and -V: what follows is run without looking for functions. */
static void strip_command(struct simple *simple)
{
    struct arguments *list = &simple->arguments;
    while (list->count > 1 && strcmp(list->items[0], "command") == 0) {
        size_t skip = 1;
        while (skip < list->count && strcmp(list->items[skip], "-p") == 0)
            skip++;
        if (skip < list->count && strcmp(list->items[skip], "--") == 0)
            skip++;
        if (skip == list->count || list->items[skip][0] == '-')
            return;
        for (size_t i = 0; i < skip; i++)
            free(list->items[i]);
        list->count -= skip;
        memmove(list->items, list->items + skip, (list->count + 1) * sizeof *list->items);
        simple->plain = true;
    }
}

/* exec: the redirections stay, and a program takes the shell's place. */
static int run_exec(struct simple *simple)
{
    struct shell *shell = simple->shell;
    struct arguments *list = &simple->arguments;
    struct fd_saved descriptors;
    if (!fd_map_apply(shell, &simple->map, &descriptors))
        return abandon(shell);
    fd_map_keep(&descriptors);
    if (list->count > 1 && strcmp(list->items[1], "--") == 0) {
        free(list->items[1]);
        memmove(list->items + 1, list->items + 2, (--list->count) * sizeof *list->items);
    }
    if (list->count == 1)
        return assign_all(shell, simple->node, false) ? 0 : abandon(shell);
    free(list->items[0]);
    memmove(list->items, list->items + 1, list->count-- * sizeof *list->items);
    int status = exec_program(shell, simple->node, list);
    if (!shell->interactive)
        shell->jump = JUMP_EXIT;
    return status;
}

static int call_builtin(struct simple *simple, const struct builtin *builtin)
{
    struct shell *shell = simple->shell;
    struct arguments *list = &simple->arguments;
    const bool special = builtin->special && !simple->plain;
    struct scope scope = {0};
    bool outer_error = shell->usage_error;
    shell->usage_error = false;
    if (!special)
        scope_enter(shell, &scope);
    int status;
    if (assign_all(shell, simple->node, !special))
        status = builtin->run(shell, (int)list->count, list->items);
    else
        status = abandon(shell);
    if (!special)
        scope_leave(shell);
    if (special && shell->usage_error && shell->jump == JUMP_NONE) {
        int failed = status;
        abandon(shell);
        status = failed;
    }
    shell->usage_error = outer_error;
    return status;
}

static int call_function(struct simple *simple, const struct function *function)
{
    struct shell *shell = simple->shell;
    struct scope scope = {0};
    scope_enter(shell, &scope);
    int status = assign_all(shell, simple->node, true)
                     ? function_call(shell, function, &simple->arguments)
                     : abandon(shell);
    scope_leave(shell);
    return status;
}

/* In the shell itself, with the command's descriptors. */
static int run_inside(struct simple *simple, const struct builtin *builtin,
                      const struct function *function)
{
    struct fd_saved descriptors;
    if (!fd_map_apply(simple->shell, &simple->map, &descriptors))
        return 1;
    int status = builtin ? call_builtin(simple, builtin) : call_function(simple, function);
    fflush(stdout);
    fflush(stderr);
    fd_map_restore(&descriptors);
    return status;
}

static int run_outside(struct simple *simple)
{
    struct shell *shell = simple->shell;
    if (simple->last && !shell->traps[0]) {
        struct fd_saved descriptors;
        if (!fd_map_apply(shell, &simple->map, &descriptors))
            return 1;
        fd_map_keep(&descriptors);
        return exec_program(shell, simple->node, &simple->arguments);
    }
    os_job group = foreground_begin(shell);
    struct started started =
        start_program(shell, simple->node, &simple->arguments, &simple->map, group);
    return wait_in_foreground(shell, &started, 1, group);
}

static int run_found(struct simple *simple)
{
    struct shell *shell = simple->shell;
    const char *name = simple->arguments.items[0];
    const struct builtin *builtin = builtin_find(name);
    const struct function *function =
        simple->plain || (builtin && builtin->special) ? NULL : function_find(shell, name);
    if (builtin && !function && strcmp(name, "exec") == 0)
        return run_exec(simple);
    if (builtin || function)
        return run_inside(simple, function ? NULL : builtin, function);
    return run_outside(simple);
}

/* Assignments and redirections without a command. */
static int run_nameless(struct simple *simple)
{
    struct shell *shell = simple->shell;
    if (!assign_all(shell, simple->node, false))
        return abandon(shell);
    if (simple->node->assignments)
        trace(shell, simple->node, &simple->arguments);
    return shell->capture_status;
}

/* The redirections of a special builtin failed, or those of any other command. */
static int failed_redirect(struct simple *simple)
{
    const struct builtin *builtin =
        simple->arguments.count && !simple->plain ? builtin_find(simple->arguments.items[0]) : NULL;
    if (builtin && builtin->special)
        abandon(simple->shell);
    return 1;
}

static int run_with(struct simple *simple)
{
    struct shell *shell = simple->shell;
    int status;
    shell->line = simple->node->line;
    shell->capture_status = 0;
    fd_map_init(&simple->map);
    if (!expand_words(shell, simple->node->words, &simple->arguments)) {
        status = abandon(shell);
    } else if (simple->arguments.count > 0) {
        trace(shell, simple->node, &simple->arguments);
        strip_command(simple);
        if (fd_map_redirect(shell, &simple->map, simple->node->redirects))
            status = run_found(simple);
        else
            status = failed_redirect(simple);
    } else if (fd_map_redirect(shell, &simple->map, simple->node->redirects)) {
        status = run_nameless(simple);
    } else {
        status = 1;
    }
    fd_map_close(&simple->map);
    arguments_free(&simple->arguments);
    return status;
}

int run_simple(struct shell *shell, const struct node *node)
{
    struct simple simple = {.shell = shell, .node = node};
    return run_with(&simple);
}

int run_simple_last(struct shell *shell, const struct node *node)
{
    struct simple simple = {.shell = shell, .node = node, .last = true};
    return run_with(&simple);
}
