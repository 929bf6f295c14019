#include "dump.h"
#include "options.h"
#include "tool.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: od [-abcdfhilosxv] [-A d|o|x|n] [-t TYPE] [-j SKIP] [-N COUNT] [-w BYTES] [FILE...]\n\n"
    "Write the bytes of files as numbers or characters.\n\n"
    "  -t TYPE   a names, c characters, d signed, u unsigned, o octal, x hexadecimal, f floating\n"
    "            point; a size behind it (1, 2, 4, 8); z: with the characters beside them\n"
    "  -A d|o|x|n  places in decimal, octal (as without it), hexadecimal, not at all\n"
    "  -j SKIP   not the first bytes   -N COUNT  so many bytes at most\n"
    "  -w BYTES  so many in a line (16)  -v  equal lines, too, instead of *\n"
    "  -a -b -c -d -f -h -i -l -o -s -x: -t a, o1, c, u2, f4, x2, d4, d8, o2, d2, x2\n";

enum { MAX_FORMATS = 16 };

struct format {
    char kind;
    int size, width; /* bytes of a value, columns of its text */
    bool text;       /* z */
};

static struct format formats[MAX_FORMATS];
static int format_count, widest_unit = 1;
static char radix = 'o';
static long long skip, limit = LLONG_MAX, width = 16;
static bool all;

static int columns_of(char kind, int size)
{
    static const int decimal[] = {0, 3, 5, 0, 10, 0, 0, 0, 20},
                     octal[] = {0, 3, 6, 0, 11, 0, 0, 0, 22};
    switch (kind) {
    case 'a':
    case 'c':
        return 3;
    case 'x':
        return size * 2;
    case 'o':
        return octal[size];
    case 'f':
        return size == 4 ? 15 : 24;
    default:
        return decimal[size] + (kind == 'd' && size != 8);
    }
}

static int parse_size(const char **at, char kind)
{
    static const char letters[] = "CSILFD";
    static const int sizes[] = {1, 2, 4, 8, 4, 8};
    const char *letter = **at ? strchr(letters, **at) : NULL;
    if (kind == 'a' || kind == 'c')
        return 1;
    if (letter) {
        ++*at;
        return sizes[letter - letters];
    }
    if (!isdigit((unsigned char)**at))
        return kind == 'f' ? 8 : 4;
    return *(*at)++ - '0';
}

static void parse_types(const char *text)
{
    for (const char *at = text; *at;) {
        struct format format = {.kind = *at++};
        if (!strchr("acduoxf", format.kind))
            tool_misuse("-t: expected one of a, c, d, u, o, x and f, found '%s'", text);
        format.size = parse_size(&at, format.kind);
        bool known = format.size == 1 || format.size == 2 || format.size == 4 || format.size == 8;
        if (!known || (format.kind == 'f' && format.size < 4))
            tool_misuse("-t: expected a size of 1, 2, 4 or 8 (f: 4, 8), found '%s'", text);
        format.width = columns_of(format.kind, format.size);
        format.text = *at == 'z';
        at += format.text;
        if (format_count == MAX_FORMATS)
            tool_misuse("expected at most %d types", MAX_FORMATS);
        formats[format_count++] = format;
        widest_unit = format.size > widest_unit ? format.size : widest_unit;
    }
}

static void set_radix(const char *text)
{
    if (!*text || !strchr("doxn", *text))
        tool_misuse("-A: expected d, o, x or n, found '%s'", text);
    radix = *text;
}

/* The short options with a fixed type: an option is a flag, so its rows have to be looked at later,
 * in the order given. They are rewritten to -t before parsing. */
static char *rewrite(const char *argument)
{
    static const char letters[] = "abcdfhilosx";
    static const char *types[] = {"a", "o1", "c", "u2", "f4", "x2", "d4", "d8", "o2", "d2", "x2"};
    char *out = tool_alloc(strlen(argument) * 2 + 3);
    strcpy(out, "-t");
    for (const char *at = argument + 1; *at; at++) {
        const char *found = strchr(letters, *at);
        if (!found)
            return NULL;
        strcat(out, types[found - letters]);
    }
    return out;
}

static const struct tool_row rows[] = {TOOL_CALL('A', "address-radix", set_radix),
                                       TOOL_CALL('t', "format", parse_types),
                                       TOOL_NUMBER('j', "skip-bytes", skip, 0),
                                       TOOL_NUMBER('N', "read-bytes", limit, 0),
                                       TOOL_NUMBER('w', "width", width, 1),
                                       TOOL_FLAG('v', "output-duplicates", all),
                                       {0}};

static void show_offset(unsigned long long offset)
{
    if (radix == 'd')
        printf("%07llu", offset);
    else if (radix == 'o')
        printf("%07llo", offset);
    else if (radix == 'x')
        printf("%06llx", offset);
}

static const char *character(unsigned char byte)
{
    static char text[8];
    static const char escapes[] = "\a\b\f\n\r\t\v", letters[] = "abfnrtv";
    const char *found = byte ? strchr(escapes, byte) : NULL;
    if (found)
        snprintf(text, sizeof text, "\\%c", letters[found - escapes]);
    else if (byte == 0)
        strcpy(text, "\\0");
    else
        snprintf(text, sizeof text, isprint(byte) ? "%c" : "%03o", byte);
    return text;
}

static const char *name_of(unsigned char byte)
{
    static const char *names[] = {"nul", "soh", "stx", "etx", "eot", "enq", "ack", "bel", "bs",
                                  "ht",  "nl",  "vt",  "ff",  "cr",  "so",  "si",  "dle", "dc1",
                                  "dc2", "dc3", "dc4", "nak", "syn", "etb", "can", "em",  "sub",
                                  "esc", "fs",  "gs",  "rs",  "us",  "sp"};
    static char text[2];
    byte &= 0x7f;
    text[0] = (char)byte;
    return byte <= ' ' ? names[byte] : byte == 0x7f ? "del" : text;
}

static unsigned long long unsigned_value(const unsigned char *at, int size)
{
    unsigned long long value = 0;
    for (int i = size; i-- > 0;)
        value = value << 8 | at[i];
    return value;
}

static void show_float(const unsigned char *at, int size, int columns)
{
    double wide;
    float narrow;
    if (size == 4) {
        memcpy(&narrow, at, sizeof narrow);
        for (int digits = 6; digits < 10; digits++) { /* the shortest that reads back the same */
            char text[40];
            snprintf(text, sizeof text, "%.*g", digits, (double)narrow);
            if (strtof(text, NULL) == narrow || digits == 9) {
                printf("%*s", columns, text);
                return;
            }
        }
    }
    memcpy(&wide, at, sizeof wide);
    for (int digits = 15; digits < 18; digits++) {
        char text[40];
        snprintf(text, sizeof text, "%.*g", digits, wide);
        if (strtod(text, NULL) == wide || digits == 17) {
            printf("%*s", columns, text);
            return;
        }
    }
}

static void show_value(const struct format *format, const unsigned char *at, int columns)
{
    unsigned long long value = unsigned_value(at, format->size);
    int shift = 64 - format->size * 8, zeros = format->width;
    switch (format->kind) {
    case 'a':
        printf("%*s", columns, name_of(*at));
        break;
    case 'c':
        printf("%*s", columns, character(*at));
        break;
    case 'd':
        printf("%*lld", columns, (long long)(value << shift) >> shift);
        break;
    case 'u':
        printf("%*llu", columns, value);
        break;
    case 'o':
        printf("%*s%0*llo", columns - zeros, "", zeros, value);
        break;
    case 'x':
        printf("%*s%0*llx", columns - zeros, "", zeros, value);
        break;
    default:
        show_float(at, format->size, columns);
    }
}

/* Columns of a unit of the widest type, the same in all lines, so that values stand below each
 * other. */
static int unit_columns(void)
{
    int widest = 0;
    for (int i = 0; i < format_count; i++) {
        int columns = (formats[i].width + 1) * (widest_unit / formats[i].size);
        widest = columns > widest ? columns : widest;
    }
    return widest;
}

static void show(unsigned long long offset, const unsigned char *block, size_t count)
{
    for (int i = 0; i < format_count; i++) {
        const struct format *format = &formats[i];
        size_t size = (size_t)format->size;
        int per_unit = widest_unit / format->size, columns = unit_columns() / per_unit;
        int extra = unit_columns() - columns * per_unit;
        if (i == 0)
            show_offset(offset);
        else
            printf("%*s", radix == 'n' ? 0 : radix == 'x' ? 6 : 7, "");
        for (size_t at = 0; at < (size_t)width; at += size) {
            int place = columns + ((at / size) % (size_t)per_unit == 0 ? extra : 0);
            if (at < count)
                show_value(format, block + at, place);
            else if (format->text)
                printf("%*s", place, "");
        }
        if (format->text) {
            fputs("  >", stdout);
            for (size_t at = 0; at < count; at++)
                putchar(isprint(block[at]) ? block[at] : '.');
            putchar('<');
        }
        putchar('\n');
    }
}

int main(int argc, char **argv)
{
    tool_init("od", usage);
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        char *types =
            argv[i][0] == '-' && argv[i][1] && argv[i][1] != '-' ? rewrite(argv[i]) : NULL;
        if (types)
            argv[i] = types;
    }
    tool_parse(argc, argv, rows);
    if (format_count == 0)
        parse_types("o2");
    if (width > DUMP_MAX_WIDTH || width % widest_unit)
        tool_misuse("-w: expected a multiple of %d up to %d, found %lld", widest_unit,
                    DUMP_MAX_WIDTH, width);
    struct dump dump = {.skip = (unsigned long long)skip,
                        .limit = (unsigned long long)limit,
                        .width = (size_t)width,
                        .all = all,
                        .show = show};
    unsigned long long end = dump_files(&dump, argc - optind, argv + optind);
    if (radix != 'n') {
        show_offset(end);
        putchar('\n');
    }
    return tool_finish();
}
