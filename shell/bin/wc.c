#include "tool.h"

#include <ctype.h>
#include <string.h>

static const char usage[] = "usage: wc [-lwcm] [FILE...]\n\n"
                            "Count newlines, words and bytes of each file.\n\n"
                            "  -l  lines    -w  words    -c  bytes    -m  characters (UTF-8)\n";

struct counts {
    unsigned long long lines, words, bytes, characters;
};

static void count(FILE *stream, struct counts *total)
{
    bool inside = false;
    size_t n;
    while ((n = fread(tool_block, 1, sizeof tool_block, stream)) > 0) {
        total->bytes += n;
        for (size_t i = 0; i < n; i++) {
            unsigned char c = (unsigned char)tool_block[i];
            total->lines += c == '\n';
            total->characters += (c & 0xc0) != 0x80;
            bool word = !isspace(c);
            total->words += word && !inside;
            inside = word;
        }
    }
}

static void show(const struct counts *counts, const char *which, const char *name, bool padded)
{
    const unsigned long long values[] = {counts->lines, counts->words, counts->characters,
                                         counts->bytes};
    const char *separator = "";
    for (int i = 0; i < 4; i++) {
        if (!strchr(which, "lwmc"[i]))
            continue;
        printf(padded ? "%s%7llu" : "%s%llu", separator, values[i]);
        separator = " ";
    }
    printf(name ? " %s\n" : "\n", name);
}

int main(int argc, char **argv)
{
    char which[8] = "";
    struct counts sum = {0};
    tool_init("wc", usage);
    for (int option; (option = getopt_long(argc, argv, "lwcm", tool_help_only, NULL)) != -1;) {
        if (option > 0xff || option == '?')
            tool_option(option);
        if (!strchr(which, option))
            which[strlen(which)] = (char)option;
    }
    if (!*which)
        strcpy(which, "lwc");
    int files = argc - optind;
    bool padded = strlen(which) > 1 || files > 1;
    for (int i = 0; i < (files ? files : 1); i++) {
        const char *name = files ? argv[optind + i] : NULL;
        struct counts counts = {0};
        FILE *stream = tool_open(name ? name : "-");
        if (!stream)
            continue;
        count(stream, &counts);
        if (ferror(stream))
            tool_file_error(name ? name : "standard input");
        tool_close(stream);
        show(&counts, which, name, padded);
        sum.lines += counts.lines;
        sum.words += counts.words;
        sum.bytes += counts.bytes;
        sum.characters += counts.characters;
    }
    if (files > 1)
        show(&sum, which, "total", padded);
    return tool_finish();
}
