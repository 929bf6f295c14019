#include "tool.h"

#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: seq [FIRST [STEP]] LAST\n\n"
    "Write the whole numbers from FIRST (1) to LAST in steps of STEP (1).\n";

static long long parse(const char *text)
{
    return tool_number(text, -1000000000000000, 1000000000000000, "a bound or step");
}

int main(int argc, char **argv)
{
    long long first = 1, step = 1;
    tool_init("seq", usage);
    if (argc == 2 && strcmp(argv[1], "--help") == 0)
        tool_option(TOOL_HELP);
    if (argc < 2 || argc > 4)
        tool_misuse("expected one to three numbers, found %d", argc - 1);
    long long last = parse(argv[argc - 1]);
    if (argc > 2)
        first = parse(argv[1]);
    if (argc == 4)
        step = parse(argv[2]);
    if (step == 0)
        tool_misuse("expected a step other than 0");
    for (; step > 0 ? first <= last : first >= last; first += step)
        if (printf("%lld\n", first) < 0)
            break;
    return tool_finish();
}
