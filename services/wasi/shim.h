/*
 * Inside the shim: descriptors, requests to servers, and the memory of the program (the caller).
 *
 * The shim is a module of its own in the program's task. Its memory is copied with the program's
 * when the task forks; handles keep their values then, but channels that it received from are dead
 * and are made anew. A guest address is one in the program's memory.
 *
 * Threads of the program share the shim's memory, and each has a stack of its own in it
 * (threads.c). One at a time is in a call, but for the places where a call may wait for long: there
 * others come in, so behind them nothing that was found in the shim's state before still holds.
 */
#ifndef WASI_SHIM_H
#define WASI_SHIM_H

#include "errors.h"
#include "paths.h"
#include "wasi.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <vibee/file.h>
#include <vibee/objects.h>
#include <vibee/status.h>
#include <vibee/syscalls.h>

typedef uint32_t guest;

/* Declares and starts the definition of an exported function with a WASI errno as result. */
#define WASI_CALL(name, ...)                                                                       \
    __attribute__((export_name(#name))) int32_t shim_##name(__VA_ARGS__);                          \
    int32_t shim_##name(__VA_ARGS__)

/* First in every exported function: others wait until it returns. No cost before the first thread.
 */
#define SHIM_CALL() __attribute__((cleanup(shim_leave))) char in_call_ = shim_enter()
char shim_enter(void);
void shim_leave(char *in_call);
/* Around what may wait for long. */
void shim_pause(void);
void shim_resume(void);
bool shim_has_threads(void);

/* The program's memory. Results are WASI errno numbers. */
int32_t guest_read(void *to, guest from, size_t size);
int32_t guest_write(guest to, const void *from, size_t size);
int32_t guest_write_u32(guest to, uint32_t value);
int32_t guest_write_u64(guest to, uint64_t value);

static inline uint64_t guest_address(guest address)
{
    return VB_CALLER_MEMORY | address;
}

/* Descriptors: what a number stands for. */
enum { FD_CWD = -2, FD_TYPE_UNASKED = 0xff };

struct descriptor {
    uint64_t handle; /* 0: free */
    uint64_t rights; /* WASI rights, base and inheriting */
    uint64_t inheriting;
    uint64_t offset;  /* of the open description, when offset_known and nobody else moves it */
    const char *name; /* of a preopen: its path; NULL: not preopened */
    uint16_t flags;   /* WASI fdflags */
    uint8_t type;     /* WASI filetype, or FD_TYPE_UNASKED */
    bool terminal, offset_known, close_on_exec;
};

/* Everything that the shim remembers; filled from the start block at the first use. */
struct shim {
    bool ready;
    const struct vb_start_header *start; /* the start block, kept whole */
    struct descriptor *descriptors;
    uint32_t count;       /* of slots, used or not */
    uint32_t preopen_end; /* no preopen is at this number or above */
    char cwd[VB_PATH_MAX];
};

struct shim *shim(void); /* ready for use */

/* The descriptor with this number; NULL when there is none. */
struct descriptor *descriptor(int32_t fd);

/* The same, with its type known (asks the server once). The result is a WASI errno. */
int32_t descriptor_typed(int32_t fd, struct descriptor **found);

/* A new descriptor at the lowest free number from minimum on; a negative WASI errno when
 * impossible. The handle becomes the table's; the caller closes it when this fails. */
int32_t descriptor_add(const struct descriptor *from, int32_t minimum);

/* Into a free slot. */
void descriptor_fill(struct descriptor *slot, const struct descriptor *from);

/* Put it at exactly this number, closing what is there. A WASI errno. */
int32_t descriptor_put(const struct descriptor *from, int32_t fd);

void descriptor_close(struct descriptor *d);

/* A request of the file protocol and its answer; unused parts are 0. */
struct exchange {
    uint32_t operation; /* vb_file_operation */
    bool once;          /* do not repeat it when the server died */
    bool may_wait;      /* other threads may be served meanwhile; without text */
    struct vb_file_request request;
    size_t text_size;        /* bytes of exchange_text that follow the request */
    struct vb_window window; /* none when its rights are 0 */
    uint64_t send;           /* a handle that goes along; closed when it cannot be sent */
    void *answer;            /* where data of the reply go */
    uint32_t room;
    uint32_t size;     /* out: of those data */
    uint32_t received; /* out: how many handles came */
    uint64_t handles[2];
};

enum { TEXT_MAX = VB_MESSAGE_MAX - sizeof(struct vb_file_request) };

/* Where the text of the next request is put together. */
extern char *const exchange_text;

/* The reply's id, or why there was none: a vb_status. */
int64_t exchange(uint64_t handle, struct exchange *x);

/* Room for bytes on their way between program and server. */
enum { STAGING_SIZE = 4096 };
extern unsigned char staging[STAGING_SIZE];

/* Paths of requests (path.c). */
struct path {
    uint64_t directory; /* where the places are */
    unsigned count;
    struct wasi_place places[2];
};

/* Take a path from the program into a buffer and find its places. which: 0 or 1, the buffer. */
int32_t path_take(int32_t fd, guest address, uint32_t size, unsigned which, struct path *path);

/* The path that was last taken into this buffer for FD_CWD, absolute and normalised; NULL: too
 * long. */
const char *path_absolute(unsigned which);

/* Do the exchange at the first place where the path is. A vb_status or reply id. */
int64_t path_exchange(const struct path *path, struct exchange *x);

/* Reduce a path to one place: the first that exists; for a new file the first with a parent. */
void path_settle(struct path *path, bool new_file);

/* As a WASI errno and structure. */
void filestat_from(const struct vb_file_stat *stat, struct wasi_filestat *result);

#endif
