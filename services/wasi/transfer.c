/*
 * Reading and writing. One buffer goes straight between the program's memory and the server, by a
 * window in the program's memory. Several small ones pass through the shim in one request, so that
 * a writev stays one write.
 */
#include "shim.h"
#include <stdlib.h>

enum { IOVECS_AT_ONCE = 16 };

/* A transfer under way. */
struct transfer {
    struct descriptor *d; /* a copy: another thread may close it, or add others */
    uint32_t operation;   /* VB_FILE_READ or VB_FILE_WRITE */
    uint64_t offset;      /* VB_FILE_CURRENT or where */
    uint64_t done;
};

/* Where the open description stands, UINT64_MAX when it cannot be told. */
static uint64_t current_offset(uint64_t handle)
{
    struct exchange x = {.operation = VB_FILE_SEEK, .request = {.argument = 1}};
    int64_t at = exchange(handle, &x);

    return at < 0 ? UINT64_MAX : (uint64_t)at;
}

/*
 * The server died under a request at the current offset. A file's server commits the offset
 * together with the data, so the offset tells whether it did the work: then the request counts as
 * answered, else it is made again. A pipe's server knows the number of the request (number_of) and
 * does not carry it out twice. Elsewhere it is made again: a byte may come twice, none is lost.
 */
static int64_t recover(struct transfer *t, struct exchange *x)
{
    uint64_t now;

    now = t->d->offset_known ? current_offset(t->d->handle) : UINT64_MAX;
    if (t->d->offset_known && now != UINT64_MAX && now > t->d->offset &&
        now - t->d->offset <= x->request.size)
        return (int64_t)(now - t->d->offset);
    x->once = false;
    return exchange(t->d->handle, x);
}

/*
 * A number for a request to a pipe, other than that of the request before at the same end. The pid
 * is asked for each time: a forked child goes on with its parent's count.
 */
static uint32_t number_of(const struct descriptor *d)
{
    enum { COUNT_BITS = 12 };
    static uint32_t count;

    if (d->type != WASI_TYPE_SOCKET)
        return 0;
    count = count % ((1u << COUNT_BITS) - 1) + 1;
    return (uint32_t)vb_getpid() << COUNT_BITS | count;
}

/* Files of schemes that the kernel serves know no messages. */
static int64_t kernel_file(const struct transfer *t, const struct vb_window *window)
{
    int64_t count;

    if (t->offset != VB_FILE_CURRENT)
        return VB_ERR_NOT_SEEKABLE;
    shim_pause();
    if (t->operation == VB_FILE_READ)
        count = vb_scheme_read(t->d->handle, window->address, window->size, VB_FOREVER);
    else
        count = vb_scheme_write(t->d->handle, window->address, window->size, VB_FOREVER);
    shim_resume();
    return count;
}

/* Files answer at once; streams when there is something, or room. */
static bool is_stream(const struct descriptor *d)
{
    return d->type != WASI_TYPE_REGULAR && d->type != WASI_TYPE_DIRECTORY;
}

/* One request for one piece of memory; the count, or a vb_status. */
static int64_t move(struct transfer *t, uint64_t address, uint64_t size)
{
    struct exchange x = {
        .operation = t->operation,
        .once = t->offset == VB_FILE_CURRENT,
        .may_wait = is_stream(t->d),
        .request = {.offset = t->offset == VB_FILE_CURRENT ? t->offset : t->offset + t->done,
                    .argument = number_of(t->d),
                    .size = size},
        .window = {.address = address,
                   .size = size,
                   .rights = t->operation == VB_FILE_READ ? VB_RIGHT_WRITE : VB_RIGHT_READ}};
    int64_t count = exchange(t->d->handle, &x);

    if (count == VB_ERR_SERVER_DIED && t->offset == VB_FILE_CURRENT)
        count = recover(t, &x);
    else if (count == VB_ERR_BAD_TYPE)
        count = kernel_file(t, &x.window);
    if (count > (int64_t)size)
        count = VB_ERR_PROTOCOL;
    if (count > 0) {
        t->done += (uint64_t)count;
        if (t->offset == VB_FILE_CURRENT)
            t->d->offset += (uint64_t)count;
    }
    return count;
}

/* A write is repeated until all is written, as programs expect of a descriptor that may wait. */
static int64_t move_all(struct transfer *t, uint64_t address, uint64_t size)
{
    uint64_t done = 0;
    int64_t count;

    for (;;) {
        count = move(t, address + done, size - done);
        if (count < 0)
            return done > 0 ? (int64_t)done : count;
        done += (uint64_t)count;
        if (count == 0 || done == size || t->operation == VB_FILE_READ ||
            (t->d->flags & WASI_FDFLAG_NONBLOCK) != 0)
            return (int64_t)done;
    }
}

/* All the pieces by way of the shim: they fit into `room` together. */
static int64_t gather(struct transfer *t, const struct wasi_iovec *pieces, uint32_t count,
                      uint32_t total, unsigned char *room)
{
    uint32_t i, part, at = 0;
    int64_t moved;

    for (i = 0; t->operation == VB_FILE_WRITE && i < count; i++) {
        if (guest_read(room + at, pieces[i].address, pieces[i].size) != WASI_OK)
            return VB_ERR_FAULT;
        at += pieces[i].size;
    }
    moved = move_all(t, VB_ADDRESS(room), total);
    at = 0;
    for (i = 0; t->operation == VB_FILE_READ && i < count && at < moved; i++) {
        part = (uint32_t)moved - at < pieces[i].size ? (uint32_t)moved - at : pieces[i].size;
        if (guest_write(pieces[i].address, room + at, part) != WASI_OK)
            return VB_ERR_FAULT;
        at += part;
    }
    return moved;
}

/* While one waits for a stream, others may want the staging area. */
static int64_t move_gathered(struct transfer *t, const struct wasi_iovec *pieces, uint32_t count,
                             uint32_t total)
{
    unsigned char *room = shim_has_threads() ? malloc(total) : staging;
    int64_t moved;

    if (room == NULL)
        return VB_ERR_NO_MEMORY;
    moved = gather(t, pieces, count, total, room);
    if (room != staging)
        free(room);
    return moved;
}

/* A group of pieces. Returns the count, less than their size when the transfer ends here. */
static int64_t move_pieces(struct transfer *t, const struct wasi_iovec *pieces, uint32_t count)
{
    uint64_t total = 0, done = 0;
    uint32_t i, used = 0;
    int64_t moved;

    for (i = 0; i < count; i++) {
        total += pieces[i].size;
        used += pieces[i].size > 0;
    }
    if (used > 1 && total <= STAGING_SIZE)
        return move_gathered(t, pieces, count, (uint32_t)total);
    for (i = 0; i < count; i++) {
        if (pieces[i].size == 0)
            continue;
        moved = move_all(t, guest_address(pieces[i].address), pieces[i].size);
        if (moved < 0)
            return done > 0 ? (int64_t)done : moved;
        done += (uint64_t)moved;
        /* A stream's next read might wait although there is something to return. */
        if ((uint64_t)moved < pieces[i].size ||
            (t->operation == VB_FILE_READ && t->d->type != WASI_TYPE_REGULAR))
            break;
    }
    return (int64_t)done;
}

static int64_t move_iovecs(struct transfer *t, guest iovecs, uint32_t count)
{
    struct wasi_iovec pieces[IOVECS_AT_ONCE];
    uint64_t total;
    uint32_t i, n;
    int64_t moved = 0;

    /* A request without bytes is made, too: the server says whether the descriptor allows it. */
    if (count == 0)
        return move(t, 0, 0);
    for (; count > 0; count -= n, iovecs += n * sizeof pieces[0]) {
        n = count < IOVECS_AT_ONCE ? count : IOVECS_AT_ONCE;
        if (guest_read(pieces, iovecs, n * sizeof pieces[0]) != WASI_OK)
            return VB_ERR_FAULT;
        for (total = 0, i = 0; i < n; i++)
            total += pieces[i].size;
        moved = move_pieces(t, pieces, n);
        if (moved < 0)
            return t->done > 0 ? (int64_t)t->done : moved;
        if ((uint64_t)moved < total)
            break;
    }
    return (int64_t)t->done;
}

static int32_t run(int32_t fd, struct transfer *t, guest iovecs, uint32_t count, guest result)
{
    struct descriptor *found, copy;
    int32_t error = descriptor_typed(fd, &found);
    int64_t moved;

    if (error != WASI_OK)
        return error;
    copy = *found;
    t->d = &copy;
    if ((t->d->rights & (t->operation == VB_FILE_READ ? WASI_RIGHT_READ : WASI_RIGHT_WRITE)) == 0)
        return WASI_EBADF;
    moved = move_iovecs(t, iovecs, count);
    found = descriptor(fd);
    if (found != NULL && found->handle == copy.handle)
        found->offset = copy.offset;
    if (moved == VB_ERR_PIPE)
        (void)vb_kill(0, VB_SIGPIPE);
    if (moved < 0)
        return wasi_error(moved);
    return guest_write_u32(result, (uint32_t)moved);
}

WASI_CALL(fd_read, int32_t fd, guest iovecs, uint32_t count, guest result)
{
    SHIM_CALL();
    struct transfer t = {.operation = VB_FILE_READ, .offset = VB_FILE_CURRENT};

    return run(fd, &t, iovecs, count, result);
}

WASI_CALL(fd_write, int32_t fd, guest iovecs, uint32_t count, guest result)
{
    SHIM_CALL();
    struct transfer t = {.operation = VB_FILE_WRITE, .offset = VB_FILE_CURRENT};

    return run(fd, &t, iovecs, count, result);
}

WASI_CALL(fd_pread, int32_t fd, guest iovecs, uint32_t count, uint64_t offset, guest result)
{
    SHIM_CALL();
    struct transfer t = {.operation = VB_FILE_READ, .offset = offset};

    return offset >= INT64_MAX ? WASI_EINVAL : run(fd, &t, iovecs, count, result);
}

WASI_CALL(fd_pwrite, int32_t fd, guest iovecs, uint32_t count, uint64_t offset, guest result)
{
    SHIM_CALL();
    struct transfer t = {.operation = VB_FILE_WRITE, .offset = offset};

    return offset >= INT64_MAX ? WASI_EINVAL : run(fd, &t, iovecs, count, result);
}
