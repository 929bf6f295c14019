#include "input.h"
#include "options.h"
#include "tool.h"

#include <stdlib.h>
#include <string.h>

static const char usage[] = "usage: strings [-af] [-n LENGTH] [-t o|d|x] [FILE...]\n\n"
                            "Write the runs of printable characters in files.\n\n"
                            "  -n LENGTH  runs of at least so many (4)\n"
                            "  -t o|d|x   with their place, in octal, decimal or hexadecimal\n"
                            "  -f         with the name of the file\n"
                            "  -a         all of a file, as always\n";

static long long minimum = 4;
static const char *radix;
static bool names, all;
static const struct tool_row rows[] = {TOOL_NUMBER('n', "bytes", minimum, 1),
                                       TOOL_TEXT('t', "radix", radix),
                                       TOOL_FLAG('f', "print-file-name", names),
                                       TOOL_FLAG('a', "all", all),
                                       {0}};

static bool printable(int c)
{
    return c == '\t' || (c >= ' ' && c <= '~');
}

static void show_place(const char *name, unsigned long long place)
{
    if (names)
        printf("%s: ", strcmp(name, "-") == 0 ? "{standard input}" : name);
    if (radix)
        printf(*radix == 'o' ? "%7llo " : *radix == 'x' ? "%7llx " : "%7llu ", place);
}

/* Only what may still be too short is kept; the rest of a run is written as it comes. */
static void find(FILE *stream, const char *name)
{
    char *run = tool_alloc((size_t)minimum);
    long long length = 0;
    unsigned long long place = 0;
    for (int c; (c = getc(stream)) != EOF; place++) {
        if (!printable(c)) {
            if (length >= minimum)
                putchar('\n');
            length = 0;
            continue;
        }
        if (length < minimum)
            run[length] = (char)c;
        else
            putchar(c);
        if (++length == minimum) {
            show_place(name, place + 1 - (unsigned long long)minimum);
            fwrite(run, 1, (size_t)minimum, stdout);
        }
    }
    if (length >= minimum)
        putchar('\n');
    free(run);
}

int main(int argc, char **argv)
{
    tool_init("strings", usage);
    tool_parse(argc, argv, rows);
    if (radix && (!strchr("odx", *radix) || !*radix || radix[1]))
        tool_misuse("-t: expected o, d or x, found '%s'", radix);
    if (minimum > 1 << 20)
        tool_misuse("-n: expected at most %d", 1 << 20);
    input_each(argc - optind, argv + optind, find);
    return tool_finish();
}
