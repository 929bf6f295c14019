/* The functions of gnulib that ask for more than this system has, or for less than gnulib does. */
#include "compat.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>

extern char *program_name;
DIR *opendir_safer(const char *name);
int renameat2(int folder, const char *from, int other, const char *to, unsigned flags);
bool hard_locale(int category);
int c_stack_action(void (*action)(int));
void gettime(struct timespec *now);
void xstdopen(void);
const char *proper_name(const char *name);
const char *locale_charset(void);
const char *file_type(const struct stat *info);
void error(int status, int number, const char *format, ...) __attribute__((format(printf, 3, 4)));
size_t nstrftime(char *out, size_t room, const char *format, const struct tm *time, timezone_t zone,
                 int nanoseconds);

void *rawmemchr(const void *text, int c)
{
    return memchr(text, c, SIZE_MAX / 2);
}

DIR *opendir_safer(const char *name)
{
    return opendir(name);
}

/* flags: 1: fail when there is such a file. */
int renameat2(int folder, const char *from, int other, const char *to, unsigned flags)
{
    struct stat info;
    if (flags && fstatat(other, to, &info, AT_SYMLINK_NOFOLLOW) == 0) {
        errno = EEXIST;
        return -1;
    }
    return renameat(folder, from, other, to);
}

int fchmodat(int folder, const char *path, mode_t mode, int flags)
{
    (void)folder, (void)path, (void)mode, (void)flags;
    return 0;
}

int chmod(const char *path, mode_t mode)
{
    (void)path, (void)mode;
    return 0;
}

int fchownat(int folder, const char *path, uid_t user, gid_t group, int flags)
{
    (void)folder, (void)path, (void)user, (void)group, (void)flags;
    return 0;
}

int lchown(const char *path, uid_t user, gid_t group)
{
    (void)path, (void)user, (void)group;
    return 0;
}

uid_t geteuid(void)
{
    return 0;
}

gid_t getegid(void)
{
    return 0;
}

/* Signals are not blocked here: their default action ends the program at once. */
int sigprocmask(int how, const sigset_t *set, sigset_t *old)
{
    (void)how, (void)set, (void)old;
    return 0;
}

/* There is one locale, and it is none that wants old forms of dates. */
bool hard_locale(int category)
{
    (void)category;
    return true;
}

/* A stack that is used up ends the program; there is nobody to call. */
int c_stack_action(void (*action)(int))
{
    (void)action;
    return 0;
}

/* Programs here always start with their three standard streams. */
void xstdopen(void) {}

void gettime(struct timespec *now)
{
    clock_gettime(CLOCK_REALTIME, now);
}

const char *locale_charset(void)
{
    return "UTF-8";
}

const char *proper_name(const char *name)
{
    return name;
}

const char *file_type(const struct stat *info)
{
    if (S_ISREG(info->st_mode))
        return info->st_size ? "regular file" : "regular empty file";
    if (S_ISDIR(info->st_mode))
        return "directory";
    if (S_ISLNK(info->st_mode))
        return "symbolic link";
    return S_ISCHR(info->st_mode) ? "character special file" : "weird file";
}

void error(int status, int number, const char *format, ...)
{
    va_list arguments;
    fflush(stdout);
    fprintf(stderr, "%s: ", program_name);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    if (number)
        fprintf(stderr, ": %s", strerror(number));
    fputc('\n', stderr);
    if (status)
        exit(status);
}

static char utc, local;

timezone_t tzalloc(const char *name)
{
    return name && strncmp(name, "UTC", 3) == 0 ? &utc : &local;
}

void tzfree(timezone_t zone)
{
    (void)zone;
}

struct tm *localtime_rz(timezone_t zone, const time_t *time, struct tm *out)
{
    return zone == &local ? localtime_r(time, out) : gmtime_r(time, out);
}

time_t mktime_z(timezone_t zone, struct tm *time)
{
    return zone == &local ? mktime(time) : timegm(time);
}

/* strftime with %N, the nanoseconds. */
size_t nstrftime(char *out, size_t room, const char *format, const struct tm *time, timezone_t zone,
                 int nanoseconds)
{
    char digits[12], whole[200];
    const char *at = strstr(format, "%N");
    (void)zone;
    if (!at)
        return strftime(out, room, format, time);
    snprintf(digits, sizeof digits, "%09d", nanoseconds);
    if (snprintf(whole, sizeof whole, "%.*s%s%s", (int)(at - format), format, digits, at + 2) >=
        (int)sizeof whole)
        return 0;
    return strftime(out, room, whole, time);
}
