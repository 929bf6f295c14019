#include "options.h"
#include "tool.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char usage[] =
    "usage: realpath [-e | -m] [-sqz] FILE...\n\n"
    "Write the absolute path of a file, without links, . and ..\n\n"
    "  -e  all of it has to exist     -m  nothing has to (only the last may not)\n"
    "  -s  leave links as they are    -q  no messages   -z  end with a zero byte\n";

enum { MAX_LINKS = 40 };
static bool must_exist, may_miss, keep_links, quiet, zero;
static const struct tool_row rows[] = {TOOL_FLAG('e', "canonicalize-existing", must_exist),
                                       TOOL_FLAG('m', "canonicalize-missing", may_miss),
                                       TOOL_FLAG('s', "no-symlinks", keep_links),
                                       TOOL_FLAG('q', "quiet", quiet),
                                       TOOL_FLAG('z', "zero", zero),
                                       {0}};

/* What is still to be looked at, as a text of its own; links put their target before it. */
static char *put_before(const char *target, const char *rest)
{
    char *joined = tool_alloc(strlen(target) + strlen(rest) + 2);
    return strcat(strcat(strcpy(joined, target), "/"), rest);
}

static bool resolve(const char *path, char out[PATH_MAX])
{
    char target[PATH_MAX];
    int links = 0;
    char *left = strcpy(tool_alloc(strlen(path) + 1), path);
    out[0] = '\0';
    if (*path != '/' && !getcwd(out, PATH_MAX))
        return false;
    if (strcmp(out, "/") == 0)
        out[0] = '\0';
    errno = 0;
    for (char *at = left; *at && !errno;) {
        at += strspn(at, "/");
        size_t length = strcspn(at, "/"), before = strlen(out);
        const char *rest = at + length;
        struct stat info;
        if (length == 0)
            break;
        if (length == 2 && at[0] == '.' && at[1] == '.') {
            char *slash = strrchr(out, '/');
            if (slash)
                *slash = '\0';
        } else if (length != 1 || at[0] != '.') {
            if (before + length + 2 > PATH_MAX) {
                errno = ENAMETOOLONG;
                break;
            }
            snprintf(out + before, PATH_MAX - before, "/%.*s", (int)length, at);
            if (lstat(out, &info) != 0) {
                bool last = rest[strspn(rest, "/")] == '\0';
                if (may_miss || (errno == ENOENT && last && !must_exist))
                    errno = 0;
            } else if (S_ISLNK(info.st_mode) && !keep_links) {
                ssize_t n = readlink(out, target, sizeof target - 1);
                if (n < 0 || ++links > MAX_LINKS) {
                    errno = n < 0 ? errno : ELOOP;
                    break;
                }
                target[n] = '\0';
                out[*target == '/' ? 0 : before] = '\0';
                char *joined = put_before(target, rest);
                free(left);
                at = left = joined;
                continue;
            } else if (*rest && !S_ISDIR(info.st_mode) && !may_miss) {
                errno = ENOTDIR;
            }
        }
        at += length;
    }
    free(left);
    if (out[0] == '\0')
        strcpy(out, "/");
    return errno == 0;
}

int main(int argc, char **argv)
{
    static char path[PATH_MAX];
    bool failed = false;
    tool_init("realpath", usage);
    tool_parse(argc, argv, rows);
    if (optind == argc)
        tool_misuse("expected a file");
    for (; optind < argc; optind++) {
        if (resolve(argv[optind], path)) {
            fputs(path, stdout);
            putchar(zero ? '\0' : '\n');
        } else {
            failed = true;
            if (!quiet)
                tool_file_error(argv[optind]);
        }
    }
    return tool_finish() || failed;
}
