#include "system.h"
#include "tool.h"

#include <string.h>

static const char usage[] = "usage: uname [-asnrvm]\n\n"
                            "Say what system this is.\n\n"
                            "  -s  system (the default)   -n  name of the machine\n"
                            "  -r  release   -v  version   -m  instruction set   -a  all of them\n";

int main(int argc, char **argv)
{
    static const struct {
        char option;
        const char *text;
    } facts[] = {{'s', SYSTEM_NAME},
                 {'n', SYSTEM_HOST},
                 {'r', VIBEE_VERSION},
                 {'v', "capability microkernel"},
                 {'m', "wasm32"}};
    char wanted[8] = "";
    tool_init("uname", usage);
    for (int option; (option = getopt_long(argc, argv, "asnrvm", tool_help_only, NULL)) != -1;) {
        if (option == '?' || option > 0xff)
            tool_option(option);
        if (option == 'a')
            strcpy(wanted, "snrvm");
        else if (!strchr(wanted, option))
            wanted[strlen(wanted)] = (char)option;
    }
    if (optind < argc)
        tool_misuse("expected no argument, found '%s'", argv[optind]);
    const char *separator = "";
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) {
        if (!strchr(*wanted ? wanted : "s", facts[i].option))
            continue;
        printf("%s%s", separator, facts[i].text);
        separator = " ";
    }
    putchar('\n');
    return tool_finish();
}
