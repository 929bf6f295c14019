#include <ipc/channel.h>
#include <ipc/exchange.h>
#include <ipc/message.h>
#include <kernel_state.h>
#include <memory/alloc.h>
#include <process/handle.h>
#include <process/task.h>
#include <process/thread.h>
#include <process/user.h>
#include <string.h>

int outgoing_read(struct thread *thread, uint64_t address, uint32_t windows, struct outgoing *out)
{
    struct vb_message message;
    int status = user_copy_in(thread, &message, address, sizeof message);
    if (status != VB_OK)
        return status;
    if (message.data_size > VB_MESSAGE_MAX || message.handle_count > VB_HANDLES_MAX)
        return VB_ERR_TOO_BIG;
    if (message.window_count > windows)
        return VB_ERR_INVALID;
    *out = (struct outgoing){
        .id = (uint64_t)message.id,
        .data = message.data,
        .handles = message.handles,
        .windows = message.windows,
        .data_size = message.data_size,
        .handle_count = message.handle_count,
        .window_count = message.window_count,
    };
    return VB_OK;
}

/* ---- parcels -------------------------------------------------------------------------------- */

/* A receiver may not wait in its own channel's line, where nobody could take it out. */
static int check_handle(const struct parcel *parcel, uint32_t index, const struct channel *channel)
{
    const uint64_t value = parcel->handles[index];
    for (uint32_t i = 0; i < index; i++)
        if (parcel->handles[i] == value)
            return VB_ERR_INVALID;
    const struct handle *handle = handle_lookup(parcel->from->task, value);
    if (handle == NULL)
        return VB_ERR_BAD_HANDLE;
    if ((handle->rights & VB_RIGHT_TRANSFER) == 0)
        return VB_ERR_ACCESS;
    if (channel != NULL && handle->object == &channel->object)
        return VB_ERR_INVALID;
    return VB_OK;
}

int parcel_open(struct parcel *parcel, struct thread *from, const struct outgoing *outgoing,
                const struct channel *channel)
{
    parcel->id = outgoing->id;
    parcel->badge = 0;
    parcel->request = (const uint8_t *)&outgoing->request;
    parcel->request_size = outgoing->request_size;
    parcel->data = kernel_place(NULL);
    parcel->data_size = outgoing->data_size;
    parcel->handle_count = outgoing->handle_count;
    parcel->from = from;
    parcel->message = NULL;
    parcel->call = NULL;
    if (outgoing->data_size > 0) {
        parcel->data = user_place(from, outgoing->data, outgoing->data_size);
        if (parcel->data.bytes == NULL)
            return VB_ERR_FAULT;
    }
    int status = user_copy_in(from, parcel->handles, outgoing->handles,
                              outgoing->handle_count * sizeof parcel->handles[0]);
    for (uint32_t i = 0; status == VB_OK && i < parcel->handle_count; i++)
        status = check_handle(parcel, i, channel);
    return status;
}

void parcel_open_message(struct parcel *parcel, struct message *message)
{
    parcel->id = message->id;
    parcel->badge = message->entry.sender->badge;
    parcel->request_size = 0;
    parcel->data = kernel_place(message_data(message));
    parcel->data_size = message->data_size;
    parcel->handle_count = message->handle_count;
    parcel->from = NULL;
    parcel->message = message;
    parcel->call = NULL;
}

struct right parcel_take(struct parcel *parcel, uint32_t index)
{
    if (parcel->message != NULL) {
        const struct right *right = &parcel->message->handles[index];
        transit_count(right, -1);
        return *right;
    }
    struct task *task = parcel->from->task;
    return handle_take(task, handle_lookup(task, parcel->handles[index]));
}

void parcel_discard(struct parcel *parcel, uint32_t first)
{
    struct kernel *kernel = parcel->from->task->kernel;
    for (uint32_t i = first; i < parcel->handle_count; i++) {
        struct right right = parcel_take(parcel, i);
        right_close(kernel, &right);
    }
}

/* ---- delivery ------------------------------------------------------------------------------- */

/* Where the contents go. Nothing can fail once it is known. */
struct destination {
    struct place data, handles;
};

static int destination_find(struct thread *to, const struct parcel *parcel,
                            const struct vb_message *into, struct destination *out)
{
    const uint64_t size = (uint64_t)parcel->request_size + parcel->data_size;
    const uint64_t handle_bytes = parcel->handle_count * sizeof(uint64_t);
    *out = (struct destination){{NULL, NULL}, {NULL, NULL}};
    if (size > 0 && (out->data = user_place(to, into->data, size)).bytes == NULL)
        return VB_ERR_FAULT;
    if (handle_bytes > 0 &&
        (out->handles = user_place(to, into->handles, handle_bytes)).bytes == NULL)
        return VB_ERR_FAULT;
    return handle_reserve(to->task, parcel->handle_count + (parcel->call != NULL));
}

/* Sender and receiver may be threads of one task, with overlapping buffers. */
static void move_contents(struct parcel *parcel, struct thread *to,
                          const struct destination *destination)
{
    struct kernel *kernel = to->task->kernel;
    int64_t values[VB_HANDLES_MAX];
    if (parcel->data_size > 0)
        place_copy(kernel, place_after(destination->data, parcel->request_size), parcel->data,
                   parcel->data_size);
    if (parcel->request_size > 0)
        place_copy(kernel, destination->data, kernel_place(parcel->request), parcel->request_size);
    if (parcel->handle_count == 0)
        return;
    for (uint32_t i = 0; i < parcel->handle_count; i++)
        values[i] = handle_place(to->task, parcel_take(parcel, i));
    place_copy(kernel, destination->handles, kernel_place(values),
               parcel->handle_count * sizeof values[0]);
}

int parcel_deliver(struct parcel *parcel, struct thread *to, uint64_t address)
{
    const uint32_t size = parcel->request_size + parcel->data_size;
    struct vb_message into;
    int status = user_copy_in(to, &into, address, sizeof into);
    if (status != VB_OK)
        return status;
    const bool fits = size <= into.data_size && parcel->handle_count <= into.handle_count;
    into.data_size = size;
    into.handle_count = parcel->handle_count;
    if (!fits) {
        status = user_copy_out(to, address, &into, sizeof into);
        return status == VB_OK ? VB_ERR_TOO_BIG : status;
    }
    struct destination destination;
    status = destination_find(to, parcel, &into, &destination);
    if (status != VB_OK)
        return status;
    move_contents(parcel, to, &destination);
    into.id = (int64_t)parcel->id;
    into.badge = parcel->badge;
    into.reply = 0;
    into.window_count = 0;
    into.kind = VB_MESSAGE_SEND;
    if (parcel->call != NULL) {
        struct right reply =
            right_open(to->task->kernel, &parcel->call->object, VB_RIGHT_TRANSFER, 0);
        into.reply = (uint64_t)handle_place(to->task, reply);
        into.window_count = parcel->call->outgoing.window_count;
        into.kind = VB_MESSAGE_CALL;
    }
    return user_copy_out(to, address, &into, sizeof into);
}

/* ---- kernel buffers ------------------------------------------------------------------------- */

static size_t message_size(uint32_t handle_count, uint32_t data_size)
{
    return sizeof(struct message) + handle_count * sizeof(struct right) + data_size;
}

uint8_t *message_data(struct message *message)
{
    return (uint8_t *)&message->handles[message->handle_count];
}

struct message *message_create(struct account *account, uint32_t handle_count, uint32_t data_size,
                               int *status)
{
    struct message *message = kernel_alloc(account, message_size(handle_count, data_size), status);
    if (message == NULL)
        return NULL;
    object_retain(&account->object);
    account->kernel->counts.messages++;
    message->entry.message = message;
    message->account = account;
    message->handle_count = handle_count;
    message->data_size = data_size;
    return message;
}

struct message *message_fill(struct parcel *parcel, int *status)
{
    struct message *message = message_create(parcel->from->task->account, parcel->handle_count,
                                             parcel->data_size, status);
    if (message == NULL)
        return NULL;
    message->id = parcel->id;
    if (parcel->data_size > 0)
        place_copy(message->account->kernel, kernel_place(message_data(message)), parcel->data,
                   parcel->data_size);
    for (uint32_t i = 0; i < parcel->handle_count; i++) {
        message->handles[i] = parcel_take(parcel, i);
        transit_count(&message->handles[i], 1);
    }
    return message;
}

void message_free(struct message *message)
{
    struct account *account = message->account;
    struct kernel *kernel = account->kernel;
    kernel->counts.messages--;
    kernel_free(account, message, message_size(message->handle_count, message->data_size));
    object_release(kernel, &account->object);
}

/* Closing a receiver right may end its channel and condemn the messages in it, and so on along a
 * chain as long as a program cares to build; a list instead of recursion bounds the stack. */
void message_condemn(struct kernel *kernel, struct message *message)
{
    struct kernel_ipc *ipc = &kernel->ipc;
    list_append(&ipc->condemned, &message->entry.link);
    if (ipc->draining)
        return;
    ipc->draining = true;
    while (!list_empty(&ipc->condemned)) {
        struct list *first = list_first(&ipc->condemned);
        struct message *next = LIST_ENTRY(first, struct message, entry.link);
        list_remove(first);
        for (uint32_t i = 0; i < next->handle_count; i++) {
            transit_count(&next->handles[i], -1);
            right_close(kernel, &next->handles[i]);
        }
        message_free(next);
    }
    ipc->draining = false;
}
