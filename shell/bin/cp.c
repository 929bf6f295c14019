#include "copy.h"
#include "options.h"
#include "tool.h"

#include <stdlib.h>

static const char usage[] = "usage: cp [-adLpPrv] FILE TARGET\n"
                            "       cp [-adLpPrv] FILE... DIRECTORY\n\n"
                            "Copy files.\n\n"
                            "  -r  directories with all that is in them (also -R)\n"
                            "  -p  keep times    -v  say what is copied\n"
                            "  -P  links as links (also -d)    -L  what they lead to\n"
                            "  -a  as -rpP\n";

static bool archive, links, no_links, recursive, force;
static const struct tool_row rows[] = {TOOL_FLAG('a', "archive", archive),
                                       TOOL_FLAG('d', NULL, links),
                                       TOOL_FLAG('P', "no-dereference", links),
                                       TOOL_FLAG('L', "dereference", no_links),
                                       TOOL_FLAG('f', "force", force), /* nothing is protected */
                                       TOOL_FLAG('p', NULL, copy_times),
                                       TOOL_FLAG('r', "recursive", recursive),
                                       TOOL_FLAG('R', NULL, recursive),
                                       TOOL_FLAG('v', "verbose", copy_verbose),
                                       {0}};

int main(int argc, char **argv)
{
    tool_init("cp", usage);
    tool_parse(argc, argv, rows);
    recursive = recursive || archive;
    copy_times = copy_times || archive;
    bool follow = no_links || !(links || recursive);
    if (argc - optind < 2)
        tool_misuse("expected a file and a target");
    const char *target = argv[argc - 1];
    bool directory = copy_is_directory(target);
    if (argc - optind > 2 && !directory)
        tool_misuse("%s: expected a directory for several files", target);
    for (; optind < argc - 1; optind++) {
        char *to = copy_destination(argv[optind], target, directory);
        copy_path(argv[optind], to, recursive, follow);
        free(to);
    }
    return tool_finish();
}
