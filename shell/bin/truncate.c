#include "options.h"
#include "tool.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char usage[] =
    "usage: truncate [-c] -s SIZE | -r FILE FILE...\n\n"
    "Make files shorter or longer.\n\n"
    "  -s SIZE  bytes (k, M, G); +SIZE, -SIZE more or less; <, > at most, at least\n"
    "  -r FILE  as long as this one   -c  make no new file\n";

static bool no_create;
static const char *size, *reference;
static const struct tool_row rows[] = {TOOL_FLAG('c', "no-create", no_create),
                                       TOOL_TEXT('s', "size", size),
                                       TOOL_TEXT('r', "reference", reference),
                                       {0}};

static long long wanted(long long now, char sign, long long value)
{
    switch (sign) {
    case '+':
        return now + value;
    case '-':
        return now > value ? now - value : 0;
    case '<':
        return now < value ? now : value;
    case '>':
        return now > value ? now : value;
    default:
        return value;
    }
}

static void change(const char *name, char sign, long long value)
{
    struct stat info;
    int file = open(name, O_WRONLY | (no_create ? 0 : O_CREAT), 0666);
    if (file < 0) {
        if (!no_create || errno != ENOENT)
            tool_error("cannot open '%s' for writing: %s", name, strerror(errno));
        return;
    }
    if (fstat(file, &info) != 0 || ftruncate(file, wanted(info.st_size, sign, value)) != 0)
        tool_file_error(name);
    close(file);
}

int main(int argc, char **argv)
{
    struct stat info = {0};
    tool_init("truncate", usage);
    tool_parse(argc, argv, rows);
    if (!size == !reference)
        tool_misuse("expected -s or -r");
    if (optind == argc)
        tool_misuse("expected a file");
    if (reference && stat(reference, &info) != 0) {
        tool_file_error(reference);
        return tool_finish();
    }
    char sign = size && strchr("+-<>", *size) ? *size : '=';
    long long value = size ? tool_size(size + (sign != '='), 0, "-s") : info.st_size;
    for (; optind < argc; optind++)
        change(argv[optind], sign, value);
    return tool_finish();
}
