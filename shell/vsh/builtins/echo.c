/* echo, and what it shares with the other builtins that write. */
#include "builtins.h"

#include <errno.h>
#include <string.h>

bool written(const struct shell *shell, const char *name)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return true;
    shell_error(shell, "%s: cannot write: %s", name, strerror(errno));
    clearerr(stdout);
    return false;
}

int builtin_echo(struct shell *shell, int argc, char **argv)
{
    bool newline = argc < 2 || strcmp(argv[1], "-n") != 0;
    for (int i = newline ? 1 : 2; i < argc; i++) {
        fputs(argv[i], stdout);
        if (i + 1 < argc)
            putchar(' ');
    }
    if (newline)
        putchar('\n');
    return !written(shell, "echo");
}
