#include "options.h"
#include "tool.h"
#include "walk.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

static const char usage[] = "usage: tree [-adfs] [-L DEPTH] [DIRECTORY...]\n\n"
                            "Show directories and what is in them as a tree.\n\n"
                            "  -a  hidden files, too    -d  directories only\n"
                            "  -f  with whole paths     -s  with sizes\n"
                            "  -L DEPTH  so deep only\n";

static bool all, only_directories, paths, sizes;
static long long depth = WALK_MAX_DEPTH;
static const struct tool_row rows[] = {
    TOOL_FLAG('a', "all", all),          TOOL_FLAG('d', "dirs-only", only_directories),
    TOOL_FLAG('f', "full-path", paths),  TOOL_FLAG('s', "size", sizes),
    TOOL_NUMBER('L', "level", depth, 1), {0}};

static unsigned long long directories, files;
static bool lasts[WALK_MAX_DEPTH + 1]; /* whether the directory at each depth was the last one */

static bool visit(const struct walk_entry *entry, void *context)
{
    bool directory = S_ISDIR(entry->info.st_mode);
    char target[PATH_MAX];
    (void)context;
    if (entry->after)
        return false;
    lasts[entry->depth] = entry->last;
    for (int i = 1; i < entry->depth; i++)
        fputs(lasts[i] ? "    " : "│   ", stdout);
    if (entry->depth) {
        fputs(entry->last ? "└── " : "├── ", stdout);
        directories += directory;
        files += !directory;
    }
    if (sizes)
        printf("[%11lld]  ", (long long)entry->info.st_size);
    fputs(paths ? entry->path : entry->name, stdout);
    if (S_ISLNK(entry->info.st_mode)) {
        ssize_t length = readlink(entry->path, target, sizeof target - 1);
        target[length > 0 ? length : 0] = '\0';
        printf(" -> %s", target);
    }
    putchar('\n');
    return entry->depth < depth;
}

int main(int argc, char **argv)
{
    tool_init("tree", usage);
    tool_parse(argc, argv, rows);
    int flags =
        WALK_FOLLOW_ROOT | (all ? 0 : WALK_VISIBLE) | (only_directories ? WALK_DIRECTORIES : 0);
    if (optind == argc)
        walk(".", flags, visit, NULL);
    for (; optind < argc; optind++)
        walk(argv[optind], flags, visit, NULL);
    printf("\n%llu director%s", directories, directories == 1 ? "y" : "ies");
    if (!only_directories)
        printf(", %llu file%s", files, files == 1 ? "" : "s");
    putchar('\n');
    return tool_finish();
}
