#include "options.h"
#include "size.h"
#include "tool.h"
#include "walk.h"

#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: du [-abchks] [-d DEPTH] [FILE...]\n\n"
    "Add up the sizes of files, directory by directory, in KiB.\n\n"
    "  -a  files, too      -s  only the operands\n"
    "  -b  in bytes        -h  as 1.5K, 2M\n"
    "  -c  with a total    -d DEPTH  directories so deep only\n\n"
    "A size is that of the contents: what a file system needs beside them is not known.\n";

static bool all, bytes, total, human, kibibytes, summary;
static long long depth = LLONG_MAX;
static const struct tool_row rows[] = {TOOL_FLAG('a', "all", all),
                                       TOOL_FLAG('b', "bytes", bytes),
                                       TOOL_FLAG('c', "total", total),
                                       TOOL_FLAG('h', "human-readable", human),
                                       TOOL_FLAG('k', NULL, kibibytes),
                                       TOOL_FLAG('s', "summarize", summary),
                                       TOOL_NUMBER('d', "max-depth", depth, 0),
                                       {0}};

static unsigned long long sums[WALK_MAX_DEPTH + 2]; /* of the directories on the way to the entry */

static void show(unsigned long long size, const char *name)
{
    char text[32];
    if (human)
        size_format(text, sizeof text, size);
    else
        snprintf(text, sizeof text, "%llu", bytes ? size : (size + 1023) / 1024);
    printf("%s\t%s\n", text, name);
}

static bool visit(const struct walk_entry *entry, void *context)
{
    bool directory = S_ISDIR(entry->info.st_mode);
    (void)context;
    if (directory && !entry->after) {
        sums[entry->depth] = 0;
        return true;
    }
    unsigned long long size =
        directory ? sums[entry->depth] : (unsigned long long)entry->info.st_size;
    if (entry->depth)
        sums[entry->depth - 1] += size;
    else
        sums[WALK_MAX_DEPTH + 1] += size;
    if (entry->depth == 0 || ((directory || all) && entry->depth <= depth && !summary))
        show(size, entry->path);
    return false;
}

int main(int argc, char **argv)
{
    tool_init("du", usage);
    tool_parse(argc, argv, rows);
    if (optind == argc)
        walk(".", 0, visit, NULL);
    for (; optind < argc; optind++)
        walk(argv[optind], 0, visit, NULL);
    if (total)
        show(sums[WALK_MAX_DEPTH + 1], "total");
    return tool_finish();
}
