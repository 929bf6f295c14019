/* cd and pwd (XCU cd, pwd). */
#include "builtins.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* PWD while it is the working directory's path, which it is unless somebody changed it. */
static const char *logical_directory(const struct shell *shell)
{
    const char *directory = vars_get(&shell->vars, "PWD");
    struct stat named, here;
    bool same = directory && *directory == '/' && stat(directory, &named) == 0 &&
                stat(".", &here) == 0 && named.st_ino == here.st_ino && named.st_dev == here.st_dev;
    return same ? directory : os_getcwd();
}

/* Take `.` and `..` out of an absolute path, as if nothing in it were a symbolic link. */
static void simplify(struct strbuf *path)
{
    struct strbuf result = {0};
    strbuf_clear(&result);
    for (const char *at = path->data; *at;) {
        at += strspn(at, "/");
        size_t length = strcspn(at, "/");
        if (length == 2 && strncmp(at, "..", 2) == 0) {
            const char *slash = strrchr(result.data, '/');
            size_t kept = slash ? (size_t)(slash - result.data) : 0;
            strbuf_remove(&result, kept, result.length - kept);
        } else if (length > 0 && !(length == 1 && *at == '.')) {
            strbuf_addc(&result, '/');
            strbuf_add(&result, at, length);
        }
        at += length;
    }
    if (result.length == 0)
        strbuf_addc(&result, '/');
    strbuf_free(path);
    *path = result;
}

static bool change(struct shell *shell, const char *target, bool physical)
{
    struct strbuf path = {0};
    if (*target != '/') {
        strbuf_adds(&path, logical_directory(shell));
        strbuf_addc(&path, '/');
    }
    strbuf_adds(&path, target);
    if (!physical)
        simplify(&path);
    /* The directory's own path may be too long, or gone, and the way from here not. */
    bool ok = os_chdir(path.data) == 0 || (*target != '/' && os_chdir(target) == 0);
    int error = errno;
    if (ok)
        vars_export(&shell->vars, "PWD", physical ? os_getcwd() : path.data);
    strbuf_free(&path);
    errno = error;
    return ok;
}

/* By CDPATH; *named: the place is not the obvious one, and is written. */
static bool change_by_path(struct shell *shell, const char *target, bool physical, bool *named)
{
    const char *path = vars_get(&shell->vars, "CDPATH");
    bool direct = *target == '/' || strcmp(target, ".") == 0 || strcmp(target, "..") == 0 ||
                  strncmp(target, "./", 2) == 0 || strncmp(target, "../", 3) == 0;
    while (!direct && path && *path) {
        size_t length = strcspn(path, ":");
        struct strbuf candidate = {0};
        strbuf_add(&candidate, length ? path : ".", length ? length : 1);
        strbuf_addc(&candidate, '/');
        strbuf_adds(&candidate, target);
        bool ok = change(shell, candidate.data, physical);
        strbuf_free(&candidate);
        if (ok) {
            *named = length > 0;
            return true;
        }
        path += length + (path[length] == ':');
    }
    return change(shell, target, physical);
}

/* -L and -P; the index of the first operand, 0: an unknown option, reported. */
static int directory_options(struct shell *shell, int argc, char **argv, bool *physical)
{
    int i = 1;
    for (; i < argc && argv[i][0] == '-' && argv[i][1]; i++) {
        if (strcmp(argv[i], "--") == 0)
            return i + 1;
        if (strspn(argv[i] + 1, "LP") != strlen(argv[i] + 1)) {
            shell_error(shell, "%s: %s: unknown option: expected -L or -P", argv[0], argv[i]);
            return 0;
        }
        *physical = argv[i][strlen(argv[i]) - 1] == 'P';
    }
    return i;
}

int builtin_cd(struct shell *shell, int argc, char **argv)
{
    bool physical = false, named = false;
    int first = directory_options(shell, argc, argv, &physical);
    if (first == 0)
        return 2;
    if (argc - first > 1) {
        shell_error(shell, "cd: expected one directory, found %d", argc - first);
        return 2;
    }
    const char *target = first < argc ? argv[first] : vars_get(&shell->vars, "HOME");
    bool back = target && strcmp(target, "-") == 0;
    if (back)
        target = vars_get(&shell->vars, "OLDPWD");
    if (!target || (!*target && first == argc)) {
        shell_error(shell, "cd: %s is not set", back ? "OLDPWD" : "HOME");
        return 1;
    }
    char *before = checked_copy(logical_directory(shell), strlen(logical_directory(shell)));
    char *name = checked_copy(target, strlen(target));
    bool ok = change_by_path(shell, name, physical, &named);
    if (ok)
        vars_set(&shell->vars, "OLDPWD", before);
    else
        shell_error(shell, "cd: %s: %s", name, strerror(errno));
    free(before);
    free(name);
    if (ok && (back || named))
        puts(vars_get(&shell->vars, "PWD"));
    return !ok;
}

int builtin_pwd(struct shell *shell, int argc, char **argv)
{
    bool physical = false;
    if (directory_options(shell, argc, argv, &physical) == 0)
        return 2;
    puts(physical ? os_getcwd() : logical_directory(shell));
    return !written(shell, "pwd");
}
