#include "tool.h"

#include <stdlib.h>
#include <unistd.h>

static const char usage[] = "usage: tee [-a] [FILE...]\n\n"
                            "Copy standard input to standard output and to the files.\n\n"
                            "  -a  append to them\n";

int main(int argc, char **argv)
{
    const char *mode = "w";
    tool_init("tee", usage);
    for (int option; (option = getopt_long(argc, argv, "a", tool_help_only, NULL)) != -1;) {
        if (option != 'a')
            tool_option(option);
        mode = "a";
    }
    int count = argc - optind;
    FILE **files = tool_alloc((size_t)(count + 1) * sizeof *files);
    for (int i = 0; i < count; i++)
        if (!(files[i] = fopen(argv[optind + i], mode)))
            tool_file_error(argv[optind + i]);
    ssize_t n;
    while ((n = read(0, tool_block, sizeof tool_block)) > 0) {
        fwrite(tool_block, 1, (size_t)n, stdout);
        fflush(stdout);
        for (int i = 0; i < count; i++)
            if (files[i])
                fwrite(tool_block, 1, (size_t)n, files[i]);
    }
    if (n < 0)
        tool_file_error("standard input");
    for (int i = 0; i < count; i++)
        if (files[i] && fclose(files[i]) != 0)
            tool_file_error(argv[optind + i]);
    free(files);
    return tool_finish();
}
