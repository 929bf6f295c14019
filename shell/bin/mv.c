#include "copy.h"
#include "tool.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char usage[] =
    "usage: mv FILE TARGET\n"
    "       mv FILE... DIRECTORY\n\n"
    "Rename files, or move them into a directory, between file systems too.\n";

/* Remove what was copied; stops at the first failure, so nothing is lost unseen. */
static bool remove_source(const char *path)
{
    struct stat info;
    bool ok = lstat(path, &info) == 0;
    if (ok && S_ISDIR(info.st_mode)) {
        for (bool again = true; again && ok;) {
            again = false;
            DIR *stream = opendir(path);
            for (struct dirent *entry; ok && stream && (entry = readdir(stream)) != NULL;) {
                if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
                    continue;
                char *child = tool_join(path, entry->d_name);
                ok = remove_source(child);
                free(child);
                again = true;
            }
            if (stream)
                closedir(stream);
        }
        return ok && rmdir(path) == 0;
    }
    return ok && unlink(path) == 0;
}

static void move(const char *from, const char *to)
{
    if (rename(from, to) == 0)
        return;
    if (errno != EXDEV) {
        tool_error("cannot move %s to %s: %s", from, to, strerror(errno));
        return;
    }
    if (copy_path(from, to, true, false) && !remove_source(from))
        tool_error("%s was copied to %s but cannot be removed: %s", from, to, strerror(errno));
}

int main(int argc, char **argv)
{
    tool_init("mv", usage);
    for (int option; (option = getopt_long(argc, argv, "f", tool_help_only, NULL)) != -1;)
        if (option != 'f')
            tool_option(option);
    if (argc - optind < 2)
        tool_misuse("expected a file and a target");
    const char *target = argv[argc - 1];
    bool directory = copy_is_directory(target);
    if (argc - optind > 2 && !directory)
        tool_misuse("%s: expected a directory for several files", target);
    for (; optind < argc - 1; optind++) {
        char *to = copy_destination(argv[optind], target, directory);
        move(argv[optind], to);
        free(to);
    }
    return tool_finish();
}
