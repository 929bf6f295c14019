#include "options.h"
#include "text.h"
#include "tool.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
    "usage: tr [-cst] SET1 SET2\n"
    "       tr -d [-cs] SET1 [SET2]\n"
    "       tr -s [-c] SET1\n\n"
    "Replace, delete or squeeze bytes of standard input.\n\n"
    "  -c  the bytes that are not in SET1 (also -C)\n"
    "  -d  delete them     -s  write runs of the same byte once\n"
    "  -t  cut SET1 to the length of SET2\n\n"
    "A SET: abc, a-z, \\n, \\012, [:alpha:], [=a=]; in SET2 [a*5] and [a*].\n";

enum { MAX_SET = 8192 };

struct set {
    unsigned char bytes[MAX_SET];
    size_t count, fill; /* fill: where [x*] stands, and its byte is at [fill] */
    bool fills;
};

static bool complement, delete_bytes, squeeze, truncate_set;
static const struct tool_row rows[] = {
    TOOL_FLAG('c', "complement", complement),      TOOL_FLAG('C', NULL, complement),
    TOOL_FLAG('d', "delete", delete_bytes),        TOOL_FLAG('s', "squeeze-repeats", squeeze),
    TOOL_FLAG('t', "truncate-set1", truncate_set), {0}};

static void add(struct set *set, int byte)
{
    if (set->count == MAX_SET)
        tool_misuse("expected sets of at most %d bytes", MAX_SET);
    set->bytes[set->count++] = (unsigned char)byte;
}

static void add_class(struct set *set, const char *name, size_t length)
{
    static const struct {
        const char *name;
        int (*test)(int);
    } classes[] = {{"alnum", isalnum}, {"alpha", isalpha}, {"blank", isblank},
                   {"cntrl", iscntrl}, {"digit", isdigit}, {"graph", isgraph},
                   {"lower", islower}, {"print", isprint}, {"punct", ispunct},
                   {"space", isspace}, {"upper", isupper}, {"xdigit", isxdigit}};
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
        if (strlen(classes[i].name) != length || strncmp(classes[i].name, name, length) != 0)
            continue;
        for (int c = 0; c < 128; c++)
            if (classes[i].test(c))
                add(set, c);
        return;
    }
    tool_misuse("expected a class such as alpha or digit, found '%.*s'", (int)length, name);
}

/* [x*n] and [x*], behind the '['; false when it is not that. */
static bool add_repeated(struct set *set, const char **at)
{
    const char *here = *at;
    if (!*here)
        return false;
    int byte = (unsigned char)*here++;
    if (byte == '\\')
        byte = text_escape(&here);
    if (*here != '*')
        return false;
    char *end;
    unsigned long count = strtoul(here + 1, &end, here[1] == '0' ? 8 : 10);
    if (*end != ']')
        return false;
    if (count == 0) {
        set->fills = true;
        set->fill = set->count;
        add(set, byte);
    }
    for (; count > 0; count--)
        add(set, byte);
    *at = end + 1;
    return true;
}

static bool add_bracket(struct set *set, const char **at, bool second)
{
    const char *here = *at, *end;
    if (*here == ':' && (end = strstr(here + 1, ":]")) != NULL) {
        add_class(set, here + 1, (size_t)(end - here - 1));
        *at = end + 2;
        return true;
    }
    if (*here == '=' && here[1] && here[2] == '=' && here[3] == ']') {
        add(set, (unsigned char)here[1]);
        *at = here + 4;
        return true;
    }
    return second && add_repeated(set, at);
}

static int take(const char **at)
{
    if (*(*at)++ != '\\')
        return (unsigned char)(*at)[-1];
    return text_escape(at);
}

static void parse_set(struct set *set, const char *text, bool second)
{
    for (const char *at = text; *at;) {
        if (*at == '[') {
            const char *inside = at + 1;
            if (add_bracket(set, &inside, second)) {
                at = inside;
                continue;
            }
        }
        int first = take(&at), last = first;
        if (*at == '-' && at[1]) {
            at++;
            last = take(&at);
        }
        if (last < first)
            tool_misuse("expected a range that rises in '%s'", text);
        for (; first <= last; first++)
            add(set, first);
    }
}

static void complement_set(struct set *set)
{
    bool present[256] = {false};
    for (size_t i = 0; i < set->count; i++)
        present[set->bytes[i]] = true;
    set->count = 0;
    for (int c = 0; c < 256; c++)
        if (!present[c])
            add(set, c);
}

/* SET2 as long as SET1: [x*] grows, else its last byte is repeated. */
static void lengthen(struct set *set, size_t count)
{
    if (set->count == 0)
        tool_misuse("expected bytes in SET2, found none");
    while (set->count < count) {
        size_t at = set->fills ? set->fill : set->count - 1;
        memmove(set->bytes + at + 1, set->bytes + at, set->count - at);
        set->count++;
    }
}

static struct set first, second;
static unsigned char map[256];
static bool deleted[256], squeezed[256];

static void prepare(int operands)
{
    for (int c = 0; c < 256; c++)
        map[c] = (unsigned char)c;
    if (complement)
        complement_set(&first);
    if (delete_bytes) {
        for (size_t i = 0; i < first.count; i++)
            deleted[first.bytes[i]] = true;
    } else if (operands == 2) {
        if (truncate_set && first.count > second.count)
            first.count = second.count;
        else
            lengthen(&second, first.count);
        for (size_t i = first.count; i-- > 0;)
            map[first.bytes[i]] = second.bytes[i];
        for (size_t i = 0; i < first.count; i++) /* the last one counts */
            map[first.bytes[i]] = second.bytes[i];
    }
    const struct set *runs = operands == 2 ? &second : &first;
    for (size_t i = 0; squeeze && i < runs->count; i++)
        squeezed[runs->bytes[i]] = true;
}

static void translate(void)
{
    unsigned char *block = (unsigned char *)tool_block;
    int last = -1;
    for (ssize_t n; (n = read(0, block, TOOL_BLOCK)) != 0;) {
        if (n < 0) {
            tool_file_error("read error");
            return;
        }
        size_t kept = 0;
        for (ssize_t i = 0; i < n; i++) {
            if (deleted[block[i]])
                continue;
            int byte = map[block[i]];
            if (byte == last && squeezed[byte])
                continue;
            block[kept++] = (unsigned char)(last = byte);
        }
        if (fwrite(block, 1, kept, stdout) != kept)
            return;
    }
}

int main(int argc, char **argv)
{
    tool_init("tr", usage);
    tool_parse_command(argc, argv, rows);
    int operands = argc - optind;
    if (operands < 1)
        tool_misuse("expected a set");
    if (operands < 2 && !delete_bytes && !squeeze)
        tool_misuse("expected two sets, found only '%s'", argv[optind]);
    if (operands > 2 || (operands == 2 && delete_bytes && !squeeze))
        tool_misuse("expected fewer operands, found '%s'", argv[argc - 1]);
    if (operands == 1 && delete_bytes && squeeze)
        tool_misuse("expected two sets with -d and -s, found only '%s'", argv[optind]);
    parse_set(&first, argv[optind], false);
    if (operands == 2)
        parse_set(&second, argv[optind + 1], true);
    prepare(operands);
    translate();
    return tool_finish();
}
