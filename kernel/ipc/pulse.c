#include <ipc/channel.h>
#include <ipc/pulse.h>
#include <ipc/state.h>
#include <memory/account.h>
#include <memory/alloc.h>
#include <process/handle.h>
#include <process/task.h>
#include <process/user.h>
#include <syscall/handlers.gen.h>
#include <vibee/objects.h>

void pulse_node_init(struct pulse_node *node, struct object *owner, uint64_t code)
{
    list_init(&node->link);
    node->owner = owner;
    node->code = code;
    node->bits = 0;
}

void pulse_node_fire(struct channel *channel, struct pulse_node *node, uint32_t bits)
{
    node->bits |= bits;
    if (list_empty(&node->link)) {
        object_retain(node->owner);
        list_append(&channel->fired, &node->link);
    }
    channel_wake(channel);
}

void pulse_node_clear(struct kernel *kernel, struct pulse_node *node)
{
    node->bits = 0;
    if (list_empty(&node->link))
        return;
    list_remove(&node->link);
    object_release(kernel, node->owner);
}

int pulse_node_deliver(struct pulse_node *node, struct thread *to, uint64_t address)
{
    struct vb_message into;
    int status = user_copy_in(to, &into, address, sizeof into);
    if (status != VB_OK)
        return status;
    into.id = node->bits;
    into.badge = node->code;
    into.kind = VB_MESSAGE_PULSE;
    into.reply = 0;
    into.data_size = 0;
    into.handle_count = 0;
    into.window_count = 0;
    status = user_copy_out(to, address, &into, sizeof into);
    if (status == VB_OK)
        pulse_node_clear(to->task->kernel, node);
    return status;
}

int pulse_fire(struct pulse *pulse, uint32_t bits)
{
    if (pulse->channel == NULL)
        return VB_ERR_PEER_CLOSED;
    pulse_node_fire(pulse->channel, &pulse->node, bits);
    return VB_OK;
}

void pulse_fire_object(struct kernel *kernel, struct object *pulse, uint32_t bits)
{
    (void)kernel;
    (void)pulse_fire(pulse_of(pulse), bits);
}

void pulses_detach(struct channel *channel)
{
    while (!list_empty(&channel->sources)) {
        struct list *first = list_first(&channel->sources);
        struct pulse *pulse = LIST_ENTRY(first, struct pulse, source);
        list_remove(first);
        pulse->channel = NULL;
        pulse_node_clear(channel->kernel, &pulse->node);
    }
}

static void pulse_destroy(struct kernel *kernel, struct object *object)
{
    (void)kernel;
    struct pulse *pulse = pulse_of(object);
    list_remove(&pulse->source);
    struct channel *channel = pulse->channel;
    kernel_free(object->account, pulse, sizeof *pulse);
    if (channel != NULL)
        channel_check_life(channel); /* it may have been the last that could wake a receiver */
}

static const struct object_ops pulse_ops = {NULL, NULL, pulse_destroy};

int64_t sys_pulse_create(struct thread *self, struct handle *receiver, uint64_t code)
{
    struct task *task = self->task;
    struct channel *channel = channel_of(receiver->object);
    int status;
    struct pulse *pulse = kernel_alloc(task->account, sizeof *pulse, &status);
    if (pulse == NULL)
        return status;
    object_init(task->kernel, &pulse->object, VB_OBJECT_PULSE, &pulse_ops, task->account);
    pulse_node_init(&pulse->node, &pulse->object, code);
    pulse->channel = channel;
    list_append(&channel->sources, &pulse->source);
    int64_t value = handle_insert(task, &pulse->object, PULSE_RIGHTS_ALL, 0);
    object_release(task->kernel, &pulse->object);
    return value;
}

int64_t sys_pulse_fire(struct thread *self, struct handle *pulse, uint32_t bits)
{
    (void)self;
    struct pulse *target = pulse_of(pulse->object);
    if ((bits & VB_BADGE_CLOSED) != 0)
        return VB_ERR_INVALID;
    if (bits == 0)
        return target->channel != NULL ? VB_OK : VB_ERR_PEER_CLOSED;
    return pulse_fire(target, bits);
}
