/* printf (XCU printf). */
#include "../../lib/format.h"
#include "builtins.h"

#include <string.h>

static void report(void *context, const char *what, const char *problem)
{
    shell_error(context, "printf: %s: %s", what, problem);
}

int builtin_printf(struct shell *shell, int argc, char **argv)
{
    int first = argc > 1 && strcmp(argv[1], "--") == 0 ? 2 : 1;
    if (first >= argc) {
        shell_error(shell, "printf: expected a format");
        return 2;
    }
    int status = format_print(argv[first], argv + first + 1, report, shell);
    return written(shell, "printf") ? status : 1;
}
