/* Compound commands (XCU 2.9.4). */
#include "../shell.h"

#include <stdlib.h>
#include <string.h>

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
    if (shell->jump >= JUMP_RETURN)
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
        if (shell->jump != JUMP_NONE) {
            status = condition;
            if (loop_left(shell))
                break;
            continue;
        }
        if ((condition == 0) == node->negated)
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
    bool ok = true;
    for (const struct word *word = node->words; ok && word; word = word->next)
        ok = expand_fields(shell, word, &items);
    const struct arguments *parameters = &shell->parameters;
    for (size_t i = 0; !node->has_words && i < parameters->count; i++)
        arguments_add(&items, checked_copy(parameters->items[i], strlen(parameters->items[i])));
    if (!ok) {
        arguments_free(&items);
        return abandon(shell);
    }
    shell->loop_depth++;
    for (size_t i = 0; i < items.count; i++) {
        if (!shell_assign(shell, node->name, items.items[i])) {
            status = abandon(shell);
            break;
        }
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
    for (;;) {
        int condition = run_condition(shell, node->condition);
        if (shell->jump != JUMP_NONE)
            return condition;
        if (condition == 0)
            return run_list(shell, node->body);
        if (!node->otherwise)
            return 0;
        if (node->otherwise->kind != NODE_IF)
            return run_list(shell, node->otherwise);
        node = node->otherwise;
    }
}

/* -1: an expansion failed. */
static int item_matches(struct shell *shell, const struct case_item *item, const char *subject)
{
    for (const struct word *word = item->patterns; word; word = word->next) {
        char *pattern = expand_text(shell, word, EXPAND_PATTERN);
        if (!pattern)
            return -1;
        bool matches = pattern_match(pattern, subject, strlen(subject));
        free(pattern);
        if (matches)
            return 1;
    }
    return 0;
}

static int run_case(struct shell *shell, const struct node *node)
{
    char *subject = expand_text(shell, node->words, EXPAND_TEXT);
    if (!subject)
        return abandon(shell);
    const struct case_item *item = node->items;
    int matches = 0;
    for (; item; item = item->next)
        if ((matches = item_matches(shell, item, subject)) != 0)
            break;
    free(subject);
    if (matches < 0)
        return abandon(shell);
    int status = 0;
    for (bool falls = true; item && falls && shell->jump == JUMP_NONE; item = item->next) {
        status = item->body ? run_list(shell, item->body) : 0;
        falls = item->falls;
    }
    return status;
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
    case NODE_CASE:
        return run_case(shell, node);
    case NODE_GROUP:
        return run_list(shell, node->body);
    case NODE_SUBSHELL:
        return run_subshell(shell, node);
    case NODE_FUNCTION:
        function_define(shell, node);
        return 0;
    case NODE_SIMPLE:
    case NODE_PIPELINE:
        break;
    }
    return run_pipeline(shell, node);
}
