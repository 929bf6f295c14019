#include "tool.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static const char usage[] = "usage: touch [-c] FILE...\n\n"
                            "Set the times of files to now; make those that do not exist.\n\n"
                            "  -c  make none\n";

int main(int argc, char **argv)
{
    bool create = true;
    tool_init("touch", usage);
    for (int option; (option = getopt_long(argc, argv, "c", tool_help_only, NULL)) != -1;) {
        if (option != 'c')
            tool_option(option);
        create = false;
    }
    if (optind == argc)
        tool_misuse("expected a file");
    for (; optind < argc; optind++) {
        if (utimensat(AT_FDCWD, argv[optind], NULL, 0) == 0)
            continue;
        if (errno == ENOENT && !create)
            continue;
        int fd = errno == ENOENT ? open(argv[optind], O_WRONLY | O_CREAT, 0666) : -1;
        if (fd < 0)
            tool_file_error(argv[optind]);
        else
            close(fd);
    }
    return tool_finish();
}
