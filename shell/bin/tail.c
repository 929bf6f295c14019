#include "tool.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] = "usage: tail [-n [+]LINES | -c [+]BYTES] [FILE...]\n\n"
                            "Write the last part (10 lines) of each file.\n\n"
                            "  -n LINES   so many lines (also -LINES); +LINES: from that line on\n"
                            "  -c BYTES   so many bytes; +BYTES: from that byte on\n";

struct part {
    long long count;
    bool bytes, from_start;
};

static void parse_count(struct part *part, const char *text, bool bytes)
{
    part->bytes = bytes;
    part->from_start = *text == '+';
    part->count = tool_number(text + part->from_start, 0, LLONG_MAX, bytes ? "-c" : "-n");
}

static void copy_from(FILE *stream, const struct part *part)
{
    int c;
    for (long long skip = part->count - 1; skip > 0 && (c = getc(stream)) != EOF;)
        skip -= part->bytes || c == '\n';
    while ((c = getc(stream)) != EOF && putchar(c) != EOF)
        ;
}

/* Keep what may be the end in a buffer that is cut now and then. */
static void copy_end(FILE *stream, const struct part *part)
{
    char *data = NULL, chunk[8192];
    size_t length = 0, capacity = 0, n;
    long long units = 0;
    while ((n = fread(chunk, 1, sizeof chunk, stream)) > 0) {
        if (length + n > capacity) {
            capacity = (length + n) * 2;
            data = tool_resize(data, capacity);
        }
        memcpy(data + length, chunk, n);
        length += n;
        for (size_t i = 0; i < n; i++)
            units += part->bytes || chunk[i] == '\n';
        size_t cut = 0;
        while (units > part->count + 1 && cut < length) /* + 1: a last line may have no newline */
            units -= part->bytes || data[cut++] == '\n';
        if (part->bytes)
            cut = length > (unsigned long long)part->count ? length - (size_t)part->count : 0;
        memmove(data, data + cut, length - cut);
        length -= cut;
        if (part->bytes)
            units = (long long)length;
    }
    size_t start = length;
    long long wanted = part->count;
    if (!part->bytes && start > 0 && wanted > 0) {
        start--; /* the newline that ends the last line does not count */
        while (start > 0 && (data[start - 1] != '\n' || --wanted > 0))
            start--;
    } else if (part->bytes) {
        start = 0;
    }
    if (length > start)
        fwrite(data + start, 1, length - start, stdout);
    free(data);
}

int main(int argc, char **argv)
{
    struct part part = {10, false, false};
    tool_init("tail", usage);
    if (argc > 1 && argv[1][0] == '-' && argv[1][1] >= '0' && argv[1][1] <= '9') {
        parse_count(&part, argv[1] + 1, false);
        optind = 2;
    }
    for (int option; (option = getopt_long(argc, argv, "n:c:", tool_help_only, NULL)) != -1;) {
        if (option != 'n' && option != 'c')
            tool_option(option);
        parse_count(&part, optarg, option == 'c');
    }
    int files = argc - optind;
    for (int i = 0; i < (files ? files : 1); i++) {
        const char *name = files ? argv[optind + i] : "-";
        FILE *stream = tool_open(name);
        if (!stream)
            continue;
        if (files > 1)
            printf("%s==> %s <==\n", i ? "\n" : "", name);
        if (part.from_start)
            copy_from(stream, &part);
        else
            copy_end(stream, &part);
        if (ferror(stream))
            tool_file_error(name);
        tool_close(stream);
    }
    return tool_finish();
}
