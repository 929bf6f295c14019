#include "dump.h"
#include "input.h"
#include "options.h"
#include "tool.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: xxd [-pu] [-c BYTES] [-g BYTES] [-l LENGTH] [-s SKIP] [FILE [OUT]]\n"
    "       xxd -r [-p] [FILE [OUT]]\n\n"
    "Write a file in hexadecimal, or the other way round.\n\n"
    "  -c BYTES  in a line (16; -p: 30)  -g BYTES  between blanks (2)\n"
    "  -l LENGTH  so many bytes at most  -s SKIP  not the first bytes\n"
    "  -p  nothing but the digits        -u  capital letters\n"
    "  -r  make the bytes from the digits\n";

static bool plain, capitals, back;
static long long width, group = 2, limit = LLONG_MAX, skip;
static const struct tool_row rows[] = {
    TOOL_FLAG('p', "plain", plain),          TOOL_FLAG('u', "uppercase", capitals),
    TOOL_FLAG('r', "revert", back),          TOOL_NUMBER('c', "cols", width, 1),
    TOOL_NUMBER('g', "groupsize", group, 0), TOOL_NUMBER('l', "len", limit, 0),
    TOOL_NUMBER('s', "seek", skip, 0),       {0}};

static void show_byte(unsigned char byte)
{
    printf(capitals ? "%02X" : "%02x", byte);
}

static void show_plain(unsigned long long offset, const unsigned char *block, size_t count)
{
    (void)offset;
    for (size_t i = 0; i < count; i++)
        show_byte(block[i]);
    putchar('\n');
}

static void show(unsigned long long offset, const unsigned char *block, size_t count)
{
    printf("%08llx: ", offset);
    for (size_t i = 0; i < (size_t)width; i++) {
        if (i < count)
            show_byte(block[i]);
        else
            fputs("  ", stdout);
        if (group && (i + 1) % (size_t)group == 0)
            putchar(' ');
    }
    if (group == 0 || width % group)
        putchar(' ');
    putchar(' ');
    for (size_t i = 0; i < count; i++)
        putchar(isprint(block[i]) && block[i] < 0x7f ? block[i] : '.');
    putchar('\n');
}

static int digit(int c)
{
    return isdigit(c) ? c - '0' : isxdigit(c) ? tolower(c) - 'a' + 10 : -1;
}

/* The places of a dump are skipped; a line ends where two blanks or something else stands. */
static void revert(FILE *stream)
{
    int high = -1, blanks = 0;
    bool ignore = false, place = !plain;
    for (int c; (c = getc(stream)) != EOF;) {
        if (c == '\n') {
            ignore = false;
            place = !plain;
            high = -1;
        } else if (place) {
            place = c != ':';
            blanks = 0;
        } else if (!ignore && digit(c) >= 0) {
            if (high >= 0)
                putchar(high * 16 + digit(c));
            high = high >= 0 ? -1 : digit(c);
            blanks = 0;
        } else if (c == ' ') {
            ignore = ignore || (++blanks > 1 && !plain);
        } else {
            ignore = !plain || ignore;
        }
    }
}

int main(int argc, char **argv)
{
    tool_init("xxd", usage);
    tool_parse(argc, argv, rows);
    if (argc - optind > 2)
        tool_misuse("expected at most two files, found '%s'", argv[optind + 2]);
    if (optind + 1 < argc)
        output_to(argv[optind + 1]);
    if (!width)
        width = plain ? 30 : 16;
    if (width > 256)
        tool_misuse("-c: expected at most 256, found %lld", width);
    if (back) {
        const char *name = optind < argc ? argv[optind] : "-";
        FILE *stream = tool_open(name);
        if (stream)
            revert(stream);
        return tool_finish();
    }
    struct dump dump = {.skip = (unsigned long long)skip,
                        .limit = (unsigned long long)limit,
                        .width = (size_t)width,
                        .all = true,
                        .show = plain ? show_plain : show};
    dump_files(&dump, optind < argc, argv + optind);
    return tool_finish();
}
