#include "options.h"
#include "tool.h"

#include <string.h>

static const char usage[] =
    "usage: id [-Ggnru] [root]\n\n"
    "Tell who the user is: always root, number 0.\n\n"
    "  -u  the user    -g  the group    -G  all groups    -n  as a name    -r  as -u, -g without "
    "-r\n\n"
    "There are no users here: what a program may do is decided by its handles. Programs that ask\n"
    "are told what lets them go on.\n";

static bool user, group, groups, name, real;
static const struct tool_row rows[] = {
    TOOL_FLAG('u', "user", user), TOOL_FLAG('g', "group", group), TOOL_FLAG('G', "groups", groups),
    TOOL_FLAG('n', "name", name), TOOL_FLAG('r', "real", real),   {0}};

int main(int argc, char **argv)
{
    tool_init("id", usage);
    tool_parse(argc, argv, rows);
    if (user + group + groups > 1)
        tool_misuse("expected one of -u, -g, -G, found several");
    if (argc - optind > 1)
        tool_misuse("expected one user, found '%s'", argv[optind + 1]);
    if (optind < argc && strcmp(argv[optind], "root") != 0 && strcmp(argv[optind], "0") != 0)
        tool_error("'%s': no such user", argv[optind]);
    else if (user || group || groups)
        puts(name ? "root" : "0");
    else if (name || real)
        tool_misuse("-n, -r: expected one of -u, -g, -G");
    else
        puts("uid=0(root) gid=0(root) groups=0(root)");
    return tool_finish();
}
