/* Generated from spec/file.vibee by tools/generator/generate.py. Do not edit. */
#ifndef VIBEE_FILE_H
#define VIBEE_FILE_H

/* The protocol of whatever can be opened: files, directories, pipes, consoles. Each item is a badged sender right; the badge stands for one open description, shared by all duplicates of the handle (after fork, too). Requests are calls with a vb_file_request and, after it, the path or other text. The reply's id is a vb_status or a count. Bulk data moves through window 0. */

#include <stdint.h>

/* Message ids of requests. The data of a request is a vb_file_request and, after it, the text; fields that an operation does not name are 0. */
enum vb_file_operation {
    VB_FILE_OPEN = 1, /* to a scheme or directory: text: path, or two; flags: vb_open_flags. Reply: handle 0, data vb_file_stat */
    VB_FILE_READ = 2, /* size, offset (or VB_FILE_CURRENT); window 0 write. Count, 0 at the end */
    VB_FILE_WRITE = 3, /* size, offset (or VB_FILE_CURRENT); window 0 read. Count */
    VB_FILE_STAT = 4, /* text: path below a directory, or two, or empty for the item itself; flags VB_OPEN_NO_FOLLOW. Data: vb_file_stat */
    VB_FILE_SEEK = 5, /* offset (signed), argument: 0 start, 1 current, 2 end. Reply id: the new offset */
    VB_FILE_SET_SIZE = 6, /* offset: new size */
    VB_FILE_SYNC = 7, /* returns when the contents are durable */
    VB_FILE_LIST = 8, /* directory; offset: cookie, 0 first; size; window 0 write: vb_file_entry records. Count of bytes, 0 at the end */
    VB_FILE_MKDIR = 9, /* text: path */
    VB_FILE_UNLINK = 10, /* text: path of anything but a directory */
    VB_FILE_RMDIR = 11, /* text: path of an empty directory */
    VB_FILE_RENAME = 12, /* text: old path, NUL, new path; handle 0 (optional): directory of the new path */
    VB_FILE_LINK = 13, /* text: existing path, NUL, new path; handle 0 as for rename */
    VB_FILE_SYMLINK = 14, /* text: target, NUL, path of the link */
    VB_FILE_READLINK = 15, /* text: path. Data: the target */
    VB_FILE_SET_TIMES = 16, /* offset: access, size: modification (i64 nanoseconds since 1970, -1: leave); text: path or empty */
    VB_FILE_ARM = 17, /* flags: vb_ready bits; argument: who asks; handle 0: pulse, fired once with the bits that became ready. Reply id: bits ready now (then the pulse is not kept) */
    VB_FILE_DISARM = 18, /* argument: as in ARM; forget the pulses that were armed with it */
    VB_FILE_MAP = 19, /* reply: handle 0 is a memory object with the contents, read-only; the same object while the file is unchanged */
    VB_FILE_SET_FLAGS = 20, /* flags: VB_OPEN_APPEND and VB_OPEN_NONBLOCK to have. Reply id: flags before */
    VB_FILE_SPACE = 21, /* data: two u64, bytes in all and free */
    VB_FILE_DESCRIBE = 24, /* data: vb_file_description, then the path under which the item was opened */
    VB_FILE_PIPE = 22, /* to the pipe scheme: reply: handle 0 read end, handle 1 write end */
    VB_FILE_TERMINAL_GET = 32, /* console: data: vb_terminal */
    VB_FILE_TERMINAL_SET = 33, /* console: after the request, a vb_terminal (modes only) */
    VB_FILE_FOREGROUND = 34, /* console: handle 0: job with VB_RIGHT_SIGNAL that gets the signals of the keyboard; handle 1, from who begins a session: the job above the session's */
    VB_FILE_TERMINAL_SIZE = 35, /* master of a pty: after the request, a vb_terminal (columns and rows only) */
    VB_FILE_MOUNT = 48, /* file scheme: text: where; handle 0: sender right, device or the scheme proc. Needs the administrator's badge */
    VB_FILE_UNMOUNT = 49, /* file scheme: text: where */
};

#define VB_FILE_CURRENT 0xffffffffffffffffull /* at the description's own offset, which then advances */
#define VB_PIPE_BUF 4096 /* bytes that a write to a pipe keeps together */
#define VB_NAME_MAX 255 /* bytes of a file name */

/* The start of every request's data. */
struct vb_file_request {
    uint32_t flags;
    uint32_t argument;
    uint64_t offset;
    uint64_t size;
};
_Static_assert(sizeof(struct vb_file_request) == 24, "vb_file_request");

/* The start of DESCRIBE's answer. */
struct vb_file_description {
    uint64_t offset;
    uint32_t flags; /* vb_open_flags */
    uint32_t reserved;
};
_Static_assert(sizeof(struct vb_file_description) == 16, "vb_file_description");

/* Type of an item, numbered as WASI's filetype. */
enum vb_file_type {
    VB_TYPE_UNKNOWN = 0,
    VB_TYPE_BLOCK = 1,
    VB_TYPE_CHARACTER = 2, /* a terminal when the stat's flags say so */
    VB_TYPE_DIRECTORY = 3,
    VB_TYPE_REGULAR = 4,
    VB_TYPE_SOCKET = 6, /* pipes, as WASI preview 1 has no own number for them */
    VB_TYPE_SYMLINK = 7,
};

struct vb_file_stat {
    uint32_t type; /* vb_file_type */
    uint32_t flags; /* vb_stat_flags */
    uint64_t inode;
    uint64_t device; /* number of the mount */
    uint64_t size;
    uint64_t links;
    int64_t access_time; /* nanoseconds since 1970 */
    int64_t modification_time;
    int64_t change_time;
};
_Static_assert(sizeof(struct vb_file_stat) == 64, "vb_file_stat");

#define VB_STAT_TERMINAL 1
#define VB_STAT_READ_ONLY 2
#define VB_STAT_SEEKABLE 4
#define VB_STAT_EXECUTABLE 8
#define VB_STAT_CONTROLLING 16 /* /dev/tty: who has a console in his namespace opens console://stdin there instead, which is his session's terminal */

/* A directory entry; name_size bytes of name follow, then padding to a multiple of 8. */
struct vb_file_entry {
    uint64_t next; /* cookie of the entry after this */
    uint64_t inode;
    uint32_t type; /* vb_file_type */
    uint32_t name_size;
};
_Static_assert(sizeof(struct vb_file_entry) == 24, "vb_file_entry");

#define VB_READY_READ 1 /* a read would not wait */
#define VB_READY_WRITE 2 /* a write would not wait */
#define VB_READY_HANGUP 4 /* the other side is closed; always reported */

#define VB_TERMINAL_CANONICAL 1 /* lines with editing; else every byte at once */
#define VB_TERMINAL_ECHO 2
#define VB_TERMINAL_SIGNALS 4 /* Ctrl-C, Ctrl-\ and Ctrl-Z send signals */
#define VB_TERMINAL_OUTPUT_CRLF 8 /* newline is written as return and newline */

struct vb_terminal {
    uint32_t modes; /* vb_terminal_modes */
    uint32_t columns;
    uint32_t rows;
    uint32_t reserved;
};
_Static_assert(sizeof(struct vb_terminal) == 16, "vb_terminal");

#endif
