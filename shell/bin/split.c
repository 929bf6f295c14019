#include "input.h"
#include "options.h"
#include "tool.h"

#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: split [-d] [-l LINES | -b BYTES] [-a LENGTH] [FILE [PREFIX]]\n\n"
    "Write a file in pieces: PREFIXaa, PREFIXab... (x).\n\n"
    "  -l LINES   so many in each (1000)   -b BYTES  so many (k, M, G)\n"
    "  -a LENGTH  letters of the suffix (2)  -d  digits instead\n"
    "  --additional-suffix=TEXT  behind each name\n"
    "  --verbose  tell the names\n";

static long long lines = 1000, bytes, length = 2;
static bool digits, verbose;
static const char *suffix = "", *prefix = "x";
static const struct tool_row rows[] = {TOOL_NUMBER('l', "lines", lines, 1),
                                       TOOL_NUMBER('b', "bytes", bytes, 1),
                                       TOOL_NUMBER('a', "suffix-length", length, 1),
                                       TOOL_FLAG('d', "numeric-suffixes", digits),
                                       TOOL_FLAG(TOOL_LONG_ONLY, "verbose", verbose),
                                       TOOL_TEXT(TOOL_LONG_ONLY + 1, "additional-suffix", suffix),
                                       {0}};

static char *name;

/* The name of piece `number`, counting in base 26 or 10. */
static void make_name(unsigned long long number)
{
    size_t at = strlen(prefix);
    unsigned base = digits ? 10 : 26;
    if (!name)
        name = tool_alloc(at + (size_t)length + strlen(suffix) + 1);
    memcpy(name, prefix, at);
    for (size_t i = at + (size_t)length; i-- > at; number /= base)
        name[i] = (char)((digits ? '0' : 'a') + (int)(number % base));
    strcpy(name + at + (size_t)length, suffix);
    if (number) {
        tool_error("output file suffixes exhausted");
        exit(1);
    }
}

static FILE *next_piece(FILE *out, unsigned long long *number)
{
    if (out && fclose(out) != 0) {
        tool_file_error(name);
        exit(1);
    }
    make_name((*number)++);
    if (verbose)
        printf("creating file '%s'\n", name);
    out = fopen(name, "w");
    if (!out) {
        tool_file_error(name);
        exit(1);
    }
    return out;
}

/* How much of the block belongs to the current piece, of which `left` units are to come. */
static size_t take(const char *block, size_t count, long long *left)
{
    if (bytes) {
        size_t n = (unsigned long long)*left < count ? (size_t)*left : count;
        *left -= (long long)n;
        return n;
    }
    const char *at = block, *end = block + count;
    while (*left > 0 && at < end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        if (!newline)
            return count;
        at = newline + 1;
        --*left;
    }
    return (size_t)(at - block);
}

static void split(FILE *stream)
{
    char *block = tool_block;
    FILE *out = NULL;
    unsigned long long number = 0;
    long long left = 0;
    for (size_t n; (n = fread(block, 1, TOOL_BLOCK, stream)) > 0;) {
        for (size_t at = 0; at < n;) {
            if (left == 0) {
                out = next_piece(out, &number);
                left = bytes ? bytes : lines;
            }
            size_t part = take(block + at, n - at, &left);
            fwrite(block + at, 1, part, out);
            at += part;
        }
    }
    if (out && fclose(out) != 0)
        tool_file_error(name);
}

int main(int argc, char **argv)
{
    tool_init("split", usage);
    tool_parse(argc, argv, rows);
    if (argc - optind > 2 || length > 100)
        tool_misuse("expected a file and a prefix, and a suffix of at most 100");
    const char *from = optind < argc ? argv[optind] : "-";
    if (optind + 1 < argc)
        prefix = argv[optind + 1];
    FILE *stream = tool_open(from);
    if (!stream)
        return tool_finish();
    split(stream);
    if (ferror(stream))
        tool_file_error(from);
    return tool_finish();
}
