/* Reads and writes: moving bytes between a client's window and the ring, now or when it is
 * possible. */
#include "pipe.h"
#include <stdlib.h>

/* Move count bytes at a position of the ring; how many were moved, or a vb_status. */
static int64_t move(struct pipe *pipe, enum pipe_end end, uint64_t reply, uint64_t position,
                    uint64_t count)
{
    struct ring_span spans[2];
    unsigned i, n = ring_spans(position, count, spans);
    uint64_t done = 0;
    int64_t moved;

    for (i = 0; i < n; i++) {
        moved = vb_window_memory(reply, 0, done, pipe->memory, pipe->ring_offset + spans[i].offset,
                                 spans[i].size, end == END_READ);
        if (moved < 0)
            return moved;
        done += (uint64_t)moved;
        if ((uint64_t)moved < spans[i].size)
            break;
    }
    return (int64_t)done;
}

/* How much of a request can be carried out: a count, or a vb_status; waits says that it must wait.
 */
static int64_t possible(const struct pipe *pipe, enum pipe_end end, uint64_t size, bool *waits)
{
    uint64_t used = ring_used(pipe->record.head, pipe->record.tail);
    uint64_t count;

    *waits = false;
    if (end == END_WRITE && !pipe->open[END_READ])
        return VB_ERR_PIPE;
    if (size == 0)
        return 0;
    if (end == END_READ) {
        *waits = used == 0 && pipe->open[END_WRITE];
        return (int64_t)(used < size ? used : size);
    }
    count = ring_accepts(RING_SIZE - used, size, VB_PIPE_BUF);
    *waits = count == 0;
    return (int64_t)count;
}

/* Carry out a request as far as possible: 1 when it was answered, 0 when it must wait. */
static int attempt(struct pipe *pipe, enum pipe_end end, const struct waiter *w)
{
    struct pipe_record record = pipe->record;
    bool waits;
    int64_t count;

    if (w->argument != 0 && w->argument == record.ends[end].last) {
        sdk_reply(w->reply, (int64_t)record.ends[end].count);
        return 1;
    }
    count = possible(pipe, end, w->size, &waits);
    if (waits)
        return 0;
    if (count > 0)
        count =
            move(pipe, end, w->reply, end == END_READ ? record.tail : record.head, (uint64_t)count);
    if (count > 0) {
        if (end == END_READ)
            record.tail += (uint64_t)count;
        else
            record.head += (uint64_t)count;
        record.ends[end].last = w->argument;
        record.ends[end].count = (uint64_t)count;
        if (store_commit(pipe, &record) < 0)
            count = VB_ERR_IO;
    }
    sdk_reply(w->reply, count);
    return 1;
}

/* Answer those who wait at an end, in the order they came, until one must wait on. */
static int run_end(struct pipe *pipe, enum pipe_end end)
{
    struct waiter *w;
    int progress = 0;

    while ((w = pipe->waiting[end]) != NULL && attempt(pipe, end, w)) {
        pipe->waiting[end] = w->next;
        free(w);
        progress = 1;
    }
    return progress;
}

void transfer_run(struct pipe *pipe)
{
    int progress;

    do {
        progress = run_end(pipe, END_WRITE);
        progress |= run_end(pipe, END_READ);
    } while (progress);
    ready_fire(pipe);
}

static void append(struct waiter **list, struct waiter *w)
{
    while (*list != NULL)
        list = &(*list)->next;
    *list = w;
}

void transfer_start(struct pipe *pipe, enum pipe_end end, uint64_t reply,
                    const struct vb_file_request *request)
{
    struct waiter now = {.reply = reply, .size = request->size, .argument = request->argument};
    struct waiter *w;

    /* Behind others only when there are any: those who came first are served first. */
    if (pipe->waiting[end] == NULL && attempt(pipe, end, &now)) {
        transfer_run(pipe);
        return;
    }
    if (pipe->record.ends[end].flags & VB_OPEN_NONBLOCK) {
        sdk_reply(reply, VB_ERR_AGAIN);
        return;
    }
    w = malloc(sizeof *w);
    if (w == NULL) {
        sdk_reply(reply, VB_ERR_NO_MEMORY);
        return;
    }
    *w = now;
    append(&pipe->waiting[end], w);
}

void transfer_drop(struct pipe *pipe, enum pipe_end end)
{
    struct waiter *w;

    while ((w = pipe->waiting[end]) != NULL) {
        pipe->waiting[end] = w->next;
        (void)vb_handle_close(w->reply);
        free(w);
    }
}
