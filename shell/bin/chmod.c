#include "tool.h"

static const char usage[] =
    "usage: chmod MODE FILE...\n\n"
    "Change permissions, which this system does not have: always an error.\n";

int main(int argc, char **argv)
{
    tool_init("chmod", usage);
    for (int i = 1; i < argc; i++) /* modes such as -w look like options */
        if (argv[i][0] == '-' && argv[i][1] == '-' && argv[i][2] == 'h')
            tool_option(TOOL_HELP);
    if (argc < 3)
        tool_misuse("expected a mode and files");
    for (int i = 2; i < argc; i++)
        tool_error("%s: not supported: files have no permissions here", argv[i]);
    return tool_finish();
}
