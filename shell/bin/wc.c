#include "tool.h"

#include <ctype.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

/* As GNU's: for the sum of the sizes, or 7 when one is not known; 1 for one number. */
static int width_of(int count, char **names, size_t numbers)
{
    unsigned long long total = 0;
    int width = 1;
    bool known = true;
    if (count <= 1 && numbers == 1)
        return 1;
    for (int i = 0; i < (count ? count : 1); i++) {
        struct stat info;
        bool input = count == 0 || strcmp(names[i], "-") == 0;
        if ((input ? fstat(STDIN_FILENO, &info) : stat(names[i], &info)) != 0)
            continue;
        known = known && S_ISREG(info.st_mode);
        total += S_ISREG(info.st_mode) ? (unsigned long long)info.st_size : 0;
    }
    for (; total >= 10; total /= 10)
        width++;
    return !known && width < 7 ? 7 : width;
}

static void show(const struct counts *counts, const char *which, const char *name, int width)
{
    const unsigned long long values[] = {counts->lines, counts->words, counts->characters,
                                         counts->bytes};
    const char *separator = "";
    for (int i = 0; i < 4; i++) {
        if (!strchr(which, "lwmc"[i]))
            continue;
        printf("%s%*llu", separator, width, values[i]);
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
    int width = width_of(files, argv + optind, strlen(which));
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
        show(&counts, which, name, width);
        sum.lines += counts.lines;
        sum.words += counts.words;
        sum.bytes += counts.bytes;
        sum.characters += counts.characters;
    }
    if (files > 1)
        show(&sum, which, "total", width);
    return tool_finish();
}
