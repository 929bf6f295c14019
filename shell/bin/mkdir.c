#include "tool.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static const char usage[] = "usage: mkdir [-p] DIRECTORY...\n\n"
                            "Make directories.\n\n"
                            "  -p  with those above them; one that exists is fine\n";

static bool is_directory(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static void make_with_parents(char *path)
{
    for (char *slash = path + (*path == '/'); (slash = strchr(slash, '/')) != NULL; slash++) {
        *slash = '\0';
        bool failed = mkdir(path, 0777) != 0 && !is_directory(path);
        if (failed)
            tool_file_error(path);
        *slash = '/';
        if (failed)
            return;
    }
    if (mkdir(path, 0777) != 0 && !is_directory(path))
        tool_file_error(path);
}

int main(int argc, char **argv)
{
    bool parents = false;
    tool_init("mkdir", usage);
    for (int option; (option = getopt_long(argc, argv, "p", tool_help_only, NULL)) != -1;) {
        if (option != 'p')
            tool_option(option);
        parents = true;
    }
    if (optind == argc)
        tool_misuse("expected a directory");
    for (; optind < argc; optind++) {
        if (parents)
            make_with_parents(argv[optind]);
        else if (mkdir(argv[optind], 0777) != 0)
            tool_file_error(argv[optind]);
    }
    return tool_finish();
}
