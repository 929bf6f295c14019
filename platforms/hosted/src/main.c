/* vibee: VIBEE OS as a process. */
#include "hosted.h"
#include "posix.h"

#include <fcntl.h>
#include <platform/boot.h>
#include <stdlib.h>
#include <unistd.h>

const char posix_platform[] = "hosted";

static struct hal_ring ring; /* lives as long as the kernel */

char *posix_real_path(const char *path)
{
    return realpath(path, NULL);
}

/* A standard stream that is closed must not become the number of some other file. */
static void keep_standard_streams(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) < 0) {
            (void)!open("/dev/null", fd == STDIN_FILENO ? O_RDONLY : O_WRONLY);
        }
    }
}

int main(int argc, char **argv)
{
    static struct options options;
    keep_standard_streams();
    options_parse(&options, argc, argv);
    start_file(&options);
    hosted_set_command_line(argv);
    signals_start(); /* before any other thread, which inherits what is blocked */
    start_folders(&options);
    console_start();
    struct kernel *kernel = start_system(&options, &ring);
    terminal_start(); /* last: everything that can fail has not */

    enum vb_system_action action;
    int status;
    platform_run(kernel, &ring, &action, &status);
    hal_stop(action, status);
}
