#include "tool.h"

#include <string.h>
#include <time.h>

static const char usage[] = "usage: date [-u] [-I] [+FORMAT]\n\n"
                            "Write the time (UTC), by default as Thu Jan  1 00:00:00 UTC 1970.\n\n"
                            "  -I       as 1970-01-01\n"
                            "  -u       UTC, which it is anyway\n"
                            "  +FORMAT  as strftime(3) formats it\n";

int main(int argc, char **argv)
{
    const char *format = "%a %b %e %H:%M:%S UTC %Y";
    char text[1024];
    tool_init("date", usage);
    for (int option; (option = getopt_long(argc, argv, "uI", tool_help_only, NULL)) != -1;) {
        if (option == 'I')
            format = "%Y-%m-%d";
        else if (option != 'u')
            tool_option(option);
    }
    if (argc - optind > 1 || (optind < argc && argv[optind][0] != '+'))
        tool_misuse("expected +FORMAT, found '%s'", argv[argc - 1]);
    if (optind < argc)
        format = argv[optind] + 1;
    time_t now = time(NULL);
    if (*format && strftime(text, sizeof text, format, gmtime(&now)) == 0)
        tool_misuse("expected a format whose result has less than %zu bytes", sizeof text);
    puts(*format ? text : "");
    return tool_finish();
}
