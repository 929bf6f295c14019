#include "mounts.h"
#include "options.h"
#include "tool.h"

#include <stdlib.h>

static const char usage[] = "usage: mount\n\n"
                            "List the file systems at / and in its folders.\n\n"
                            "Nothing can be mounted from here: the vfs takes a file system from "
                            "who set the session up, and\n"
                            "a program has no such right. Folders of the host are named when the "
                            "system starts (vibee --dir).\n";

static const struct tool_row rows[] = {{0}};

int main(int argc, char **argv)
{
    struct mount_entry *entries;
    tool_init("mount", usage);
    tool_parse(argc, argv, rows);
    if (optind < argc) {
        tool_error("%s: mounting is not supported: a program has no right to change the vfs",
                   argv[optind]);
        return tool_finish();
    }
    int count = mounts_list(&entries);
    for (int i = 0; i < count; i++) {
        const char *name = mounts_name(entries[i].kind);
        bool read_only = entries[i].kind == MOUNT_BOOT || entries[i].kind == MOUNT_PROCESSES;
        printf("%s on %s type %s%s\n", name, entries[i].path, name, read_only ? " (ro)" : "");
    }
    free(entries);
    return tool_finish();
}
