/*
 * Pulses: small fixed messages that need no memory when they are fired.
 *
 * A struct pulse_node is embedded in whatever fires (a pulse object, a badge's record) and is
 * queued in its channel at most once: bits that come before it is received accumulate. While it is
 * queued it holds a reference to its owner.
 */
#ifndef KERNEL_IPC_PULSE_H
#define KERNEL_IPC_PULSE_H

#include <base/list.h>
#include <object.h>

struct channel;
struct thread;

#define PULSE_RIGHTS_ALL (VB_RIGHT_DUPLICATE | VB_RIGHT_TRANSFER | VB_RIGHT_SEND)

struct pulse_node {
    struct list link; /* in channel->fired, else alone */
    struct object *owner;
    uint64_t code;
    uint32_t bits;
};

/* A source of pulses with one code. */
struct pulse {
    struct object object;    /* VB_OBJECT_PULSE */
    struct channel *channel; /* NULL: the receiver it was made for is gone */
    struct list source;      /* in channel->sources */
    struct pulse_node node;
};

static inline struct pulse *pulse_of(struct object *object)
{
    return CONTAINER_OF(object, struct pulse, object);
}

void pulse_node_init(struct pulse_node *node, struct object *owner, uint64_t code);
/* Or the bits in and queue the node; a waiting receiver gets it at once. */
void pulse_node_fire(struct channel *channel, struct pulse_node *node, uint32_t bits);
/* Forget what has been fired. */
void pulse_node_clear(struct kernel *kernel, struct pulse_node *node);
/* Move it to where a struct vb_message of the thread says. FAULT: it stays queued. */
MUST_CHECK int pulse_node_deliver(struct pulse_node *node, struct thread *to, uint64_t address);

/* VB_ERR_PEER_CLOSED when nobody can receive it any more. */
int pulse_fire(struct pulse *pulse, uint32_t bits);
/* The receiver right is gone: its sources go deaf and their unreceived pulses are dropped. */
void pulses_detach(struct channel *channel);

#endif
