#include "tool.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] = "usage: head [-n LINES | -c BYTES] [FILE...]\n\n"
                            "Write the first part (10 lines) of each file.\n\n"
                            "  -n LINES  so many lines (also -LINES)\n"
                            "  -c BYTES  so many bytes\n";

/* Whole blocks: by the byte it would be slow. */
static void copy(FILE *stream, long long count, bool bytes)
{
    char *block = tool_block;
    while (count > 0) {
        size_t wanted = bytes && count < TOOL_BLOCK ? (size_t)count : TOOL_BLOCK;
        ssize_t n = read(fileno(stream), block, wanted);
        if (n <= 0) {
            if (n < 0)
                tool_file_error("cannot read");
            return;
        }
        size_t take = (size_t)n;
        if (bytes) {
            count -= n;
        } else {
            const char *at = block, *end = block + n;
            while (count > 0 && (at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
                at++;
                if (--count == 0)
                    take = (size_t)(at - block);
            }
        }
        if (fwrite(block, 1, take, stdout) != take)
            return;
    }
}

int main(int argc, char **argv)
{
    long long count = 10;
    bool bytes = false;
    tool_init("head", usage);
    if (argc > 1 && argv[1][0] == '-' && argv[1][1] >= '0' && argv[1][1] <= '9') {
        count = tool_number(argv[1] + 1, 0, LLONG_MAX, "-LINES");
        optind = 2;
    }
    for (int option; (option = getopt_long(argc, argv, "n:c:", tool_help_only, NULL)) != -1;) {
        if (option != 'n' && option != 'c')
            tool_option(option);
        bytes = option == 'c';
        count = tool_number(optarg, 0, LLONG_MAX, bytes ? "-c" : "-n");
    }
    int files = argc - optind;
    for (int i = 0; i < (files ? files : 1); i++) {
        const char *name = files ? argv[optind + i] : "-";
        FILE *stream = tool_open(name);
        if (!stream)
            continue;
        if (files > 1)
            printf("%s==> %s <==\n", i ? "\n" : "", name);
        copy(stream, count, bytes);
        if (ferror(stream))
            tool_file_error(name);
        tool_close(stream);
    }
    return tool_finish();
}
