/* Text to commands that run, and the output of commands as text. */
#include "../os.h"
#include "process.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *shell_alias(void *context, const char *name)
{
    const struct shell *shell = context;
    return shell->aliases.count ? vars_get(&shell->aliases, name) : NULL;
}

static void report_syntax(struct shell *shell, const struct parser *parser)
{
    fflush(stdout);
    fprintf(stderr, "vsh: %s%s%s\n", shell->origin ? shell->origin : "", shell->origin ? ": " : "",
            parser->message);
    fflush(stderr);
    shell->syntax_error = true;
    shell->status = abandon(shell);
}

int run_parser(struct shell *shell, struct parser *parser)
{
    shell->syntax_error = false;
    while (shell->jump == JUMP_NONE) {
        struct arena *outer = shell->arena, *arena = arena_create();
        struct node *list;
        size_t start = parser->at;
        enum parse_result result = parse_command(parser, arena, &list);
        if (result == PARSE_OK && shell_option(shell, OPTION_VERBOSE) && parser->at > start)
            fprintf(stderr, "%.*s", (int)(parser->at - start), parser->text + start);
        shell->arena = arena;
        if (result == PARSE_ERROR)
            report_syntax(shell, parser);
        else if (result == PARSE_OK && !shell_option(shell, OPTION_NO_EXEC))
            run_list(shell, list);
        shell->arena = outer;
        arena_release(arena);
        if (result != PARSE_OK)
            break;
    }
    return shell->status;
}

int run_text(struct shell *shell, const char *text, int line)
{
    const struct parse_source source = {.alias = shell_alias, .context = shell};
    struct parser parser;
    parser_init(&parser, text, &source, line);
    int status = run_parser(shell, &parser);
    parser_free(&parser);
    return status;
}

/* In the child: the commands with the pipe as their standard output. */
static _Noreturn void run_captured_child(struct shell *shell, const struct node *list,
                                         const int ends[2])
{
    const bool monitor = shell_option(shell, OPTION_MONITOR);
    enter_subshell(shell);
    if (monitor)
        os_ignore_stops(); /* it is in the shell's own job, which cannot be left stopped */
    shell->condition_depth = 0;
    os_dup2(ends[1], 1);
    close(ends[0]);
    close(ends[1]);
    leave_subshell(shell, run_list(shell, list));
}

char *run_captured(struct shell *shell, const struct node *list)
{
    int ends[2];
    os_process process;
    if (os_pipe(ends) != 0) {
        shell_error(shell, "cannot make a pipe: %s", strerror(errno));
        return NULL;
    }
    fflush(NULL);
    int side = os_fork(0, &process);
    if (side == 0)
        run_captured_child(shell, list, ends);
    if (side < 0)
        shell_error(shell, "cannot fork: %s", strerror(errno));
    close(ends[1]);
    char *output = side > 0 ? read_all(ends[0]) : NULL;
    close(ends[0]);
    if (side < 0)
        return NULL;
    struct started started = {.process = process};
    shell->capture_status = wait_for(shell, &started);
    if (!output)
        return NULL;
    size_t length = strlen(output);
    while (length && output[length - 1] == '\n')
        output[--length] = '\0';
    return output;
}
