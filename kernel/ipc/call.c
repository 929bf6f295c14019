#include <ipc/channel.h>
#include <ipc/exchange.h>
#include <ipc/message.h>
#include <process/handle.h>
#include <process/schedule.h>
#include <process/task.h>
#include <process/thread.h>
#include <process/user.h>
#include <string.h>
#include <syscall/handlers.gen.h>

/* ---- calling -------------------------------------------------------------------------------- */

static int read_windows(struct thread *self, struct channel_call *call)
{
    const struct outgoing *outgoing = &call->outgoing;
    int status = user_copy_in(self, call->windows, outgoing->windows,
                              outgoing->window_count * sizeof call->windows[0]);
    for (uint32_t i = 0; status == VB_OK && i < outgoing->window_count; i++) {
        const struct vb_window *window = &call->windows[i];
        const uint32_t rights = VB_RIGHT_READ | VB_RIGHT_WRITE;
        if (window->reserved != 0 || window->rights == 0 || (window->rights & ~rights) != 0)
            status = VB_ERR_INVALID;
        else if (window->size > 0 && user_place(self, window->address, window->size).bytes == NULL)
            status = VB_ERR_FAULT;
    }
    return status;
}

int64_t channel_call_begin(struct thread *self, struct sender *sender,
                           const struct channel_call *call, uint64_t deadline)
{
    struct channel *channel = sender->channel;
    struct parcel parcel;
    if (channel->dead)
        return VB_ERR_PEER_CLOSED;
    int status = parcel_open(&parcel, self, &call->outgoing, channel);
    if (status == VB_OK)
        status = deadline_allows_wait(deadline);
    struct exchange *exchange = status == VB_OK ? exchange_prepare(self, &status) : NULL;
    if (exchange == NULL)
        return status;
    exchange->channel = channel;
    exchange->outgoing = call->outgoing;
    exchange->sink = call->sink;
    exchange->answer = call->answer;
    memcpy(exchange->windows, call->windows, call->outgoing.window_count * sizeof call->windows[0]);
    parcel.badge = sender->badge;
    parcel.request = (const uint8_t *)&exchange->outgoing.request;
    parcel.call = exchange;
    struct thread *server = channel_hand_over(channel, &parcel);
    if (server == NULL) {
        channel_append(channel, sender, &exchange->entry);
        exchange_urge(channel, self->effective);
        return exchange_wait(exchange, EXCHANGE_CALLING, deadline);
    }
    int64_t blocked = exchange_wait(exchange, EXCHANGE_SERVED, deadline);
    exchange_serve(exchange, server);
    schedule_handoff(self->task->kernel, server);
    return blocked;
}

int64_t sys_channel_call(struct thread *self, struct handle *sender, uint64_t request,
                         uint64_t reply, uint64_t deadline)
{
    struct channel_call call = {.sink = REPLY_TO_MESSAGE, .answer = reply};
    int status = outgoing_read(self, request, VB_WINDOWS_MAX, &call.outgoing);
    if (status == VB_OK)
        status = read_windows(self, &call);
    if (status != VB_OK)
        return status;
    return channel_call_begin(self, sender_of(sender->object), &call, deadline);
}

/* ---- answering ------------------------------------------------------------------------------ */

static void close_handles(struct thread *self, const uint64_t *handles, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        struct handle *handle = handle_lookup(self->task, handles[i]);
        if (handle != NULL)
            handle_close(self->task, handle);
    }
}

/* Answer and use the right up; *caller becomes the thread that now runs on. When nobody waits the
 * answer's handles are left, or closed. */
static int reply(struct thread *self, struct handle *handle, uint64_t message, bool close,
                 struct thread **caller)
{
    struct exchange *exchange = exchange_of(handle->object);
    const uint64_t value = handle_value(self->task, handle);
    struct outgoing outgoing;
    struct parcel parcel;
    int status = outgoing_read(self, message, 0, &outgoing);
    if (status == VB_OK)
        status = parcel_open(&parcel, self, &outgoing, NULL);
    for (uint32_t i = 0; status == VB_OK && i < parcel.handle_count; i++)
        if (parcel.handles[i] == value)
            status = VB_ERR_INVALID;
    if (status != VB_OK)
        return status;
    *caller = exchange->state == EXCHANGE_SERVED ? exchange->thread : NULL;
    if (*caller == NULL)
        status = VB_ERR_DEAD;
    else
        exchange_answer(exchange, &parcel);
    handle_close(self->task, handle_lookup(self->task, value));
    if (*caller == NULL && close)
        close_handles(self, parcel.handles, parcel.handle_count);
    return status;
}

int64_t sys_channel_reply(struct thread *self, struct handle *handle, uint64_t message)
{
    struct thread *caller;
    return reply(self, handle, message, false, &caller);
}

int64_t sys_channel_reply_receive(struct thread *self, struct handle *handle, uint64_t answer,
                                  struct handle *receiver, uint64_t message, uint64_t deadline)
{
    struct channel *channel = channel_of(receiver->object);
    const uint64_t receiver_value = handle_value(self->task, receiver);
    struct thread *caller = NULL;
    if (handle != NULL) {
        int status = reply(self, handle, answer, true, &caller);
        if (status != VB_OK && status != VB_ERR_DEAD)
            return status;
        /* The answer may have carried the receiver right away. */
        if (handle_lookup(self->task, receiver_value) == NULL)
            return VB_ERR_BAD_HANDLE;
    }
    int64_t result = channel_receive(self, channel, receiver_value, message, deadline);
    if (caller != NULL && result == SYSCALL_BLOCKED)
        schedule_handoff(self->task->kernel, caller);
    return result;
}
