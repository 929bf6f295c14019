/* The program that is all utilities: which one is decided by the name it was called by. Called by
 * its own name it takes the utility as its first argument, or lists them. */
#include "tool.h"

#include <stdlib.h>
#include <string.h>

#define UTILITY(name) int utility_##name(int argc, char **argv);
#include "utilities.def"
#undef UTILITY

static const struct utility {
    const char *name;
    int (*main)(int argc, char **argv);
} utilities[] = {
#define UTILITY(name) {#name, utility_##name},
#include "utilities.def"
#undef UTILITY
};
enum { COUNT = sizeof utilities / sizeof utilities[0] };

static const char usage[] =
    "usage: utilities [NAME [ARGUMENTS...]]\n\n"
    "Run a utility, or list their names. A link with the name of a utility\n"
    "to this program is that utility.\n";

static const struct utility *find(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    size_t length = strlen(name);
    if (length > 5 && strcmp(name + length - 5, ".wasm") == 0)
        length -= 5;
    for (size_t i = 0; i < COUNT; i++)
        if (strlen(utilities[i].name) == length && strncmp(utilities[i].name, name, length) == 0)
            return &utilities[i];
    return NULL;
}

int main(int argc, char **argv)
{
    const struct utility *utility = argc > 0 ? find(argv[0]) : NULL;
    if (utility)
        return utility->main(argc, argv);
    tool_init("utilities", usage);
    if (argc < 2) {
        for (size_t i = 0; i < COUNT; i++)
            puts(utilities[i].name);
        return tool_finish();
    }
    if (strcmp(argv[1], "--help") == 0)
        tool_option(TOOL_HELP);
    utility = find(argv[1]);
    if (!utility)
        tool_misuse("%s: no such utility", argv[1]);
    return utility->main(argc - 1, argv + 1);
}
