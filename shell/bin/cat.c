#include "tool.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static const char usage[] = "usage: cat [-n] [FILE...]\n\n"
                            "Write the files (- or none: standard input) one after the other.\n\n"
                            "  -n  number the lines\n";

/* False when standard output is broken: nothing more can be done. */
static bool copy_plain(int fd, const char *name)
{
    ssize_t n;
    while ((n = read(fd, tool_block, sizeof tool_block)) > 0) {
        for (ssize_t at = 0; at < n;) {
            ssize_t written = write(1, tool_block + at, (size_t)(n - at));
            if (written < 0) {
                tool_file_error("standard output");
                return false;
            }
            at += written;
        }
    }
    if (n < 0)
        tool_file_error(name);
    return true;
}

static bool copy_numbered(int fd, const char *name, long long *line)
{
    static bool inside;
    ssize_t n;
    while ((n = read(fd, tool_block, sizeof tool_block)) > 0) {
        for (ssize_t i = 0; i < n; i++) {
            if (!inside)
                printf("%6lld\t", ++*line);
            putchar(tool_block[i]);
            inside = tool_block[i] != '\n';
        }
        if (ferror(stdout))
            return false;
    }
    if (n < 0)
        tool_file_error(name);
    return true;
}

int main(int argc, char **argv)
{
    bool numbers = false, ok = true;
    long long line = 0;
    static char standard_input[] = "-";
    char *only_input[] = {standard_input, NULL};
    tool_init("cat", usage);
    for (int option; (option = getopt_long(argc, argv, "nu", tool_help_only, NULL)) != -1;) {
        if (option == 'n')
            numbers = true;
        else if (option != 'u')
            tool_option(option);
    }
    for (char **name = optind < argc ? argv + optind : only_input; *name && ok; name++) {
        bool is_input = strcmp(*name, "-") == 0;
        int fd = is_input ? 0 : open(*name, O_RDONLY);
        if (fd < 0) {
            tool_file_error(*name);
            continue;
        }
        ok = numbers ? copy_numbered(fd, *name, &line) : copy_plain(fd, *name);
        if (!is_input)
            close(fd);
    }
    return tool_finish();
}
