#include "options.h"
#include "tool.h"

#include <string.h>

static const char usage[] = "usage: dirname [-z] PATH...\n\n"
                            "Write paths without their last component.\n\n"
                            "  -z  end with a zero byte\n";

static bool zero;
static const struct tool_row rows[] = {TOOL_FLAG('z', "zero", zero), {0}};

static size_t without(const char *path, size_t length, bool slashes)
{
    while (length > 0 && (path[length - 1] == '/') == slashes)
        length--;
    return length;
}

static void show(const char *path)
{
    size_t length = without(path, strlen(path), true);
    length = without(path, length, false);
    bool slash = length > 0;
    length = without(path, length, true);
    if (length == 0)
        path = slash || *path == '/' ? "/" : ".";
    fwrite(path, 1, length ? length : 1, stdout);
    putchar(zero ? '\0' : '\n');
}

int main(int argc, char **argv)
{
    tool_init("dirname", usage);
    tool_parse(argc, argv, rows);
    if (optind == argc)
        tool_misuse("expected a path");
    for (; optind < argc; optind++)
        show(argv[optind]);
    return tool_finish();
}
