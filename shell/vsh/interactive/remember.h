/* The history as the shell's variables want it: HISTFILE, HISTSIZE, HISTCONTROL. */
#ifndef VSH_REMEMBER_H
#define VSH_REMEMBER_H

#include "../shell.h"
#include "history.h"

/* At the start of an interactive shell: HISTFILE is ~/.vsh_history unless it is set. */
void shell_history_begin(struct shell *shell);
/* Read what other shells have added. */
void shell_history_sync(struct shell *shell);
/* Note a command that was typed, unless HISTCONTROL or its kind is against it. */
void shell_history_remember(struct shell *shell, const char *command);

#endif
