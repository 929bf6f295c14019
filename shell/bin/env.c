#include "child.h"
#include "tool.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

extern char **environ;

static const char usage[] =
    "usage: env [-i] [-u NAME]... [NAME=VALUE]... [COMMAND [ARGUMENT...]]\n\n"
    "Run a command in a changed environment, or write the environment.\n\n"
    "  -i       start with an empty one\n"
    "  -u NAME  without NAME\n";

int main(int argc, char **argv)
{
    static char *empty[] = {NULL};
    tool_init("env", usage);
    for (int option; (option = getopt_long(argc, argv, "+iu:", tool_help_only, NULL)) != -1;) {
        if (option == 'i')
            environ = empty;
        else if (option == 'u')
            unsetenv(optarg);
        else
            tool_option(option);
    }
    for (; optind < argc && strchr(argv[optind], '='); optind++)
        if (putenv(argv[optind]) != 0)
            tool_error("%s: %s", argv[optind], strerror(errno));
    if (optind < argc)
        return child_exec(argv + optind);
    for (char **item = environ; item && *item; item++)
        puts(*item);
    return tool_finish();
}
