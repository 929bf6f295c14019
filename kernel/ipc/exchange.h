/*
 * An exchange: one thread's sending, calling or receiving, and the object of the send-once right
 * that answers its call.
 *
 * A thread gets its exchange with the first message it waits for and keeps it, so the path of a
 * call allocates nothing. A call that is cancelled after the server received it leaves the exchange
 * to the server's reply handle, dead; the thread then gets another.
 */
#ifndef KERNEL_IPC_EXCHANGE_H
#define KERNEL_IPC_EXCHANGE_H

#include <base/list.h>
#include <ipc/message.h>
#include <object.h>

enum exchange_state {
    EXCHANGE_IDLE,
    EXCHANGE_SENDING,   /* in the line; waits for room in the channel */
    EXCHANGE_CALLING,   /* in the line; its message has not been received */
    EXCHANGE_SERVED,    /* received: a reply right exists, the windows are open */
    EXCHANGE_RECEIVING, /* among the channel's receivers */
};

/* What becomes of the answer to a call. */
enum reply_sink {
    REPLY_TO_MESSAGE, /* into the caller's struct vb_message; the result is a status */
    REPLY_TO_HANDLE,  /* the result is handle 0, or the answer's id when negative (scheme_open) */
    REPLY_TO_COUNT,   /* the result is the answer's id (scheme_read, scheme_write) */
};

struct exchange {
    struct object object;  /* VB_OBJECT_REPLY */
    struct thread *thread; /* NULL: nobody waits for the answer and nobody ever will */
    enum exchange_state state;
    struct entry entry; /* sending, calling */
    /* sending: in channel->unbuffered; receiving: in channel->receivers; served: in the list of
     * what its server serves */
    struct list waiting;
    struct list served;      /* served: in channel->served */
    struct channel *channel; /* while not idle; NULL when it has gone while the call is served */
    struct thread *server;   /* served: who received it and is lent the priority; NULL: it ended */
    struct outgoing outgoing;
    struct vb_window windows[VB_WINDOWS_MAX];
    enum reply_sink sink;
    uint64_t answer;   /* address of the vb_message to fill; REPLY_TO_COUNT: the largest count */
    uint64_t receiver; /* receiving: the handle it waits with */
};

static inline struct exchange *exchange_of(struct object *object)
{
    return CONTAINER_OF(object, struct exchange, object);
}

/* The thread's exchange, idle. NULL with *status as kernel_alloc(). */
struct exchange *exchange_prepare(struct thread *thread, int *status);
/* Make the thread wait in this state; the exchange is where the state says. */
int64_t exchange_wait(struct exchange *exchange, enum exchange_state state, uint64_t deadline);
/* End the wait, for which the exchange stands in no line any more. */
void exchange_finish(struct exchange *exchange, int64_t result);
/* The thread has received the call: until it answers, it has at least the priority of the caller,
 * and of those who come to stand in the channel's line meanwhile. */
void exchange_serve(struct exchange *exchange, struct thread *server);
/* A caller has joined the line: whoever serves the channel is lent its priority. */
void exchange_urge(struct channel *channel, uint8_t priority);
/* The channel goes; calls it brought are still being served. */
void exchanges_forget(struct channel *channel);
/* Carry the answer to the caller. The parcel's handles are used up. */
void exchange_answer(struct exchange *exchange, struct parcel *answer);
/* A call, by the program or put together by the kernel (scheme_open and the like). */
struct channel_call {
    struct outgoing outgoing;
    struct vb_window windows[VB_WINDOWS_MAX];
    enum reply_sink sink;
    uint64_t answer;
};
/* Send it and wait. All of it has been checked but data and handles. */
int64_t channel_call_begin(struct thread *self, struct sender *sender,
                           const struct channel_call *call, uint64_t deadline);

#endif
