/* There are no limits of this kind. */
#ifndef SHELL_PROGRAMS_GNU_SYS_RESOURCE_H
#define SHELL_PROGRAMS_GNU_SYS_RESOURCE_H

#include <errno.h>

#define RLIMIT_NOFILE 7
#define RLIM_INFINITY ((rlim_t) - 1)
typedef unsigned long long rlim_t;
struct rlimit {
    rlim_t rlim_cur, rlim_max;
};

static inline int getrlimit(int resource, struct rlimit *limit)
{
    (void)resource;
    (void)limit;
    errno = ENOSYS;
    return -1;
}

static inline int setrlimit(int resource, const struct rlimit *limit)
{
    return getrlimit(resource, (struct rlimit *)limit);
}

#endif
