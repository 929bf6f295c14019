/* The exec family over sdk_exec. */
#define _GNU_SOURCE /* environ */
#include "error.h"
#include <errno.h>
#include <sdk/posix.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int execve(const char *path, char *const argv[], char *const envp[])
{
    struct sdk_spawn spawn = {.path = path, .argv = argv, .envp = envp};

    fflush(NULL);
    (void)sdk_posix_result(sdk_exec(&spawn));
    return -1;
}

int execv(const char *path, char *const argv[])
{
    return execve(path, argv, environ);
}

static int is_program(const char *path)
{
    struct stat stat_buffer;

    if (stat(path, &stat_buffer) < 0)
        return 0;
    if (S_ISREG(stat_buffer.st_mode))
        return 1;
    errno = EACCES;
    return 0;
}

int sdk_find_program(const char *file, char *path, size_t size)
{
    const char *folders = getenv("PATH");
    const char *end;
    int written;

    if (strchr(file, '/') != NULL) {
        written = snprintf(path, size, "%s", file);
        if (written >= 0 && (size_t)written < size)
            return is_program(path) ? 0 : -1;
        errno = ENAMETOOLONG;
        return -1;
    }
    for (folders = folders != NULL ? folders : "/bin"; folders != NULL; folders = end) {
        size_t length = strcspn(folders, ":");

        written =
            snprintf(path, size, "%.*s%s%s", (int)length, folders, length > 0 ? "/" : "", file);
        if (written > 0 && (size_t)written < size && is_program(path))
            return 0;
        end = folders[length] == ':' ? folders + length + 1 : NULL;
    }
    errno = ENOENT;
    return -1;
}

int execvp(const char *file, char *const argv[])
{
    char path[1024];

    if (sdk_find_program(file, path, sizeof path) < 0)
        return -1;
    return execv(path, argv);
}
