#include "mounts.h"
#include "options.h"
#include "size.h"
#include "tool.h"

#include <stdlib.h>

static const char usage[] =
    "usage: df [-ahk] [FILE...]\n\n"
    "Tell how much the file systems hold: all, or those that the files are in.\n\n"
    "  -a  those too that hold nothing    -h  as 1.5K, 2M    -k  in KiB, as it is anyway\n\n"
    "tmpfs shares its memory with the programs of its account. Of a folder of the host the host "
    "may\n"
    "not say anything, which shows as -.\n";

static bool all, human, kibibytes;
static const struct tool_row rows[] = {TOOL_FLAG('a', "all", all),
                                       TOOL_FLAG('h', "human-readable", human),
                                       TOOL_FLAG('k', NULL, kibibytes),
                                       {0}};

static void show_size(uint64_t bytes, int width)
{
    char text[32];
    if (human)
        size_format(text, sizeof text, bytes);
    else
        snprintf(text, sizeof text, "%llu", (unsigned long long)(bytes + 1023) / 1024);
    printf(" %*s", width, text);
}

static void show(const char *path, enum mount_kind kind)
{
    uint64_t size = 0, room = 0;
    bool holds = kind == MOUNT_TMPFS || kind == MOUNT_FOLDER;
    printf("%-10s", mounts_name(kind));
    if (!holds || !mounts_space(path, &size, &room)) {
        printf(" %10s %10s %10s %4s %s\n", "-", "-", "-", "-", path);
        return;
    }
    uint64_t used = size - room, percent = size ? (used * 100 + size - 1) / size : 0;
    show_size(size, 10);
    show_size(used, 10);
    show_size(room, 10);
    printf(" %3llu%% %s\n", (unsigned long long)percent, path);
}

static void show_all(void)
{
    struct mount_entry *entries;
    int count = mounts_list(&entries);
    for (int i = 0; i < count; i++)
        if (all || entries[i].kind == MOUNT_TMPFS || entries[i].kind == MOUNT_FOLDER)
            show(entries[i].path, entries[i].kind);
    free(entries);
}

int main(int argc, char **argv)
{
    tool_init("df", usage);
    tool_parse(argc, argv, rows);
    printf("%-10s %10s %10s %10s %4s %s\n", "Filesystem", human ? "Size" : "1K-blocks", "Used",
           human ? "Avail" : "Available", "Use%", "Mounted on");
    if (optind == argc)
        show_all();
    for (; optind < argc; optind++) {
        enum mount_kind kind;
        if (mounts_kind(argv[optind], &kind))
            show(argv[optind], kind);
        else
            tool_file_error(argv[optind]);
    }
    return tool_finish();
}
