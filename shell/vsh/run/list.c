/* Lists (XCU 2.9.3). */
#include "../os.h"
#include "../shell.h"

enum { MAX_RUN_DEPTH = 1000 };

/* Whether a failed pipeline is one that set -e ends the shell for: what a compound command has
 * inside was looked at there. */
static bool counts_for_exit(const struct node *pipeline)
{
    enum node_kind kind = pipeline->body->kind;
    return !pipeline->negated &&
           (pipeline->body->next || kind == NODE_SIMPLE || kind == NODE_SUBSHELL);
}

/* An and-or list: pipelines joined by && and ||, left to right. */
static int run_and_or(struct shell *shell, const struct node *pipeline)
{
    for (;;) {
        bool last = pipeline->connector == CONNECT_NONE;
        bool tested = !last || pipeline->negated;
        shell->condition_depth += tested;
        shell->status = run_pipeline(shell, pipeline);
        shell->condition_depth -= tested;
        if (shell->jump != JUMP_NONE)
            return shell->status;
        if (last && shell->status != 0 && shell_option(shell, OPTION_ERR_EXIT) &&
            shell->condition_depth == 0 && counts_for_exit(pipeline))
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
    if (++shell->run_depth > MAX_RUN_DEPTH || os_stack_is_low()) {
        shell_error(shell,
                    "expected at most %d levels of nested commands and room on the stack, "
                    "found level %d",
                    MAX_RUN_DEPTH, shell->run_depth);
        shell->run_depth--;
        return abandon(shell);
    }
    for (; list && shell->jump == JUMP_NONE && !shell_option(shell, OPTION_NO_EXEC);
         list = list->next) {
        if (list->background) {
            run_background(shell, list);
            shell->status = 0;
        } else {
            shell->status = run_and_or(shell, list);
        }
        traps_run(shell);
    }
    shell->run_depth--;
    return shell->status;
}
