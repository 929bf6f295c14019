/* Signals and traps (XCU trap). */
#include "../os.h"
#include "../shell.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Numbers as on Linux, which are the system's (spec/objects.vibee). */
static const char *const names[SIGNAL_COUNT] = {
    "EXIT", "HUP",  "INT",  "QUIT", "ILL",    "TRAP", "ABRT",  "BUS",  "FPE",  "KILL", "USR1",
    "SEGV", "USR2", "PIPE", "ALRM", "TERM",   NULL,   "CHLD",  "CONT", "STOP", "TSTP", "TTIN",
    "TTOU", "URG",  "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO",   "PWR",  "SYS",
};

int signal_number(const char *text)
{
    char *end;
    long number = strtol(text, &end, 10);
    if (end != text && !*end)
        return number >= 0 && number < SIGNAL_COUNT ? (int)number : -1;
    if (strncasecmp(text, "SIG", 3) == 0)
        text += 3;
    for (int i = 0; i < SIGNAL_COUNT; i++)
        if (names[i] && strcasecmp(names[i], text) == 0)
            return i;
    return -1;
}

const char *signal_name(int number)
{
    return number >= 0 && number < SIGNAL_COUNT ? names[number] : NULL;
}

void trap_set(struct shell *shell, int number, const char *action)
{
    char *copy = action ? checked_copy(action, strlen(action)) : NULL;
    free(shell->traps[number]);
    shell->traps[number] = copy;
    if (number == 0)
        return;
    if (!action)
        os_signal_default(number);
    else if (*action)
        os_signal_catch(number);
    else
        os_signal_ignore(number);
}

/* The action may replace itself: it is copied. The status is what it was before. */
static void run_action(struct shell *shell, const char *action)
{
    char *text = checked_copy(action, strlen(action));
    int status = shell->status;
    shell->in_trap = true;
    run_text(shell, text, shell->line ? shell->line : 1);
    shell->in_trap = false;
    if (shell->jump == JUMP_NONE)
        shell->status = status;
    free(text);
}

void traps_run(struct shell *shell)
{
    uint32_t signals = os_signals_taken();
    for (int number = 1; signals && number < SIGNAL_COUNT; number++) {
        if (!(signals >> number & 1))
            continue;
        const char *action = shell->traps[number];
        if (action && *action && shell->jump == JUMP_NONE)
            run_action(shell, action);
        else if (!action && number == 2 && shell->interactive)
            shell_interrupt(shell);
    }
}

int trap_exit(struct shell *shell, int status)
{
    char *action = shell->traps[0];
    if (!action)
        return status;
    shell->traps[0] = NULL;
    shell->status = status;
    shell->jump = JUMP_NONE;
    shell->run_depth = shell->loop_depth = shell->condition_depth = 0;
    run_text(shell, action, 1);
    bool exits = shell->jump == JUMP_EXIT;
    free(action);
    return exits ? shell->status : status;
}

void traps_reset(struct shell *shell)
{
    for (int i = 0; i < SIGNAL_COUNT; i++) {
        if (!shell->traps[i])
            continue;
        if (i > 0 && !*shell->traps[i]) {
            os_signal_ignore(i);
            continue;
        }
        free(shell->traps[i]);
        shell->traps[i] = NULL;
        if (i > 0)
            os_signal_default(i);
    }
}
