#include "options.h"
#include "tool.h"
#include "when.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char usage[] =
    "usage: touch [-achm] [-d WHEN | -r FILE] FILE...\n\n"
    "Set the times of files to now; make those that do not exist.\n\n"
    "  -a  only the time of the last access    -m  only that of the last change\n"
    "  -c  make none                           -h  links themselves\n"
    "  -d WHEN  to this time, as date -d reads it    -r FILE  to the times of this file\n";

static bool access_only, change_only, no_create, links;
static const char *text, *reference;
static const struct tool_row rows[] = {TOOL_FLAG('a', NULL, access_only),
                                       TOOL_FLAG('m', NULL, change_only),
                                       TOOL_FLAG('c', "no-create", no_create),
                                       TOOL_FLAG('h', "no-dereference", links),
                                       TOOL_TEXT('d', "date", text),
                                       TOOL_TEXT('r', "reference", reference),
                                       {0}};

static struct timespec times[2]; /* of access and change */

static void read_times(void)
{
    struct stat info;
    clock_gettime(CLOCK_REALTIME, &times[0]);
    if (text && !when_parse(text, times[0], &times[0])) {
        tool_error("invalid date format '%s'", text);
        exit(tool_finish());
    }
    times[1] = times[0];
    if (!reference)
        return;
    if ((links ? lstat : stat)(reference, &info) != 0) {
        tool_error("failed to get attributes of '%s': %s", reference, strerror(errno));
        exit(tool_finish());
    }
    times[0] = info.st_atim;
    times[1] = info.st_mtim;
}

/* The other time is set to what it is: wasi-libc refuses UTIME_OMIT for the second one. */
static int set_times(const char *name)
{
    int flags = links ? AT_SYMLINK_NOFOLLOW : 0;
    struct timespec both[2] = {times[0], times[1]};
    struct stat info;
    if (access_only != change_only) {
        if (fstatat(AT_FDCWD, name, &info, flags) != 0)
            return -1;
        both[0] = access_only ? both[0] : info.st_atim;
        both[1] = access_only ? info.st_mtim : both[1];
    }
    return utimensat(AT_FDCWD, name, both, flags);
}

static void touch(const char *name)
{
    int status = set_times(name);
    if (status != 0 && errno == ENOENT) {
        if (no_create)
            return;
        int fd = open(name, O_WRONLY | O_CREAT, 0666);
        if (fd >= 0)
            close(fd);
        status = fd < 0 ? -1 : set_times(name);
    }
    if (status != 0)
        tool_file_error(name);
}

int main(int argc, char **argv)
{
    tool_init("touch", usage);
    tool_parse(argc, argv, rows);
    if (optind == argc)
        tool_misuse("expected a file");
    read_times();
    for (; optind < argc; optind++)
        touch(argv[optind]);
    return tool_finish();
}
