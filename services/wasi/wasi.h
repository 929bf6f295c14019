/*
 * The structures and numbers of WASI preview 1 (wasi_snapshot_preview1.witx) as a program of 32-bit
 * addresses lays them out. Own definitions, so that what needs no system compiles on the build
 * machine, too, where its tests run.
 */
#ifndef WASI_WASI_H
#define WASI_WASI_H

#include <stdint.h>

enum wasi_errno {
    WASI_OK = 0,
    WASI_E2BIG = 1,
    WASI_EACCES = 2,
    WASI_EAGAIN = 6,
    WASI_EBADF = 8,
    WASI_EBUSY = 10,
    WASI_ECANCELED = 11,
    WASI_EEXIST = 20,
    WASI_EFAULT = 21,
    WASI_EFBIG = 22,
    WASI_EINTR = 27,
    WASI_EINVAL = 28,
    WASI_EIO = 29,
    WASI_EISDIR = 31,
    WASI_ELOOP = 32,
    WASI_EMFILE = 33,
    WASI_ENAMETOOLONG = 37,
    WASI_ENOENT = 44,
    WASI_ENOEXEC = 45,
    WASI_ENOMEM = 48,
    WASI_ENOSPC = 51,
    WASI_ENOTDIR = 54,
    WASI_ENOTEMPTY = 55,
    WASI_ENOTSUP = 58,
    WASI_ENOTTY = 59,
    WASI_EPERM = 63,
    WASI_EPIPE = 64,
    WASI_EPROTO = 65,
    WASI_ERANGE = 68,
    WASI_EROFS = 69,
    WASI_ESPIPE = 70,
    WASI_ESRCH = 71,
    WASI_ETIMEDOUT = 73,
    WASI_EXDEV = 75,
    WASI_ENOTSOCK = 57,
};

enum wasi_filetype {
    WASI_TYPE_UNKNOWN = 0,
    WASI_TYPE_CHARACTER = 2,
    WASI_TYPE_DIRECTORY = 3,
    WASI_TYPE_REGULAR = 4,
    WASI_TYPE_SOCKET = 6,
    WASI_TYPE_SYMLINK = 7,
};

#define WASI_RIGHT_READ     (UINT64_C(1) << 1)
#define WASI_RIGHT_SEEK     (UINT64_C(1) << 2)
#define WASI_RIGHT_TELL     (UINT64_C(1) << 5)
#define WASI_RIGHT_WRITE    (UINT64_C(1) << 6)
#define WASI_RIGHT_ALLOCATE (UINT64_C(1) << 8)
#define WASI_RIGHT_READDIR  (UINT64_C(1) << 14)
#define WASI_RIGHT_SET_SIZE (UINT64_C(1) << 22)
#define WASI_RIGHTS_ALL     ((UINT64_C(1) << 30) - 1)

enum { WASI_FDFLAG_APPEND = 1, WASI_FDFLAG_DSYNC = 2, WASI_FDFLAG_NONBLOCK = 4 };
enum { WASI_OFLAG_CREAT = 1, WASI_OFLAG_DIRECTORY = 2, WASI_OFLAG_EXCL = 4, WASI_OFLAG_TRUNC = 8 };
enum { WASI_LOOKUP_FOLLOW = 1 };
enum { WASI_TIME_ATIM = 1, WASI_TIME_ATIM_NOW = 2, WASI_TIME_MTIM = 4, WASI_TIME_MTIM_NOW = 8 };
enum {
    WASI_CLOCK_REALTIME = 0,
    WASI_CLOCK_MONOTONIC = 1,
    WASI_CLOCK_PROCESS = 2,
    WASI_CLOCK_THREAD = 3
};
enum { WASI_EVENT_CLOCK = 0, WASI_EVENT_READ = 1, WASI_EVENT_WRITE = 2 };
enum { WASI_EVENT_HANGUP = 1 };
enum { WASI_SUBSCRIPTION_ABSOLUTE = 1 };

struct wasi_iovec {
    uint32_t address, size;
};

struct wasi_fdstat {
    uint8_t filetype, pad0;
    uint16_t flags;
    uint32_t pad1;
    uint64_t rights, inheriting;
};
_Static_assert(sizeof(struct wasi_fdstat) == 24, "fdstat");

struct wasi_filestat {
    uint64_t device, inode;
    uint64_t filetype; /* a byte and padding */
    uint64_t links, size, access_time, modification_time, change_time;
};
_Static_assert(sizeof(struct wasi_filestat) == 64, "filestat");

struct wasi_prestat {
    uint32_t tag; /* 0: a directory; a byte and padding */
    uint32_t name_size;
};

struct wasi_dirent {
    uint64_t next, inode;
    uint32_t name_size;
    uint32_t filetype; /* a byte and padding */
};
_Static_assert(sizeof(struct wasi_dirent) == 24, "dirent");

struct wasi_subscription {
    uint64_t userdata;
    uint64_t tag; /* a byte and padding */
    uint32_t fd_or_clock, pad;
    uint64_t timeout, precision;
    uint64_t clock_flags; /* a u16 and padding */
};
_Static_assert(sizeof(struct wasi_subscription) == 48, "subscription");

struct wasi_event {
    uint64_t userdata;
    uint16_t error;
    uint8_t type, pad0;
    uint32_t pad1;
    uint64_t size;
    uint64_t flags; /* a u16 and padding */
};
_Static_assert(sizeof(struct wasi_event) == 32, "event");

#endif
