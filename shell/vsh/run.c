/* Lists and compound commands (XCU 2.9.3, 2.9.4). */
#include "os.h"
#include "shell.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_RUN_DEPTH = 400 };

void shell_error(const char *format, ...)
{
    va_list arguments;
    fflush(stdout);
    fputs("vsh: ", stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
}

static int run_condition(struct shell *shell, const struct node *condition)
{
    shell->condition_depth++;
    int status = run_list(shell, condition);
    shell->condition_depth--;
    return status;
}

/* After a loop's body: true when the loop is to end. */
static bool loop_left(struct shell *shell)
{
    if (shell->jump == JUMP_NONE)
        return false;
    if (shell->jump >= JUMP_ABORT)
        return true;
    if (--shell->jump_levels > 0)
        return true; /* for an outer loop */
    bool leave = shell->jump == JUMP_BREAK;
    shell->jump = JUMP_NONE;
    return leave;
}

static int run_while(struct shell *shell, const struct node *node)
{
    int status = 0;
    shell->loop_depth++;
    for (;;) {
        int condition = run_condition(shell, node->condition);
        if (shell->jump != JUMP_NONE ? loop_left(shell) : (condition == 0) == node->negated)
            break;
        status = run_list(shell, node->body);
        if (loop_left(shell))
            break;
    }
    shell->loop_depth--;
    return status;
}

static int run_for(struct shell *shell, const struct node *node)
{
    struct arguments items = {0};
    int status = 0;
    if (node->has_words) {
        for (const struct word *word = node->words; word; word = word->next) {
            if (!expand_word(shell, word->text, &items)) {
                arguments_free(&items);
                return 1;
            }
        }
    } else {
        for (size_t i = 0; i < shell->parameter_count; i++)
            arguments_add(&items, checked_copy(shell->parameters[i], strlen(shell->parameters[i])));
    }
    shell->loop_depth++;
    for (size_t i = 0; i < items.count; i++) {
        vars_set(&shell->vars, node->name, items.items[i]);
        status = run_list(shell, node->body);
        if (loop_left(shell))
            break;
    }
    shell->loop_depth--;
    arguments_free(&items);
    return status;
}

static int run_if(struct shell *shell, const struct node *node)
{
    int condition = run_condition(shell, node->condition);
    if (shell->jump != JUMP_NONE)
        return condition;
    if (condition == 0)
        return run_list(shell, node->body);
    if (!node->otherwise)
        return 0;
    return node->otherwise->kind == NODE_IF ? run_if(shell, node->otherwise)
                                            : run_list(shell, node->otherwise);
}

int run_node(struct shell *shell, const struct node *node)
{
    switch (node->kind) {
    case NODE_IF:
        return run_if(shell, node);
    case NODE_WHILE:
        return run_while(shell, node);
    case NODE_FOR:
        return run_for(shell, node);
    case NODE_GROUP:
        return run_list(shell, node->body);
    case NODE_SUBSHELL:
        return run_subshell(shell, node);
    case NODE_SIMPLE:
    case NODE_PIPELINE:
        break;
    }
    return run_pipeline(shell, node);
}

/* An and-or list: pipelines joined by && and ||, left to right. */
static int run_and_or(struct shell *shell, const struct node *pipeline)
{
    for (;;) {
        bool last = pipeline->connector == CONNECT_NONE;
        shell->condition_depth += !last;
        shell->status = run_pipeline(shell, pipeline);
        shell->condition_depth -= !last;
        if (shell->jump != JUMP_NONE)
            return shell->status;
        if (last && shell->status != 0 && shell->exit_on_error && shell->condition_depth == 0 &&
            !pipeline->negated)
            shell->jump = JUMP_EXIT;
        while (pipeline->connector != CONNECT_NONE &&
               (pipeline->connector == CONNECT_AND) != (shell->status == 0))
            pipeline = pipeline->chain;
        if (pipeline->connector == CONNECT_NONE)
            return shell->status;
        pipeline = pipeline->chain;
    }
}

void shell_interrupt(struct shell *shell)
{
    shell->jump = JUMP_INTERRUPT;
}

int run_list(struct shell *shell, const struct node *list)
{
    if (++shell->run_depth > MAX_RUN_DEPTH) {
        shell_error("commands nested deeper than %d", MAX_RUN_DEPTH);
        shell->run_depth--;
        return 2;
    }
    for (; list && shell->jump == JUMP_NONE; list = list->next) {
        if (shell->interactive && os_interrupted()) {
            shell_interrupt(shell);
            break;
        }
        if (list->background) {
            run_background(shell, list);
            shell->status = 0;
        } else {
            shell->status = run_and_or(shell, list);
        }
    }
    shell->run_depth--;
    return shell->status;
}

int run_text(struct shell *shell, const char *text, const char *origin)
{
    return run_lines(shell, text, origin, 1);
}

int run_lines(struct shell *shell, const char *text, const char *origin, int line)
{
    struct parser parser;
    parser_init(&parser, text);
    parser.line = line;
    while (shell->jump < JUMP_ABORT) {
        struct arena arena = {0};
        struct node *list;
        enum parse_result result = parse_command(&parser, &arena, &list);
        if (result == PARSE_OK)
            run_list(shell, list);
        arena_free(&arena);
        if (result == PARSE_OK)
            continue;
        if (result == PARSE_END)
            break;
        if (result == PARSE_INCOMPLETE)
            shell_error("%s%sline %d: expected the end of a quote or command, found end of input",
                        origin ? origin : "", origin ? ": " : "", parser.line);
        else
            shell_error("%s%s%s", origin ? origin : "", origin ? ": " : "", parser.message);
        shell->status = 2;
        shell->syntax_error = true;
        break;
    }
    return shell->status;
}
