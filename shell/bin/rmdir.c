#include "tool.h"

#include <unistd.h>

static const char usage[] = "usage: rmdir DIRECTORY...\n\nRemove empty directories.\n";

int main(int argc, char **argv)
{
    tool_init("rmdir", usage);
    for (int option; (option = getopt_long(argc, argv, "", tool_help_only, NULL)) != -1;)
        tool_option(option);
    if (optind == argc)
        tool_misuse("expected a directory");
    for (; optind < argc; optind++)
        if (rmdir(argv[optind]) != 0)
            tool_file_error(argv[optind]);
    return tool_finish();
}
