/* system, popen and pclose: commands for the shell. */
#include "error.h"
#include <errno.h>
#include <sdk/posix.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SHELL "/bin/vsh"

/* The shell with these standard streams; its pid, or -1 and errno. */
static pid_t start(const char *command, int input, int output)
{
    char *argv[] = {"vsh", "-c", (char *)command, NULL};
    const struct sdk_fd_map fds[] = {{0, input}, {1, output}, {2, 2}};
    struct sdk_spawn spawn = {.path = SHELL, .argv = argv, .fds = fds, .fd_count = 3};
    int64_t task;

    fflush(NULL);
    task = sdk_posix_result(sdk_spawn(&spawn));
    return task < 0 ? -1 : sdk_child((uint64_t)task);
}

static int end_of(pid_t pid)
{
    int status = -1;

    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return -1;
    return status;
}

int system(const char *command)
{
    pid_t pid;

    if (command == NULL)
        return access(SHELL, F_OK) == 0;
    pid = start(command, 0, 1);
    return pid < 0 ? -1 : end_of(pid);
}

struct stream {
    FILE *file;
    pid_t pid;
    struct stream *next;
};

static struct stream *streams;

/* The shell at the other end of the pipe, of which this process keeps one end. */
static struct stream *connect(struct stream *stream, const char *command, const int fds[2],
                              int reads)
{
    int own = fds[reads ? 0 : 1];

    (void)sdk_close_on_exec(own, 1);
    stream->file = fdopen(own, reads ? "r" : "w");
    if (stream->file == NULL)
        return NULL;
    stream->pid = start(command, reads ? 0 : fds[0], reads ? fds[1] : 1);
    if (stream->pid >= 0)
        return stream;
    fclose(stream->file);
    return NULL;
}

FILE *popen(const char *command, const char *mode)
{
    int fds[2], reads = mode[0] == 'r';
    struct stream *stream;

    if (mode[0] != 'r' && mode[0] != 'w') {
        errno = EINVAL;
        return NULL;
    }
    stream = malloc(sizeof *stream);
    if (stream == NULL || pipe(fds) < 0) {
        free(stream);
        return NULL;
    }
    if (connect(stream, command, fds, reads) == NULL) {
        free(stream);
        stream = NULL;
    } else {
        stream->next = streams;
        streams = stream;
    }
    (void)close(fds[reads ? 1 : 0]);
    return stream == NULL ? NULL : stream->file;
}

int pclose(FILE *file)
{
    for (struct stream **at = &streams; *at != NULL; at = &(*at)->next) {
        struct stream *stream = *at;
        pid_t pid = stream->pid;

        if (stream->file != file)
            continue;
        *at = stream->next;
        free(stream);
        fclose(file);
        return end_of(pid);
    }
    errno = EINVAL;
    return -1;
}
