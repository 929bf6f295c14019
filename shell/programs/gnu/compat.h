/* Included before each source of diffutils and patch: what gnulib's headers would supply. */
#ifndef SHELL_PROGRAMS_GNU_COMPAT_H
#define SHELL_PROGRAMS_GNU_COMPAT_H

#include <config.h>

#include <fcntl.h>
#include <sdk/posix.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

/* UTC (also NULL) or the local time */
typedef void *timezone_t;
timezone_t tzalloc(const char *name);
void tzfree(timezone_t zone);
struct tm *localtime_rz(timezone_t zone, const time_t *time, struct tm *out);
time_t mktime_z(timezone_t zone, struct tm *time);

#define _GL_ATTRIBUTE_FORMAT_PRINTF_STANDARD(a, b) __attribute__((format(printf, a, b)))
#define SA_RESTART                                 0
#define mbscasecmp                                 strcasecmp

/* patch opens directories without O_RDONLY, which elsewhere is 0. */
enum { DIRECTORY_FLAG = O_DIRECTORY | O_RDONLY };
#undef O_DIRECTORY
#define O_DIRECTORY DIRECTORY_FLAG

#define S_IRWXUGO 0777

#define SIG_BLOCK   0
#define SIG_UNBLOCK 1
#define SIG_SETMASK 2

/* Files have no owners and no permissions: these do nothing. */
int fchmodat(int folder, const char *path, mode_t mode, int flags);
int fchownat(int folder, const char *path, uid_t user, gid_t group, int flags);
int chmod(const char *path, mode_t mode);
int lchown(const char *path, uid_t user, gid_t group);
uid_t geteuid(void);
gid_t getegid(void);
int sigprocmask(int how, const sigset_t *set, sigset_t *old);

void *rawmemchr(const void *text, int c);
char *file_name_concat(const char *directory, const char *base, char **base_in_result);

#endif
