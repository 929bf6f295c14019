#include "options.h"
#include "text.h"
#include "tool.h"
#include "when.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

static const char usage[] =
    "usage: date [-uR] [-I[UNIT]] [-d WHEN | -r FILE] [+FORMAT]\n\n"
    "Write the time (UTC), by default as Thu Jan  1 00:00:00 UTC 1970.\n\n"
    "  -d WHEN  another time: YYYY-MM-DD, HH:MM[:SS], both (with T or a blank between), @SECONDS,\n"
    "           now, yesterday, tomorrow, +N days, N hours ago, last month, and together\n"
    "  -r FILE  when the file was changed\n"
    "  -I       as 1970-01-01; -Ihours, -Iminutes, -Iseconds, -Ins: so exactly\n"
    "  -R       as Thu, 01 Jan 1970 00:00:00 +0000\n"
    "  -u       UTC, which it is anyway\n"
    "  +FORMAT  as strftime(3) formats it; %N is nanoseconds\n";

static const char *format = "%a %b %e %H:%M:%S UTC %Y";

static void set_iso(const char *unit)
{
    static const char *const formats[][2] = {{"date", "%Y-%m-%d"},
                                             {"hours", "%Y-%m-%dT%H+00:00"},
                                             {"minutes", "%Y-%m-%dT%H:%M+00:00"},
                                             {"seconds", "%Y-%m-%dT%H:%M:%S+00:00"},
                                             {"ns", "%Y-%m-%dT%H:%M:%S,%N+00:00"}};
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        if (strcmp(unit, formats[i][0]) == 0) {
            format = formats[i][1];
            return;
        }
    tool_misuse("-I: expected date, hours, minutes, seconds or ns, found '%s'", unit);
}

/* The format with %N, %3N and the like replaced, which strftime() does not know. */
static char *with_nanoseconds(const char *from, long nanoseconds)
{
    char *result = tool_alloc(10 * strlen(from) + 1), *to = result;
    while (*from) {
        size_t digits = from[0] == '%' && isdigit((unsigned char)from[1]);
        if (from[0] == '%' && from[1 + digits] == 'N') {
            char all[16];
            snprintf(all, sizeof all, "%09ld", nanoseconds);
            size_t count = digits && from[1] < '9' ? (size_t)(from[1] - '0') : 9;
            to = stpncpy(to, all, count ? count : 9);
            from += 2 + digits;
        } else {
            if (*from == '%' && from[1])
                *to++ = *from++;
            *to++ = *from++;
        }
    }
    return result;
}

static void show(const struct timespec *when)
{
    char text[4096];
    struct tm parts;
    char *full = with_nanoseconds(format, when->tv_nsec);
    if (!gmtime_r(&when->tv_sec, &parts))
        tool_misuse("expected a year that can be written, found %lld seconds",
                    (long long)when->tv_sec);
    if (*full && strftime(text, sizeof text, full, &parts) == 0)
        tool_misuse("expected a format whose result has less than %zu bytes", sizeof text);
    puts(*full ? text : "");
    free(full);
}

static const struct option long_options[] = {{"date", required_argument, NULL, 'd'},
                                             {"reference", required_argument, NULL, 'r'},
                                             {"iso-8601", optional_argument, NULL, 'I'},
                                             {"rfc-email", no_argument, NULL, 'R'},
                                             {"utc", no_argument, NULL, 'u'},
                                             TOOL_HELP_OPTION,
                                             {NULL, 0, NULL, 0}};

int main(int argc, char **argv)
{
    struct timespec when;
    struct stat info;
    const char *text = NULL, *file = NULL;
    tool_init("date", usage);
    for (int option; (option = getopt_long(argc, argv, "ud:r:I::R", long_options, NULL)) != -1;) {
        if (option == 'I')
            set_iso(optarg ? optarg : "date");
        else if (option == 'R')
            format = "%a, %d %b %Y %H:%M:%S +0000";
        else if (option == 'd')
            text = optarg;
        else if (option == 'r')
            file = optarg;
        else if (option != 'u')
            tool_option(option);
    }
    if (argc - optind > 1 || (optind < argc && argv[optind][0] != '+'))
        tool_misuse("expected +FORMAT, found '%s'", argv[argc - 1]);
    if (optind < argc)
        format = argv[optind] + 1;
    clock_gettime(CLOCK_REALTIME, &when);
    if (text && !when_parse(text, when, &when)) {
        tool_error("invalid date '%s'", text);
        return tool_finish();
    }
    if (file && stat(file, &info) != 0) {
        tool_file_error(file);
        return tool_finish();
    }
    if (file)
        when = info.st_mtim;
    show(&when);
    return tool_finish();
}
