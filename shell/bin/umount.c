#include "options.h"
#include "tool.h"

static const char usage[] =
    "usage: umount FOLDER\n\n"
    "Refuse: what is mounted stays.\n\n"
    "Only who set the session up may ask the vfs for it; a program has no such right.\n";

static const struct tool_row rows[] = {{0}};

int main(int argc, char **argv)
{
    tool_init("umount", usage);
    tool_parse(argc, argv, rows);
    if (optind == argc)
        tool_misuse("expected a folder");
    for (; optind < argc; optind++)
        tool_error("%s: not supported: a program has no right to change the vfs", argv[optind]);
    return tool_finish();
}
