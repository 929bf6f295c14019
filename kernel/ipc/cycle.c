/*
 * Channels that only keep each other open.
 *
 * A receiver right, or a sender right with MANAGE, that lies in a message keeps its channel open.
 * Two channels with each other's in their lines, and nobody else's, would stay for ever with all
 * they hold, as sockets passed through sockets do; so they are found and ended. A channel is
 * reached if such a right to it is in a task's hands, or lies in the line of one that is reached.
 *
 * This costs a walk over all channels and lines, but is asked for only when a channel with messages
 * in its line has just lost the last such right outside of messages: then alone can a cycle close.
 */
#include <ipc/channel.h>
#include <ipc/message.h>
#include <kernel_state.h>

/* The channel that the right keeps open, NULL when it is of another sort. */
static struct channel *kept_open(const struct right *right)
{
    struct object *object = right->object;
    if (object->type == VB_OBJECT_RECEIVER)
        return channel_of(object);
    if (object->type == VB_OBJECT_SENDER && (right->rights & VB_RIGHT_MANAGE) != 0)
        return sender_of(object)->channel;
    return NULL;
}

void transit_count(const struct right *right, int change)
{
    struct channel *channel = kept_open(right);
    if (channel != NULL)
        channel->in_transit += (uint32_t)change;
}

static void reach(struct list *reached, struct channel *channel)
{
    if (channel->marked)
        return;
    channel->marked = true;
    list_remove(&channel->link);
    list_append(reached, &channel->link);
}

static void reach_from(struct list *reached, struct channel *channel)
{
    LIST_FOR_EACH (node, &channel->line) {
        const struct message *message = LIST_ENTRY(node, struct entry, link)->message;
        for (uint32_t i = 0; message != NULL && i < message->handle_count; i++) {
            struct channel *next = kept_open(&message->handles[i]);
            if (next != NULL)
                reach(reached, next);
        }
    }
}

void channels_collect(struct kernel *kernel)
{
    struct list *all = &kernel->ipc.channels;
    struct list reached;
    list_init(&reached);
    LIST_FOR_EACH (node, all) {
        struct channel *channel = LIST_ENTRY(node, struct channel, link);
        if (channel->dead ||
            channel->receiver_rights + channel->manage_rights > channel->in_transit)
            reach(&reached, channel);
    }
    /* The list grows behind the one that is looked at. */
    for (struct list *node = reached.next; node != &reached; node = node->next)
        reach_from(&reached, LIST_ENTRY(node, struct channel, link));

    struct list garbage;
    list_init(&garbage);
    while (!list_empty(all)) {
        struct list *first = list_first(all);
        list_remove(first);
        list_append(&garbage, first);
    }
    while (!list_empty(&reached)) {
        struct list *first = list_first(&reached);
        LIST_ENTRY(first, struct channel, link)->marked = false;
        list_remove(first);
        list_append(all, first);
    }
    while (!list_empty(&garbage)) {
        struct channel *channel = LIST_ENTRY(list_first(&garbage), struct channel, link);
        list_remove(&channel->link);
        list_append(all, &channel->link);
        if (!channel->dead)
            channel_end(channel);
    }
}
