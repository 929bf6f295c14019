#include <ipc/channel.h>
#include <ipc/message.h>
#include <ipc/state.h>
#include <kernel_state.h>
#include <string.h>

void ipc_init(struct kernel *kernel)
{
    list_init(&kernel->ipc.condemned);
    list_init(&kernel->ipc.channels);
    list_init(&kernel->ipc.devices);
    list_init(&kernel->ipc.quiet);
}

struct message *fault_message_create(struct account *account, int *status)
{
    return message_create(account, 0, sizeof(struct vb_fault), status);
}

void fault_message_free(struct kernel *kernel, struct message *message)
{
    (void)kernel;
    if (message != NULL)
        message_free(message);
}

bool fault_message_send(struct kernel *kernel, const struct right *sender, struct message *message,
                        const struct vb_fault *fault)
{
    struct sender *record = sender_of(sender->object);
    struct channel *channel = record->channel;
    if (channel->dead) {
        fault_message_free(kernel, message);
        return false;
    }
    message->id = VB_FAULT_ID;
    memcpy(message_data(message), fault, sizeof *fault);
    channel_append(channel, record, &message->entry);
    channel_wake(channel);
    return true;
}
