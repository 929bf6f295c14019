#include "tool.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char usage[] = "usage: sleep NUMBER[smhd]...\n\n"
                            "Wait for the sum of the times: seconds, minutes, hours or days.\n";

static double seconds(const char *text)
{
    static const struct {
        char unit;
        double factor;
    } units[] = {{'\0', 1}, {'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
    char *end;
    double value = strtod(text, &end);
    if (end != text && value >= 0 && isfinite(value) && strlen(end) < 2)
        for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
            if (units[i].unit == *end)
                return value * units[i].factor;
    tool_misuse("expected a time such as 2, 0.5 or 3m, found '%s'", text);
}

int main(int argc, char **argv)
{
    double total = 0;
    tool_init("sleep", usage);
    if (argc == 2 && strcmp(argv[1], "--help") == 0)
        tool_option(TOOL_HELP);
    if (argc < 2)
        tool_misuse("expected a time");
    for (int i = 1; i < argc; i++)
        total += seconds(argv[i]);
    if (total > 1e9)
        total = 1e9;
    struct timespec left = {(time_t)total, (long)((total - floor(total)) * 1e9)};
    while (nanosleep(&left, &left) != 0)
        if (errno != EINTR) {
            tool_error("%s", strerror(errno));
            break;
        }
    return tool_finish();
}
