#include "options.h"
#include "tool.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static const char usage[] = "usage: sync FILE...\n\n"
                            "Have what was written to files stored.\n";
static const struct tool_row rows[] = {{0}};

int main(int argc, char **argv)
{
    tool_init("sync", usage);
    tool_parse(argc, argv, rows);
    for (; optind < argc; optind++) {
        int file = open(argv[optind], O_RDONLY);
        if (file < 0)
            tool_error("error opening '%s': %s", argv[optind], strerror(errno));
        else if (fsync(file) != 0)
            tool_error("error syncing '%s': %s", argv[optind], strerror(errno));
        if (file >= 0)
            close(file);
    }
    return tool_finish();
}
