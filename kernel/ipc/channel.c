#include <ipc/channel.h>
#include <ipc/exchange.h>
#include <ipc/message.h>
#include <kernel_state.h>
#include <memory/alloc.h>
#include <process/handle.h>
#include <process/task.h>
#include <process/thread.h>
#include <process/user.h>
#include <syscall/handlers.gen.h>
#include <vibee/syscall_numbers.h>

static void receiver_opened(struct kernel *kernel, struct object *object, uint32_t rights,
                            uint64_t badge)
{
    (void)kernel;
    (void)rights;
    (void)badge;
    channel_of(object)->receiver_rights++;
}

/* Threads that still wait with the right lose it under their feet. What is left in the line waits
 * for the next receiver, if anybody can make one. */
static void receiver_closed(struct kernel *kernel, struct object *object, uint32_t rights,
                            uint64_t badge)
{
    (void)kernel;
    (void)rights;
    (void)badge;
    struct channel *channel = channel_of(object);
    if (--channel->receiver_rights > 0)
        return;
    while (!list_empty(&channel->receivers)) {
        struct list *first = list_first(&channel->receivers);
        exchange_finish(LIST_ENTRY(first, struct exchange, waiting), VB_ERR_CANCELLED);
    }
    pulses_detach(channel);
    channel_check_life(channel);
}

static void receiver_destroy(struct kernel *kernel, struct object *object)
{
    (void)kernel;
    struct channel *channel = channel_of(object);
    list_remove(&channel->link);
    exchanges_forget(channel);
    kernel_free(object->account, channel, sizeof *channel);
}

static const struct object_ops receiver_ops = {receiver_opened, receiver_closed, receiver_destroy};

struct channel *channel_create(struct account *account, uint32_t depth, uint32_t flags, int *status)
{
    struct channel *channel = kernel_alloc(account, sizeof *channel, status);
    if (channel == NULL)
        return NULL;
    channel->kernel = account->kernel;
    object_init(channel->kernel, &channel->object, VB_OBJECT_RECEIVER, &receiver_ops, account);
    channel->depth = depth;
    channel->flags = flags;
    list_init(&channel->line);
    list_init(&channel->unbuffered);
    list_init(&channel->receivers);
    list_init(&channel->served);
    list_init(&channel->fired);
    list_init(&channel->sources);
    list_append(&channel->kernel->ipc.channels, &channel->link);
    return channel;
}

void channel_end(struct channel *channel)
{
    channel->dead = true;
    object_retain(&channel->object); /* the last entry may hold the last sender */
    pulses_detach(channel);
    while (!list_empty(&channel->fired)) {
        struct list *first = list_first(&channel->fired);
        pulse_node_clear(channel->kernel, LIST_ENTRY(first, struct pulse_node, link));
    }
    while (!list_empty(&channel->line)) {
        struct entry *entry = LIST_ENTRY(list_first(&channel->line), struct entry, link);
        channel_remove(channel, entry);
        if (entry->message != NULL)
            message_condemn(channel->kernel, entry->message);
        else
            exchange_finish(LIST_ENTRY(entry, struct exchange, entry), VB_ERR_PEER_CLOSED);
    }
    object_release(channel->kernel, &channel->object);
}

void channel_check_life(struct channel *channel)
{
    if (channel->dead)
        return;
    const uint32_t rights = channel->receiver_rights + channel->manage_rights;
    if (rights == 0)
        channel_end(channel);
    else if (rights == channel->in_transit && channel->buffered > 0)
        channels_collect(channel->kernel);
    else if (channel->sender_rights == 0)
        channel_wake(channel);
}

/* ---- system calls --------------------------------------------------------------------------- */

int64_t sys_channel_create(struct thread *self, uint32_t depth, uint32_t flags, uint64_t rights)
{
    struct task *task = self->task;
    if (depth == 0 || depth > VB_CHANNEL_DEPTH_MAX || (flags & ~VB_CHANNEL_WATCH_BADGES) != 0)
        return VB_ERR_INVALID;
    int status = handle_reserve(task, 2);
    if (status != VB_OK)
        return status;
    struct channel *channel = channel_create(task->account, depth, flags, &status);
    if (channel == NULL)
        return status;
    struct sender *sender = sender_mint(channel, 0, &status);
    if (sender != NULL) {
        struct right receiver = right_open(task->kernel, &channel->object, RECEIVER_RIGHTS_ALL, 0);
        struct right manager = right_open(task->kernel, &sender->object, SENDER_RIGHTS_ALL, 0);
        const uint64_t values[2] = {(uint64_t)handle_place(task, receiver),
                                    (uint64_t)handle_place(task, manager)};
        status = user_copy_out(self, rights, values, sizeof values);
        object_release(task->kernel, &sender->object);
    }
    object_release(task->kernel, &channel->object);
    return status;
}

int64_t sys_channel_badge(struct thread *self, struct handle *sender, uint64_t badge)
{
    const uint32_t rights = sender->rights & ~(uint32_t)(VB_RIGHT_BADGE | VB_RIGHT_MANAGE);
    int status;
    struct sender *minted = sender_mint(sender_of(sender->object)->channel, badge, &status);
    if (minted == NULL)
        return status;
    int64_t value = handle_insert(self->task, &minted->object, rights, badge);
    object_release(self->task->kernel, &minted->object);
    return value;
}

int64_t sys_channel_receiver(struct thread *self, struct handle *sender)
{
    struct channel *channel = sender_of(sender->object)->channel;
    if (channel->receiver_rights > 0)
        return VB_ERR_BUSY;
    return handle_insert(self->task, &channel->object, RECEIVER_RIGHTS_ALL, 0);
}

int64_t sys_channel_badge_count(struct thread *self, struct handle *receiver, uint64_t badge)
{
    (void)self;
    const struct sender *sender = sender_find(channel_of(receiver->object), badge);
    return sender == NULL ? 0 : sender->rights;
}
