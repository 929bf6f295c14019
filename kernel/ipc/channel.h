/*
 * Channels: a bounded queue with one receiver right and many badged sender rights.
 *
 * The channel is itself the object that receiver handles name. A sender handle names a struct
 * sender, one for each (channel, badge), made when the badge is minted: counting its rights and
 * announcing that the last one is gone therefore never allocates.
 *
 * What waits in a channel stands in one line, in the order it came: messages that were copied into
 * kernel buffers (at most `depth`), and threads whose message still lies in their own memory
 * (callers, and senders that found no room). The latter cost the kernel nothing but a node, so a
 * call is never refused for lack of room or memory. While threads wait in receive, the line and the
 * fired pulses are empty.
 *
 * Life: a channel is open while it has a receiver right or a sender right with MANAGE; without
 * either it is dead for good (channel_end). Its memory goes with the last reference: receiver
 * handles and struct senders hold one each.
 */
#ifndef KERNEL_IPC_CHANNEL_H
#define KERNEL_IPC_CHANNEL_H

#include <base/list.h>
#include <ipc/pulse.h>
#include <object.h>

struct entry;
struct parcel;
struct thread;

#define RECEIVER_RIGHTS_ALL (VB_RIGHT_TRANSFER | VB_RIGHT_RECEIVE)
#define SENDER_RIGHTS_ALL                                                                          \
    (VB_RIGHT_DUPLICATE | VB_RIGHT_TRANSFER | VB_RIGHT_SEND | VB_RIGHT_BADGE | VB_RIGHT_MANAGE)

struct channel {
    struct object object; /* VB_OBJECT_RECEIVER */
    struct kernel *kernel;
    struct list link; /* in kernel->ipc.channels */
    uint32_t depth, flags;
    uint32_t buffered; /* messages in the line; only fault messages exceed depth */
    /* Rights, those in messages on the way included; and how many of the receiver and MANAGE
     * rights, which keep the channel open, are in kernel buffers (see cycle.c). */
    uint32_t receiver_rights, sender_rights, manage_rights, in_transit;
    bool dead, marked;
    uint8_t urgency;        /* highest priority of the callers in the line since it was empty */
    struct list line;       /* struct entry */
    struct list unbuffered; /* struct exchange, by `waiting`: senders that wait for room */
    struct list receivers;  /* struct exchange, by `waiting`: threads in receive */
    struct list served;     /* struct exchange, by `served`: calls received and not answered */
    struct list fired;      /* struct pulse_node */
    struct list sources;    /* struct pulse: every one made for the receiver */
    struct sender *senders; /* a tree by badge, see sender.c */
};

/* The sender rights with one badge. */
struct sender {
    struct object object;    /* VB_OBJECT_SENDER */
    struct channel *channel; /* retained */
    uint64_t badge;
    uint32_t rights;  /* those in messages on the way too */
    uint32_t in_line; /* entries of the channel's line with this badge */
    struct sender *child[2];
    struct pulse_node closed;
};

static inline struct channel *channel_of(struct object *object)
{
    return CONTAINER_OF(object, struct channel, object);
}

static inline struct sender *sender_of(struct object *object)
{
    return CONTAINER_OF(object, struct sender, object);
}

/* ---- rights (channel.c, sender.c) ----------------------------------------------------------- */

/* A channel without rights; the caller owns its one reference. NULL with *status. */
struct channel *channel_create(struct account *account, uint32_t depth, uint32_t flags,
                               int *status);
/* Nobody can receive from it any more, now or later: everything that waits in it ends. */
void channel_end(struct channel *channel);
/* A right went away: end the channel, or waits that have become pointless. */
void channel_check_life(struct channel *channel);

/* The record of a badge. NULL when it has none. */
struct sender *sender_find(struct channel *channel, uint64_t badge);
/* The same, made if there is none; the caller gets a reference. NULL with *status. */
struct sender *sender_mint(struct channel *channel, uint64_t badge, int *status);
/* Announce that the badge has neither rights nor messages in the line, if it has become so. */
void sender_check_closed(struct sender *sender);

/* ---- the line (line.c) ---------------------------------------------------------------------- */

/* Give the parcel to a thread that waits in receive and return that; NULL when none took it. */
struct thread *channel_hand_over(struct channel *channel, struct parcel *parcel);
/* Put an entry at the end. */
void channel_append(struct channel *channel, struct sender *sender, struct entry *entry);
/* Take an entry out, wherever it stands. */
void channel_remove(struct channel *channel, struct entry *entry);
/* Move the next pulse or message to the thread. AGAIN: there is none; PEER_CLOSED: nor will there
 * ever be; else as parcel_deliver(). */
MUST_CHECK int channel_take(struct channel *channel, struct thread *thread, uint64_t address);
/* Something came that is not in the line: wake receivers. */
void channel_wake(struct channel *channel);

/* ---- garbage (cycle.c) ---------------------------------------------------------------------- */

struct right;
/* A right goes into (+1) or leaves (-1) a kernel buffer. */
void transit_count(const struct right *right, int change);
/* End the channels whose receivers and managers are all in each other's lines. */
void channels_collect(struct kernel *kernel);

/* ---- waiting calls (send.c, call.c) --------------------------------------------------------- */

/* The body of channel_receive; `handle` is the value of the receiver's handle. */
int64_t channel_receive(struct thread *self, struct channel *channel, uint64_t handle,
                        uint64_t message, uint64_t deadline);

#endif
