/*
 * Included before every source of the test programs that are built from Debian's source packages:
 * declarations of POSIX functions that this wasi-libc does not have. They answer as a system
 * without the feature would. The programs themselves are not modified.
 */
#ifndef WASI_COMPAT_H
#define WASI_COMPAT_H

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#define F_RDLCK  0
#define F_WRLCK  1
#define F_UNLCK  2
#define F_GETLK  5
#define F_SETLK  6
#define L_tmpnam 20

static inline int wasi_unsupported(void)
{
    errno = ENOSYS;
    return -1;
}

/* Files have no owners and no permission bits: changing them has no effect. */
static inline int fchmod(int fd, mode_t mode)
{
    (void)fd, (void)mode;
    return 0;
}
static inline int chmod(const char *path, mode_t mode)
{
    (void)path, (void)mode;
    return 0;
}
static inline int fchown(int fd, uid_t user, gid_t group)
{
    (void)fd, (void)user, (void)group;
    return 0;
}
static inline uid_t getuid(void)
{
    return 0;
}
static inline uid_t geteuid(void)
{
    return 0;
}

FILE *popen(const char *command, const char *mode);
int pclose(FILE *stream);

#endif
