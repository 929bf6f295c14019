#include "options.h"
#include "tool.h"

#include <sdk/posix.h>

static const char usage[] = "usage: which NAME...\n\n"
                            "Write the files that commands are, as PATH has them.\n\n"
                            "Built-in commands of the shell are not found: type tells them.\n";
static const struct tool_row rows[] = {{0}};

int main(int argc, char **argv)
{
    char path[4096];
    bool missing = false;
    tool_init("which", usage);
    tool_parse(argc, argv, rows);
    if (optind == argc)
        tool_misuse("expected a name");
    for (; optind < argc; optind++) {
        if (sdk_find_program(argv[optind], path, sizeof path) == 0)
            puts(path);
        else
            missing = true;
    }
    return tool_finish() || missing;
}
