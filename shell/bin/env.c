#include "tool.h"

#include <errno.h>
#include <sdk/posix.h>
#include <stdlib.h>
#include <string.h>

extern char **environ;

static const char usage[] =
    "usage: env [-i] [-u NAME]... [NAME=VALUE]... [COMMAND [ARGUMENT...]]\n\n"
    "Run a command in a changed environment, or write the environment.\n\n"
    "  -i       start with an empty one\n"
    "  -u NAME  without NAME\n";

static int run(char **argv)
{
    char path[4096], message[240] = "";
    if (sdk_find_program(argv[0], path, sizeof path) != 0) {
        tool_error("%s: %s", argv[0], strerror(errno));
        return 127;
    }
    struct sdk_spawn request = {.path = path,
                                .argv = argv,
                                .envp = environ,
                                .diagnostic = message,
                                .diagnostic_size = sizeof message};
    sdk_exec(&request);
    tool_error("%s: %s", argv[0], *message ? message : "cannot be run");
    return 126;
}

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
        return run(argv + optind);
    for (char **item = environ; item && *item; item++)
        puts(*item);
    return tool_finish();
}
