#include "tool.h"

#include <string.h>

static const char usage[] =
    "usage: patch [OPTION]... [FILE [PATCH]]\n\n"
    "Apply a difference that diff wrote to files.\n\n"
    "  -p N  leave out N directories of the names in the patch   -i PATCH  read it from a file\n"
    "  -d DIRECTORY  work there                                  -o FILE  write to that file\n"
    "  -R  take it back          -N  leave out what is done      -f, -t  ask nothing\n"
    "  -F N  how much may differ around a change (2)             -l  blanks may differ\n"
    "  -b  keep the old files as FILE.orig    -z SUFFIX, -B PREFIX  with another name\n"
    "  -E  remove files that become empty     -r FILE  what does not fit goes there\n"
    "  -c, -e, -n, -u  the kind of difference -D NAME  changes as #ifdef NAME\n"
    "  -s  say nothing                        --verbose\n"
    "  --dry-run  only say what would be done --merge  conflicts into the file\n"
    "  --posix  --binary  --no-backup-if-mismatch  --reject-format=context|unified\n\n"
    "Status: 0 all applied, 1 some not, 2 an error.\n";

int program_main(int argc, char **argv);

int main(int argc, char **argv)
{
    tool_init("patch", usage);
    if (argc > 1 && strcmp(argv[1], "--help") == 0)
        tool_option(TOOL_HELP);
    return program_main(argc, argv);
}
