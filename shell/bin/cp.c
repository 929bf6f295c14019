#include "copy.h"
#include "tool.h"

#include <stdlib.h>

static const char usage[] = "usage: cp [-r] FILE TARGET\n"
                            "       cp [-r] FILE... DIRECTORY\n\n"
                            "Copy files.\n\n"
                            "  -r  directories with all that is in them (also -R, -a)\n";

int main(int argc, char **argv)
{
    bool recursive = false;
    tool_init("cp", usage);
    for (int option; (option = getopt_long(argc, argv, "rRap", tool_help_only, NULL)) != -1;) {
        if (option == 'r' || option == 'R' || option == 'a')
            recursive = true;
        else if (option != 'p')
            tool_option(option);
    }
    if (argc - optind < 2)
        tool_misuse("expected a file and a target");
    const char *target = argv[argc - 1];
    bool directory = copy_is_directory(target);
    if (argc - optind > 2 && !directory)
        tool_misuse("%s: expected a directory for several files", target);
    for (; optind < argc - 1; optind++) {
        char *to = copy_destination(argv[optind], target, directory);
        copy_path(argv[optind], to, recursive, !recursive);
        free(to);
    }
    return tool_finish();
}
