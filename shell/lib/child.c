#include "child.h"

#include "tool.h"

#include <errno.h>
#include <sdk/log.h>
#include <sdk/posix.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vibee/status.h>

extern char **environ;

int child_exec(char **argv)
{
    return child_exec_at(argv, 0);
}

int child_exec_at(char **argv, uint32_t priority)
{
    char path[4096], message[240] = "";
    if (sdk_find_program(argv[0], path, sizeof path) != 0) {
        tool_error("%s: %s", argv[0], strerror(errno));
        return 127;
    }
    struct sdk_spawn request = {.path = path,
                                .argv = argv,
                                .envp = environ,
                                .priority = priority,
                                .diagnostic = message,
                                .diagnostic_size = sizeof message};
    sdk_exec(&request);
    tool_error("%s: %s", argv[0], *message ? message : "cannot be run");
    return 126;
}

pid_t child_start(char **argv)
{
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0)
        _exit(child_exec(argv));
    if (pid < 0)
        tool_file_error(argv[0]);
    return pid;
}

int child_wait(pid_t pid)
{
    int status;
    while (waitpid(pid, &status, 0) < 0) {
        if (errno != EINTR) {
            tool_file_error("wait");
            return 126;
        }
    }
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int child_run(char **argv)
{
    pid_t pid = child_start(argv);
    return pid < 0 ? 126 : child_wait(pid);
}

const char *child_reason(int64_t status)
{
    switch (status) {
    case VB_ERR_NOT_FOUND:
    case VB_ERR_DEAD:
        return "no such process";
    case VB_ERR_ACCESS:
        return "not permitted";
    default:
        return sdk_status_text(status);
    }
}
