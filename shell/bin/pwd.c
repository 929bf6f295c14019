#include "tool.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

static const char usage[] = "usage: pwd\n\nWrite the working directory.\n";

int main(int argc, char **argv)
{
    char path[PATH_MAX];
    tool_init("pwd", usage);
    for (int option; (option = getopt_long(argc, argv, "LP", tool_help_only, NULL)) != -1;)
        if (option != 'L' && option != 'P')
            tool_option(option);
    if (getcwd(path, sizeof path))
        puts(path);
    else
        tool_error("%s", strerror(errno));
    return tool_finish();
}
