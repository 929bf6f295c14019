#include "options.h"
#include "pages.h"
#include "tool.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] = "usage: man NAME...\n\n"
                            "Write the pages of commands.\n";
static const struct tool_row rows[] = {{0}};

static void show(const char *name)
{
    char *file = tool_alloc(strlen(name) + sizeof PAGES_SUFFIX);
    strcat(strcpy(file, name), PAGES_SUFFIX);
    char *path = tool_join(PAGES_FOLDER, file);
    FILE *stream = strchr(name, '/') ? NULL : fopen(path, "r");
    if (!stream)
        tool_error("%s: no page of that name (see help)", name);
    for (size_t n; stream && (n = fread(tool_block, 1, TOOL_BLOCK, stream)) > 0;)
        fwrite(tool_block, 1, n, stdout);
    if (stream)
        tool_close(stream);
    free(path);
    free(file);
}

int main(int argc, char **argv)
{
    tool_init("man", usage);
    tool_parse(argc, argv, rows);
    if (optind == argc)
        tool_misuse("expected the name of a command");
    for (; optind < argc; optind++)
        show(argv[optind]);
    return tool_finish();
}
