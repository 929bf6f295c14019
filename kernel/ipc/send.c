#include <ipc/channel.h>
#include <ipc/exchange.h>
#include <ipc/message.h>
#include <process/handle.h>
#include <process/task.h>
#include <process/thread.h>
#include <syscall/handlers.gen.h>

static int64_t wait_for_room(struct thread *self, struct sender *sender,
                             const struct outgoing *outgoing, uint64_t deadline)
{
    struct channel *channel = sender->channel;
    int status = deadline_allows_wait(deadline);
    struct exchange *exchange = status == VB_OK ? exchange_prepare(self, &status) : NULL;
    if (exchange == NULL)
        return status;
    exchange->outgoing = *outgoing;
    exchange->channel = channel;
    channel_append(channel, sender, &exchange->entry);
    list_append(&channel->unbuffered, &exchange->waiting);
    return exchange_wait(exchange, EXCHANGE_SENDING, deadline);
}

int64_t sys_channel_send(struct thread *self, struct handle *handle, uint64_t message,
                         uint64_t deadline)
{
    struct sender *sender = sender_of(handle->object);
    struct channel *channel = sender->channel;
    if (channel->dead)
        return VB_ERR_PEER_CLOSED;
    struct outgoing outgoing;
    struct parcel parcel;
    int status = outgoing_read(self, message, 0, &outgoing);
    if (status == VB_OK)
        status = parcel_open(&parcel, self, &outgoing, channel);
    if (status != VB_OK)
        return status;
    parcel.badge = sender->badge;
    if (channel_hand_over(channel, &parcel) != NULL)
        return VB_OK;
    if (channel->buffered >= channel->depth || !list_empty(&channel->unbuffered))
        return wait_for_room(self, sender, &outgoing, deadline);
    struct message *buffer = message_fill(&parcel, &status);
    if (buffer == NULL)
        return status;
    channel_append(channel, sender, &buffer->entry);
    channel_check_life(channel);
    return VB_OK;
}

int64_t channel_receive(struct thread *self, struct channel *channel, uint64_t handle,
                        uint64_t message, uint64_t deadline)
{
    int status = channel_take(channel, self, message);
    if (status != VB_ERR_AGAIN)
        return status;
    status = deadline_allows_wait(deadline);
    struct exchange *exchange = status == VB_OK ? exchange_prepare(self, &status) : NULL;
    if (exchange == NULL)
        return status;
    exchange->channel = channel;
    exchange->answer = message;
    exchange->receiver = handle;
    list_append(&channel->receivers, &exchange->waiting);
    return exchange_wait(exchange, EXCHANGE_RECEIVING, deadline);
}

int64_t sys_channel_receive(struct thread *self, struct handle *receiver, uint64_t message,
                            uint64_t deadline)
{
    return channel_receive(self, channel_of(receiver->object), handle_value(self->task, receiver),
                           message, deadline);
}
