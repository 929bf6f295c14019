/*
 * Paths without wasi-libc's table of preopened directories. wasi-libc would take the "/" of a path
 * away and ask for every preopen's name when the program starts; these definitions, found before
 * its own, hand each path to the shim as it is, below SDK_FD_CWD.
 */
#include "error.h"
#include <errno.h>
#include <sdk/posix.h>
#include <sdk/shim.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int __wasilibc_find_relpath(const char *path, const char **prefix, char **relative, size_t size);
int __wasilibc_find_abspath(const char *path, const char **prefix, const char **relative);
int __wasilibc_register_preopened_fd(int fd, const char *prefix);

int __wasilibc_find_abspath(const char *path, const char **prefix, const char **relative)
{
    *prefix = "";
    *relative = path;
    return SDK_FD_CWD;
}

int __wasilibc_find_relpath(const char *path, const char **prefix, char **relative, size_t size)
{
    (void)size;
    *prefix = "";
    *relative = (char *)path;
    return SDK_FD_CWD;
}

int __wasilibc_register_preopened_fd(int fd, const char *prefix)
{
    (void)fd;
    (void)prefix;
    errno = ENOTSUP;
    return -1;
}

int chdir(const char *path)
{
    return sdk_posix_shim(sdk_shim_chdir(path, strlen(path)));
}

char *getcwd(char *buffer, size_t size)
{
    char *room = buffer;

    if (buffer == NULL) {
        size = VB_PATH_MAX;
        room = malloc(size);
        if (room == NULL)
            return NULL;
    }
    if (sdk_posix_shim(sdk_shim_getcwd(room, size)) == 0)
        return buffer != NULL ? buffer : realloc(room, strlen(room) + 1);
    if (buffer == NULL)
        free(room);
    return NULL;
}
