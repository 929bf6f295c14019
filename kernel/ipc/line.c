#include <ipc/channel.h>
#include <ipc/exchange.h>
#include <ipc/message.h>
#include <process/handle.h>
#include <process/task.h>
#include <process/thread.h>

static struct exchange *entry_exchange(struct entry *entry)
{
    return LIST_ENTRY(entry, struct exchange, entry);
}

static struct exchange *waiting_exchange(struct list *waiting)
{
    return LIST_ENTRY(list_first(waiting), struct exchange, waiting);
}

/* ---- entries -------------------------------------------------------------------------------- */

static void insert(struct channel *channel, struct list *position, struct sender *sender,
                   struct entry *entry)
{
    object_retain(&sender->object);
    entry->sender = sender;
    sender->in_line++;
    list_insert_before(position, &entry->link);
    channel->buffered += entry->message != NULL;
}

void channel_append(struct channel *channel, struct sender *sender, struct entry *entry)
{
    insert(channel, &channel->line, sender, entry);
}

void channel_remove(struct channel *channel, struct entry *entry)
{
    struct sender *sender = entry->sender;
    entry->sender = NULL;
    list_remove(&entry->link);
    if (list_empty(&channel->line))
        channel->urgency = 0;
    channel->buffered -= entry->message != NULL;
    sender->in_line--;
    sender_check_closed(sender);
    object_release(channel->kernel, &sender->object);
}

static void fail(struct channel *channel, struct exchange *exchange, int status)
{
    channel_remove(channel, &exchange->entry);
    exchange_finish(exchange, status);
}

/* A waiting thread's handles and memory are looked at again: other threads of its task ran. */
static int open_entry(struct channel *channel, struct entry *entry, struct parcel *parcel)
{
    if (entry->message != NULL) {
        parcel_open_message(parcel, entry->message);
        return VB_OK;
    }
    struct exchange *exchange = entry_exchange(entry);
    int status = parcel_open(parcel, exchange->thread, &exchange->outgoing, channel);
    parcel->badge = entry->sender->badge;
    parcel->call = exchange->state == EXCHANGE_CALLING ? exchange : NULL;
    return status;
}

/* There is room: senders that waited for it go on, in order, and their messages keep their places.
 * When there is no memory to buffer one, it simply waits on. */
static void admit_senders(struct channel *channel)
{
    while (channel->buffered < channel->depth && !list_empty(&channel->unbuffered)) {
        struct exchange *exchange = waiting_exchange(&channel->unbuffered);
        struct entry *entry = &exchange->entry;
        struct parcel parcel;
        int status = open_entry(channel, entry, &parcel);
        if (status == VB_OK) {
            struct message *message = message_fill(&parcel, &status);
            if (message == NULL)
                return;
            insert(channel, &entry->link, entry->sender, &message->entry);
        }
        fail(channel, exchange, status);
    }
}

/* The receiver has the message. */
static void entry_received(struct channel *channel, struct entry *entry, struct thread *receiver)
{
    channel_remove(channel, entry);
    if (entry->message != NULL) {
        message_free(entry->message);
        admit_senders(channel);
        return;
    }
    struct exchange *exchange = entry_exchange(entry);
    if (exchange->state == EXCHANGE_CALLING)
        exchange_serve(exchange, receiver);
    else
        exchange_finish(exchange, VB_OK);
}

/* ---- receiving ------------------------------------------------------------------------------ */

static int take_from_line(struct channel *channel, struct thread *thread, uint64_t address)
{
    while (!list_empty(&channel->line)) {
        struct entry *entry = LIST_ENTRY(list_first(&channel->line), struct entry, link);
        struct parcel parcel;
        int status = open_entry(channel, entry, &parcel);
        if (status != VB_OK) {
            fail(channel, entry_exchange(entry), status);
            continue;
        }
        status = parcel_deliver(&parcel, thread, address);
        if (status == VB_OK)
            entry_received(channel, entry, thread);
        return status;
    }
    return VB_ERR_AGAIN;
}

int channel_take(struct channel *channel, struct thread *thread, uint64_t address)
{
    if (!list_empty(&channel->fired)) {
        struct list *first = list_first(&channel->fired);
        return pulse_node_deliver(LIST_ENTRY(first, struct pulse_node, link), thread, address);
    }
    int status = take_from_line(channel, thread, address);
    if (status == VB_ERR_AGAIN && channel->sender_rights == 0 && list_empty(&channel->sources))
        return VB_ERR_PEER_CLOSED;
    return status;
}

/* The first thread in receive that still holds the receiver right; another thread of its task may
 * have sent the right away. */
static struct exchange *next_receiver(struct channel *channel)
{
    while (!list_empty(&channel->receivers)) {
        struct exchange *exchange = waiting_exchange(&channel->receivers);
        const struct handle *handle = handle_lookup(exchange->thread->task, exchange->receiver);
        if (handle != NULL && handle->object == &channel->object)
            return exchange;
        exchange_finish(exchange, VB_ERR_CANCELLED);
    }
    return NULL;
}

struct thread *channel_hand_over(struct channel *channel, struct parcel *parcel)
{
    struct exchange *receiver;
    while ((receiver = next_receiver(channel)) != NULL) {
        struct thread *thread = receiver->thread;
        int status = parcel_deliver(parcel, thread, receiver->answer);
        exchange_finish(receiver, status);
        if (status == VB_OK)
            return thread;
    }
    return NULL;
}

/* What is taken may be the last that keeps something alive, and end in another wake: so the
 * receiver leaves the list before it takes. */
void channel_wake(struct channel *channel)
{
    struct exchange *receiver;
    while ((receiver = next_receiver(channel)) != NULL) {
        list_remove(&receiver->waiting);
        int status = channel_take(channel, receiver->thread, receiver->answer);
        if (status == VB_ERR_AGAIN) {
            list_prepend(&channel->receivers, &receiver->waiting);
            return;
        }
        exchange_finish(receiver, status);
    }
}
