#include "options.h"
#include "tool.h"

#include <stdlib.h>
#include <string.h>

static const char usage[] = "usage: cmp [-ls] [-n BYTES] [-i SKIP] FILE1 [FILE2]\n\n"
                            "Compare two files byte by byte.\n\n"
                            "  -l  every difference: place, both bytes (octal)\n"
                            "  -s  nothing: only the status\n"
                            "  -n BYTES  so many at most    -i SKIP  not the first bytes\n\n"
                            "Status: 0 equal, 1 different, 2 an error.\n";

static bool list, silent;
static long long limit = LLONG_MAX, skip;
static const struct tool_row rows[] = {TOOL_FLAG('l', "verbose", list),
                                       TOOL_FLAG('s', "silent", silent),
                                       TOOL_FLAG(TOOL_LONG_ONLY, "quiet", silent),
                                       TOOL_NUMBER('n', "bytes", limit, 0),
                                       TOOL_NUMBER('i', "ignore-initial", skip, 0),
                                       {0}};

static FILE *open_input(const char *name)
{
    FILE *stream = tool_open(name);
    if (!stream)
        exit(2);
    for (long long i = 0; i < skip && getc(stream) != EOF; i++)
        ;
    return stream;
}

static int compare(FILE *streams[2], char *names[2])
{
    bool differ = false;
    unsigned long long line = 1;
    for (long long place = 1; place <= limit; place++) {
        int a = getc(streams[0]), b = getc(streams[1]);
        if (a == EOF || b == EOF) {
            for (int i = 0; i < 2; i++)
                if (ferror(streams[i])) {
                    tool_file_error(names[i]);
                    return 2;
                }
            if (a == b)
                break;
            if (!silent && place == 1)
                tool_error("EOF on %s which is empty", names[a != EOF]);
            else if (!silent && list)
                tool_error("EOF on %s after byte %lld", names[a != EOF], place - 1);
            else if (!silent)
                tool_error("EOF on %s after byte %lld, in line %llu", names[a != EOF], place - 1,
                           line);
            return 1;
        }
        if (a != b) {
            differ = true;
            if (silent)
                break;
            if (!list) {
                printf("%s %s differ: byte %lld, line %llu\n", names[0], names[1], place, line);
                break;
            }
            printf("%lld %3o %3o\n", place, (unsigned)a, (unsigned)b);
        }
        line += a == '\n';
    }
    return differ;
}

int main(int argc, char **argv)
{
    static char dash[] = "-";
    tool_init("cmp", usage);
    tool_parse(argc, argv, rows);
    if (argc - optind < 1 || argc - optind > 2)
        tool_misuse("expected two files");
    char *names[2] = {argv[optind], optind + 1 < argc ? argv[optind + 1] : dash};
    FILE *streams[2];
    for (int i = 0; i < 2; i++)
        streams[i] = open_input(names[i]);
    int status = compare(streams, names);
    int written = tool_finish();
    return written > status && status == 0 ? 2 : status;
}
