/* fork, a pipe and waitpid, as in any book on Unix. */
#include <sdk/posix.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static _Noreturn void child(int output)
{
    const char text[] = "hello from the child";

    _exit(write(output, text, sizeof text) == sizeof text ? 7 : 1);
}

int main(void)
{
    char text[64];
    int ends[2], status;
    ssize_t count;
    pid_t pid;

    if (pipe(ends) < 0) {
        perror("pipe");
        return 1;
    }
    pid = fork();
    if (pid < 0) {
        perror("fork");
        return 1;
    }
    if (pid == 0)
        child(ends[1]);
    close(ends[1]);
    count = read(ends[0], text, sizeof text);
    if (count <= 0 || waitpid(pid, &status, 0) != pid) {
        perror("child");
        return 1;
    }
    printf("%s; it ended with %d\n", text, WEXITSTATUS(status));
    return WEXITSTATUS(status) == 7 ? 0 : 1;
}
