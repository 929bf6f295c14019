/* The end of the process. */
#include "hosted.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char **command_line;

void hosted_set_command_line(char **arguments)
{
    command_line = arguments;
}

_Noreturn void hal_stop(enum vb_system_action action, int status)
{
    console_drain();
    if (action == VB_SYSTEM_RESET && command_line) {
        terminal_finish();
        execvp(command_line[0], command_line);
        perror("vibee: cannot start again");
        exit(1);
    }
    exit(status & 0xff); /* restores the terminal */
}

_Noreturn void hal_panic(const char *text)
{
    terminal_restore();
    fprintf(stderr, "\nkernel panic: %s\n", text);
    abort();
}
