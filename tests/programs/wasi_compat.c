/* Functions that wasi-libc declares or POSIX has and wasi-libc does not define: not supported. */
#include "wasi_compat.h"

int system(const char *command)
{
    errno = ENOSYS;
    return command ? -1 : 0; /* there is no command processor */
}

FILE *popen(const char *command, const char *mode)
{
    (void)command, (void)mode;
    errno = ENOSYS;
    return NULL;
}

int pclose(FILE *stream)
{
    (void)stream;
    return wasi_unsupported();
}

FILE *tmpfile(void)
{
    errno = ENOSYS;
    return NULL;
}

char *tmpnam(char *name)
{
    (void)name;
    errno = ENOSYS;
    return NULL;
}
