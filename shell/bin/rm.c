#include "tool.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char usage[] = "usage: rm [-rf] FILE...\n\n"
                            "Remove files.\n\n"
                            "  -r  directories with all that is in them (also -R)\n"
                            "  -f  no message about what does not exist\n";

static bool recursive, force;

enum { MAX_DEPTH = 256 };

static void remove_path(const char *path, int depth);

static void remove_tree(const char *path, int depth)
{
    if (depth == MAX_DEPTH) {
        tool_error("%s: nested deeper than %d directories", path, MAX_DEPTH);
        return;
    }
    for (;;) {
        /* Removing while reading may skip entries: read again until nothing new is there. */
        DIR *stream = opendir(path);
        size_t removed = 0;
        if (!stream) {
            tool_file_error(path);
            return;
        }
        for (struct dirent *entry; (entry = readdir(stream)) != NULL;) {
            if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
                continue;
            int failures = tool_status();
            char *child = tool_join(path, entry->d_name);
            remove_path(child, depth + 1);
            free(child);
            if (tool_status() && !failures) {
                closedir(stream);
                return;
            }
            removed++;
        }
        closedir(stream);
        if (removed == 0)
            break;
        if (rmdir(path) == 0)
            return;
        if (tool_status())
            return;
    }
    if (rmdir(path) != 0)
        tool_file_error(path);
}

static void remove_path(const char *path, int depth)
{
    struct stat info;
    if (lstat(path, &info) != 0) {
        if (!(force && errno == ENOENT))
            tool_file_error(path);
        return;
    }
    if (S_ISDIR(info.st_mode)) {
        if (recursive)
            remove_tree(path, depth);
        else
            tool_error("%s: is a directory (use -r)", path);
        return;
    }
    if (unlink(path) != 0)
        tool_file_error(path);
}

int main(int argc, char **argv)
{
    tool_init("rm", usage);
    for (int option; (option = getopt_long(argc, argv, "rRf", tool_help_only, NULL)) != -1;) {
        if (option == 'f')
            force = true;
        else if (option == 'r' || option == 'R')
            recursive = true;
        else
            tool_option(option);
    }
    if (optind == argc && !force)
        tool_misuse("expected a file");
    for (; optind < argc; optind++) {
        char *name = tool_base_name(argv[optind]);
        if (!strcmp(name, ".") || !strcmp(name, "..") || !strcmp(name, "/"))
            tool_error("refusing to remove '%s'", argv[optind]);
        else
            remove_path(argv[optind], 0);
        free(name);
    }
    return tool_finish();
}
