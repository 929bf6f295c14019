#include "copy.h"
#include "tool.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_DEPTH = 256 };
bool copy_times, copy_verbose;

bool copy_is_directory(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

char *copy_destination(const char *from, const char *target, bool into_directory)
{
    if (!into_directory)
        return strcpy(tool_alloc(strlen(target) + 1), target);
    char *name = tool_base_name(from);
    char *path = tool_join(target, name);
    free(name);
    return path;
}

static bool copy_bytes(int in, int out, const char *from, const char *to)
{
    ssize_t n;
    while ((n = read(in, tool_block, sizeof tool_block)) > 0) {
        for (ssize_t at = 0; at < n;) {
            ssize_t written = write(out, tool_block + at, (size_t)(n - at));
            if (written < 0) {
                tool_file_error(to);
                return false;
            }
            at += written;
        }
    }
    if (n < 0)
        tool_file_error(from);
    return n == 0;
}

static bool copy_file(const char *from, const char *to)
{
    struct stat source, target;
    int in = open(from, O_RDONLY);
    if (in < 0) {
        tool_file_error(from);
        return false;
    }
    if (fstat(in, &source) == 0 && stat(to, &target) == 0 && source.st_ino == target.st_ino &&
        source.st_dev == target.st_dev) {
        tool_error("%s and %s are the same file", from, to);
        close(in);
        return false;
    }
    int out = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    bool ok = out >= 0;
    if (!ok)
        tool_file_error(to);
    ok = ok && copy_bytes(in, out, from, to);
    if (out >= 0 && close(out) != 0) {
        tool_file_error(to);
        ok = false;
    }
    close(in);
    return ok;
}

static bool copy_link(const char *from, const char *to)
{
    char target[PATH_MAX + 1];
    ssize_t length = readlink(from, target, sizeof target - 1);
    if (length < 0) {
        tool_file_error(from);
        return false;
    }
    target[length] = '\0';
    if (symlink(target, to) != 0) {
        tool_file_error(to);
        return false;
    }
    return true;
}

static bool copy_at(const char *from, const char *to, bool recursive, bool follow, int depth);

static bool copy_tree(const char *from, const char *to, int depth)
{
    bool ok = true;
    if (depth == MAX_DEPTH) {
        tool_error("%s: nested deeper than %d directories", from, MAX_DEPTH);
        return false;
    }
    size_t length = strlen(from);
    if (strncmp(to, from, length) == 0 && to[length] == '/') {
        tool_error("cannot copy %s into itself, %s", from, to);
        return false;
    }
    DIR *stream = opendir(from);
    if (!stream || (mkdir(to, 0777) != 0 && errno != EEXIST)) {
        tool_file_error(stream ? to : from);
        if (stream)
            closedir(stream);
        return false;
    }
    for (struct dirent *entry; (entry = readdir(stream)) != NULL;) {
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
            continue;
        char *child = tool_join(from, entry->d_name), *copy = tool_join(to, entry->d_name);
        ok = copy_at(child, copy, true, false, depth + 1) && ok;
        free(child);
        free(copy);
    }
    closedir(stream);
    return ok;
}

static bool copy_one(const char *from, const char *to, const struct stat *info, bool recursive,
                     int depth)
{
    if (S_ISDIR(info->st_mode) && !recursive) {
        tool_error("%s: is a directory (use -r)", from);
        return false;
    }
    if (copy_verbose)
        printf("'%s' -> '%s'\n", from, to);
    if (S_ISLNK(info->st_mode))
        return copy_link(from, to);
    return S_ISDIR(info->st_mode) ? copy_tree(from, to, depth) : copy_file(from, to);
}

static bool copy_at(const char *from, const char *to, bool recursive, bool follow, int depth)
{
    struct stat info;
    if ((follow ? stat(from, &info) : lstat(from, &info)) != 0) {
        tool_file_error(from);
        return false;
    }
    bool ok = copy_one(from, to, &info, recursive, depth);
    const struct timespec times[2] = {info.st_atim, info.st_mtim};
    int flags = S_ISLNK(info.st_mode) ? AT_SYMLINK_NOFOLLOW : 0;
    if (ok && copy_times && utimensat(AT_FDCWD, to, times, flags) != 0) {
        tool_error("preserving times for '%s': %s", to, strerror(errno));
        ok = false;
    }
    return ok;
}

bool copy_path(const char *from, const char *to, bool recursive, bool follow)
{
    return copy_at(from, to, recursive, follow, 0);
}
