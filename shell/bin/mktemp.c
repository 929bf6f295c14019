#include "options.h"
#include "tool.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char usage[] =
    "usage: mktemp [-duq] [-p DIRECTORY] [-t] [TEMPLATE]\n\n"
    "Make a file with a new name, and write the name.\n\n"
    "  -d  a directory       -u  only the name: make nothing\n"
    "  -p DIRECTORY  in this one (TMPDIR, /tmp); -t the same, for a template\n"
    "  -q  no messages\n\n"
    "A TEMPLATE has at least three X, which are replaced (tmp.XXXXXXXXXX).\n";

static bool directory, dry, quiet, in_temporary;
static const char *parent;
static const struct tool_row rows[] = {
    TOOL_FLAG('d', "directory", directory), TOOL_FLAG('u', "dry-run", dry),
    TOOL_FLAG('q', "quiet", quiet),         TOOL_FLAG('t', NULL, in_temporary),
    TOOL_TEXT('p', "tmpdir", parent),       {0}};

static void fill(char *at, size_t count)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    unsigned char random[256];
    for (size_t i = 0; i < count; i++) {
        if (i % sizeof random == 0)
            getentropy(random, sizeof random);
        at[i] = letters[random[i % sizeof random] & 63];
    }
}

static bool make(const char *path)
{
    struct stat info;
    if (dry)
        return lstat(path, &info) != 0;
    if (directory)
        return mkdir(path, 0700) == 0;
    FILE *stream = fopen(path, "wx");
    return stream && fclose(stream) == 0;
}

int main(int argc, char **argv)
{
    tool_init("mktemp", usage);
    tool_parse(argc, argv, rows);
    if (argc - optind > 1)
        tool_misuse("expected one template, found '%s'", argv[optind + 1]);
    const char *template = optind < argc ? argv[optind] : "tmp.XXXXXXXXXX";
    const char *temporary = getenv("TMPDIR");
    if (!parent && (in_temporary || optind == argc))
        parent = temporary && *temporary ? temporary : "/tmp";
    char *path =
        parent ? tool_join(parent, template) : strcpy(tool_alloc(strlen(template) + 1), template);
    char *end = strrchr(path, 'X'), *start = end ? end + 1 : path;
    while (start > path && start[-1] == 'X')
        start--;
    if (!end || end + 1 - start < 3) {
        tool_error("too few X's in template '%s'", template);
        return 1;
    }
    for (int tries = 0; tries < 100; tries++) {
        fill(start, (size_t)(end + 1 - start));
        if (make(path)) {
            puts(path);
            return tool_finish();
        }
        if (errno != EEXIST && !dry)
            break;
    }
    if (!quiet)
        tool_error("failed to create %s via template '%s': %s", directory ? "directory" : "file",
                   template, strerror(errno));
    return 1;
}
