/*
 * What travels: descriptions of messages that still lie in a thread's memory (struct outgoing),
 * messages in kernel buffers (struct message), and the form both take while they are moved
 * (struct parcel).
 *
 * A parcel is checked whole when it is opened and taken only when the other side has room for all
 * of it, so a message moves completely or not at all. When the receiver already waits, the bytes
 * go from the sender's memory to the receiver's buffer in one copy.
 */
#ifndef KERNEL_IPC_MESSAGE_H
#define KERNEL_IPC_MESSAGE_H

#include <base/list.h>
#include <object.h>
#include <process/user.h>
#include <vibee/file.h>
#include <vibee/objects.h>

struct channel;
struct exchange;
struct sender;
struct thread;

/* A place in a channel's line. */
struct entry {
    struct list link;        /* in channel->line */
    struct sender *sender;   /* while in the line: retained, and counted in its in_line */
    struct message *message; /* NULL: the entry is part of a struct exchange */
};

struct message {
    struct entry entry;
    struct account *account; /* the sender's: charged until it is received; retained */
    uint64_t id;
    uint32_t data_size, handle_count;
    struct right handles[]; /* then data_size bytes */
};

/* A message in a thread's memory. */
struct outgoing {
    uint64_t id;
    uint64_t data, handles, windows; /* addresses */
    uint32_t data_size, handle_count, window_count;
    uint32_t request_size; /* 0, or sizeof request: sent before the data */
    struct vb_file_request request;
};

/* A message on the move; it lives on the kernel's stack. */
struct parcel {
    uint64_t id, badge;
    const uint8_t *request;
    struct place data;
    uint32_t request_size, data_size, handle_count;
    struct thread *from;              /* whose table holds the handles, or NULL */
    struct message *message;          /* which holds them otherwise, or NULL */
    struct exchange *call;            /* who waits for an answer, or NULL */
    uint64_t handles[VB_HANDLES_MAX]; /* values in from's table */
};

/* Read the description at `address`. FAULT, TOO_BIG; INVALID: more than `windows` windows. */
MUST_CHECK int outgoing_read(struct thread *thread, uint64_t address, uint32_t windows,
                             struct outgoing *out);

/* Check that the data lies in the thread's memory and that every handle can be sent to `channel`
 * (NULL: a reply): FAULT, BAD_HANDLE, ACCESS, INVALID. Changes nothing. */
MUST_CHECK int parcel_open(struct parcel *parcel, struct thread *from,
                           const struct outgoing *outgoing, const struct channel *channel);
void parcel_open_message(struct parcel *parcel, struct message *message);

/* Move it to where a struct vb_message of `to` says. FAULT, TOO_BIG (the sizes needed are stored),
 * NO_MEMORY, QUOTA: nothing has moved. */
MUST_CHECK int parcel_deliver(struct parcel *parcel, struct thread *to, uint64_t address);
/* Take handle `index` out of its sender. */
struct right parcel_take(struct parcel *parcel, uint32_t index);
/* Close its handles from `first` on. The parcel comes from a thread. */
void parcel_discard(struct parcel *parcel, uint32_t first);

/* An empty buffer with room. NULL with *status as kernel_alloc(). */
struct message *message_create(struct account *account, uint32_t handle_count, uint32_t data_size,
                               int *status);
/* Copy it into a kernel buffer. NULL with *status: nothing has moved. */
struct message *message_fill(struct parcel *parcel, int *status);
uint8_t *message_data(struct message *message);
/* Free the buffer; its handles have moved. */
void message_free(struct message *message);
/* Close its handles and free it. */
void message_condemn(struct kernel *kernel, struct message *message);

#endif
