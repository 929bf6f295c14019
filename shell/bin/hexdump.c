#include "dump.h"
#include "options.h"
#include "tool.h"

#include <ctype.h>

static const char usage[] = "usage: hexdump [-Cv] [-n BYTES] [-s SKIP] [FILE...]\n\n"
                            "Write the bytes of files in hexadecimal, two at a time.\n\n"
                            "  -C  byte by byte, with the characters beside them\n"
                            "  -n BYTES  so many at most    -s SKIP  not the first bytes\n"
                            "  -v  equal lines, too, instead of *\n";

static bool canonical, all;
static long long skip, limit = LLONG_MAX;
static const struct tool_row rows[] = {TOOL_FLAG('C', "canonical", canonical),
                                       TOOL_FLAG('v', "no-squeezing", all),
                                       TOOL_NUMBER('n', "length", limit, 0),
                                       TOOL_NUMBER('s', "skip", skip, 0),
                                       {0}};

static void show_words(unsigned long long offset, const unsigned char *block, size_t count)
{
    printf("%07llx", offset);
    for (size_t i = 0; i < 16; i += 2) {
        if (i < count)
            printf(" %04x", (unsigned)block[i] | (unsigned)block[i + 1] << 8);
        else
            fputs("     ", stdout);
    }
    putchar('\n');
}

static void show_bytes(unsigned long long offset, const unsigned char *block, size_t count)
{
    printf("%08llx ", offset);
    for (size_t i = 0; i < 16; i++) {
        fputs(i == 8 ? "  " : " ", stdout);
        if (i < count)
            printf("%02x", block[i]);
        else
            fputs("  ", stdout);
    }
    fputs("  |", stdout);
    for (size_t i = 0; i < count; i++)
        putchar(isprint(block[i]) ? block[i] : '.');
    puts("|");
}

int main(int argc, char **argv)
{
    tool_init("hexdump", usage);
    tool_parse(argc, argv, rows);
    struct dump dump = {.skip = (unsigned long long)skip,
                        .limit = (unsigned long long)limit,
                        .width = 16,
                        .all = all,
                        .show = canonical ? show_bytes : show_words};
    unsigned long long end = dump_files(&dump, argc - optind, argv + optind);
    if (end > dump.skip)
        printf(canonical ? "%08llx\n" : "%07llx\n", end);
    return tool_finish();
}
