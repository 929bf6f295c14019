#include <ipc/channel.h>
#include <ipc/exchange.h>
#include <ipc/state.h>
#include <kernel_state.h>
#include <memory/alloc.h>
#include <process/handle.h>
#include <process/task.h>
#include <process/thread.h>

/* ---- the object ----------------------------------------------------------------------------- */

/* The reply right is gone. Used up by an answer, it leaves the exchange idle; else the server let
 * go of it or died. */
static void reply_closed(struct kernel *kernel, struct object *object, uint32_t rights,
                         uint64_t badge)
{
    (void)kernel;
    (void)rights;
    (void)badge;
    struct exchange *exchange = exchange_of(object);
    if (exchange->state == EXCHANGE_SERVED)
        exchange_finish(exchange, VB_ERR_SERVER_DIED);
}

static void exchange_destroy(struct kernel *kernel, struct object *object)
{
    (void)kernel;
    kernel_free(object->account, exchange_of(object), sizeof(struct exchange));
}

static const struct object_ops exchange_ops = {NULL, reply_closed, exchange_destroy};

struct exchange *exchange_prepare(struct thread *thread, int *status)
{
    if (thread->ipc.exchange != NULL)
        return thread->ipc.exchange;
    struct account *account = thread->task->account;
    struct exchange *exchange = kernel_alloc(account, sizeof *exchange, status);
    if (exchange == NULL)
        return NULL;
    object_init(thread->task->kernel, &exchange->object, VB_OBJECT_REPLY, &exchange_ops, account);
    exchange->thread = thread;
    list_init(&exchange->waiting);
    list_init(&exchange->served);
    thread->ipc.exchange = exchange;
    return exchange;
}

/* ---- lending priority ----------------------------------------------------------------------- */

/* Raise a server, and whoever serves a call that it waits for itself, and so on. What is lent
 * only grows along the way, so calls in a circle do not keep this going. */
static void lend(struct thread *server, uint8_t priority)
{
    while (server != NULL && priority > server->lent) {
        thread_lend(server, priority);
        const struct exchange *own = server->ipc.exchange;
        server = own != NULL ? own->server : NULL;
    }
}

static uint8_t priority_of(const struct exchange *exchange)
{
    const uint8_t urgency = exchange->channel != NULL ? exchange->channel->urgency : 0;
    return MAX(exchange->thread->effective, urgency);
}

/* A call is over: what is lent is what the other calls are worth. */
static void lend_highest(struct thread *server)
{
    uint8_t highest = 0;
    LIST_FOR_EACH (node, &server->ipc.serving) {
        highest = MAX(highest, priority_of(LIST_ENTRY(node, struct exchange, waiting)));
    }
    thread_lend(server, highest);
}

void exchange_serve(struct exchange *exchange, struct thread *server)
{
    struct list *serving = &server->ipc.serving;
    if (serving->next == NULL)
        list_init(serving);
    exchange->state = EXCHANGE_SERVED;
    exchange->server = server;
    list_append(serving, &exchange->waiting);
    list_append(&exchange->channel->served, &exchange->served);
    lend(server, priority_of(exchange));
}

void exchange_urge(struct channel *channel, uint8_t priority)
{
    channel->urgency = MAX(channel->urgency, priority);
    LIST_FOR_EACH (node, &channel->served) {
        lend(LIST_ENTRY(node, struct exchange, served)->server, priority);
    }
}

void exchanges_forget(struct channel *channel)
{
    LIST_FOR_EACH (node, &channel->served) {
        LIST_ENTRY(node, struct exchange, served)->channel = NULL;
        list_remove(node);
    }
}

/* Out of whatever list the exchange waits in. */
static void unlink_waiting(struct exchange *exchange)
{
    struct thread *server = exchange->server;
    list_remove(&exchange->waiting);
    list_remove(&exchange->served);
    exchange->server = NULL;
    exchange->state = EXCHANGE_IDLE;
    if (server != NULL)
        lend_highest(server);
}

/* ---- waiting -------------------------------------------------------------------------------- */

/* The server keeps a reply right that no longer answers anybody. */
static void abandon(struct exchange *exchange)
{
    struct thread *thread = exchange->thread;
    exchange->thread = NULL;
    thread->ipc.exchange = NULL;
    object_release(thread->task->kernel, &exchange->object);
}

static void exchange_cancel(struct thread *thread)
{
    struct exchange *exchange = thread->ipc.exchange;
    const enum exchange_state state = exchange->state;
    unlink_waiting(exchange);
    if (state == EXCHANGE_SENDING || state == EXCHANGE_CALLING)
        channel_remove(exchange->channel, &exchange->entry);
    else if (state == EXCHANGE_SERVED)
        abandon(exchange);
}

static const struct wait_ops send_wait = {.name = "send", .cancel = exchange_cancel};
static const struct wait_ops call_wait = {.name = "call", .cancel = exchange_cancel};
static const struct wait_ops receive_wait = {.name = "receive", .cancel = exchange_cancel};

int64_t exchange_wait(struct exchange *exchange, enum exchange_state state, uint64_t deadline)
{
    const struct wait_ops *ops = state == EXCHANGE_SENDING     ? &send_wait
                                 : state == EXCHANGE_RECEIVING ? &receive_wait
                                                               : &call_wait;
    exchange->state = state;
    return thread_block(exchange->thread, ops, exchange, deadline);
}

void exchange_finish(struct exchange *exchange, int64_t result)
{
    unlink_waiting(exchange);
    thread_complete(exchange->thread, result);
}

void ipc_thread_ended(struct thread *thread)
{
    struct list *serving = &thread->ipc.serving;
    while (serving->next != NULL && !list_empty(serving)) {
        struct list *first = list_first(serving);
        LIST_ENTRY(first, struct exchange, waiting)->server = NULL;
        list_remove(first);
    }
    if (thread->ipc.exchange != NULL)
        abandon(thread->ipc.exchange);
}

/* ---- answering ------------------------------------------------------------------------------ */

/* A status or a count, as the protocols of kernel-made calls have it. */
static int64_t answer_count(const struct exchange *exchange, const struct parcel *answer)
{
    const int64_t count = (int64_t)answer->id;
    if (count < INT32_MIN || count > (int64_t)exchange->answer)
        return VB_ERR_PROTOCOL;
    return count;
}

static int64_t answer_handle(const struct exchange *exchange, struct parcel *answer)
{
    const int64_t count = answer_count(exchange, answer);
    if (count < 0)
        return count;
    if (answer->handle_count == 0)
        return VB_ERR_PROTOCOL;
    int status = handle_reserve(exchange->thread->task, 1);
    if (status != VB_OK)
        return status;
    return handle_place(exchange->thread->task, parcel_take(answer, 0));
}

void exchange_answer(struct exchange *exchange, struct parcel *answer)
{
    int64_t result;
    uint32_t moved = 0;
    switch (exchange->sink) {
    case REPLY_TO_MESSAGE:
        result = parcel_deliver(answer, exchange->thread, exchange->answer);
        moved = result == VB_OK ? answer->handle_count : 0;
        break;
    case REPLY_TO_HANDLE:
        result = answer_handle(exchange, answer);
        moved = result > 0;
        break;
    default:
        result = answer_count(exchange, answer);
        break;
    }
    exchange_finish(exchange, result);
    parcel_discard(answer, moved);
}
