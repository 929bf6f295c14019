#include "copy.h"
#include "options.h"
#include "tool.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char usage[] = "usage: ln [-sfnv] TARGET [NAME]\n"
                            "       ln [-sfnv] TARGET... DIRECTORY\n\n"
                            "Give a file another name.\n\n"
                            "  -s  by a symbolic link         -f  replace what has the name\n"
                            "  -n  a link to a directory is not a directory to make names in\n"
                            "  -T  NAME is never such a directory   -v  tell each\n";

static bool symbolic, force, no_follow, verbose, no_directory;
static const struct tool_row rows[] = {TOOL_FLAG('s', "symbolic", symbolic),
                                       TOOL_FLAG('f', "force", force),
                                       TOOL_FLAG('n', "no-dereference", no_follow),
                                       TOOL_FLAG('T', "no-target-directory", no_directory),
                                       TOOL_FLAG('v', "verbose", verbose),
                                       {0}};

static void make(const char *target, const char *name)
{
    struct stat old, new;
    const char *kind = symbolic ? "symbolic link" : "hard link";
    if (!symbolic && lstat(target, &new) != 0) {
        tool_error("failed to access '%s': %s", target, strerror(errno));
        return;
    }
    if (force && lstat(name, &old) == 0) {
        if (!symbolic && old.st_ino == new.st_ino &&old.st_dev == new.st_dev) {
            tool_error("'%s' and '%s' are the same file", target, name);
            return;
        }
        unlink(name);
    }
    if ((symbolic ? symlink(target, name) : link(target, name)) != 0)
        tool_error("failed to create %s '%s': %s", kind, name, strerror(errno));
    else if (verbose)
        printf("'%s' %s '%s'\n", name, symbolic ? "->" : "=>", target);
}

static bool is_directory(const char *path)
{
    struct stat info;
    if (no_directory || (no_follow && lstat(path, &info) == 0 && S_ISLNK(info.st_mode)))
        return false;
    return copy_is_directory(path);
}

int main(int argc, char **argv)
{
    static char here[] = ".";
    tool_init("ln", usage);
    tool_parse(argc, argv, rows);
    int count = argc - optind;
    if (count < 1)
        tool_misuse("expected a target");
    char *last = count == 1 ? here : argv[argc - 1];
    bool directory = count == 1 || is_directory(last);
    if (count > 2 && !directory)
        tool_misuse("target '%s': Not a directory", last);
    for (int i = 0; i < (count == 1 ? 1 : count - 1); i++) {
        char *name = copy_destination(argv[optind + i], last, directory);
        make(argv[optind + i], strncmp(name, "./", 2) == 0 && count == 1 ? name + 2 : name);
        free(name);
    }
    return tool_finish();
}
