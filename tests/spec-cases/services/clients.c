/* The clients of a service, which do what a test case says (instead of
 * tests/fuzz/service/clients.c).
 */
#include "../../fuzz/service/fake.h"
#include "calls.h"
#include <stdio.h>
#include <string.h>
#include <vibee/syscall_numbers.h>

enum { HELD = 4096, PULSES = 512, WAITING = 256 };

static _Alignas(16) uint8_t arena[CASE_ARENA_SIZE];
static struct case_actor actor;
static char failure[CASE_FAILURE_SIZE];
static bool ended, failed;

static struct fake_object *held[HELD]; /* by handle - 1; none is used twice */
static uint32_t held_count;
static struct fake_object *waiting[WAITING];
static uint32_t waiting_count;
static struct {
    uint64_t code;
    uint32_t bits;
} pulses[PULSES];
static uint32_t pulse_count;
/* The message on its way to the service, and the call that the case waits for. */
static const struct vb_message *next;
static bool posted;
static uint64_t next_sender;
static struct vb_message *answer;
static struct fake_object *asked;

/* ---- what the fake asks of clients ---- */

void fake_clients_died(void)
{
    while (waiting_count > 0)
        fake_release(waiting[--waiting_count]);
    asked = NULL;
}

void fake_clients_begin(void)
{
    pulse_count = 0;
    fake_clients_died();
    for (uint32_t i = 0; i < HELD; i++)
        if (held[i] != NULL) {
            fake_release(held[i]);
            held[i] = NULL;
        }
    held_count = 0;
    next = NULL;
}

int64_t fake_badge_count(uint64_t badge)
{
    int64_t count = fake_count_badge(badge);

    for (uint32_t i = 0; i < HELD; i++)
        count += held[i] != NULL && held[i]->type == VB_OBJECT_SENDER && held[i]->badge == badge;
    return count;
}

void fake_fire(uint64_t code, uint32_t bits)
{
    if (pulse_count == PULSES)
        fake_wrong("more than %d pulses", PULSES);
    pulses[pulse_count].code = code;
    pulses[pulse_count++].bits = bits;
}

static uint64_t hold(struct fake_object *object)
{
    if (held_count == HELD)
        fake_wrong("the case has more than %d handles", HELD);
    held[held_count] = object;
    return ++held_count;
}

void fake_client_takes(struct fake_object *object)
{
    (void)hold(object);
}

static void let_go(uint64_t handle)
{
    struct fake_object *object = held[handle - 1];
    uint64_t badge = object->type == VB_OBJECT_SENDER ? object->badge : 0;

    held[handle - 1] = NULL;
    fake_release(object);
    if (!fake_service.is_init && badge > 1 && fake_badge_count(badge) == 0)
        fake_fire(badge, VB_BADGE_CLOSED);
}

static struct fake_object *find(uint64_t handle)
{
    if (handle == 0 || handle > HELD || held[handle - 1] == NULL)
        fake_wrong("the case uses handle %llu, which it does not have", (unsigned long long)handle);
    return held[handle - 1];
}

/* ---- the case's calls ---- */

static int64_t memory_read(const uint64_t *arguments)
{
    struct fake_object *object = find(arguments[0]);
    uint64_t size = arguments[3];

    if (arguments[1] > object->size)
        return VB_ERR_RANGE;
    if (size > object->size - arguments[1])
        size = object->size - arguments[1];
    fake_copy(arguments[2], VB_ADDRESS(object->bytes + arguments[1]), size);
    return (int64_t)size;
}

static int64_t duplicate(uint64_t handle)
{
    struct fake_object *object = find(handle);

    object->references++;
    return (int64_t)hold(object);
}

static int64_t client(uint64_t badge)
{
    struct fake_object *object = fake_object(VB_OBJECT_SENDER);

    object->badge = badge;
    return (int64_t)hold(object);
}

static void send_it(uint64_t sender, uint64_t request, uint64_t reply)
{
    next = (const struct vb_message *)(uintptr_t)request;
    next_sender = sender;
    answer = (struct vb_message *)(uintptr_t)reply;
    posted = reply == 0;
}

static int64_t close_handle(uint64_t handle)
{
    /* What was sent along is closed again when a case cleans up. */
    if (handle == 0 || handle > held_count || held[handle - 1] == NULL)
        return VB_ERR_BAD_HANDLE;
    let_go(handle);
    return VB_OK;
}

/* A call other than to the service. */
static int64_t carry_out(const struct case_request *request)
{
    const uint64_t *arguments = request->arguments;

    switch (request->number) {
    case SYSCALL_HANDLE_CLOSE:
        return close_handle(arguments[0]);
    case SYSCALL_HANDLE_DUPLICATE:
        return duplicate(arguments[0]);
    case SYSCALL_MEMORY_READ:
        return memory_read(arguments);
    case SPECIAL_FAILS:
        fake_plan((uint32_t)arguments[0], false);
        fake_refusal = (int64_t)arguments[1];
        return VB_OK;
    case SPECIAL_CLIENT:
        return client(arguments[0]);
    case SPECIAL_OBJECT:
        return (int64_t)hold(fake_object((uint32_t)arguments[0]));
    case SPECIAL_TELL:
        if (fake_service.told == NULL)
            fake_wrong("nothing happens around this service");
        fake_service.told((uint32_t)arguments[0], arguments[1], arguments[2],
                          (const uint8_t *)(uintptr_t)arguments[3], arguments[4]);
        return VB_OK;
    default:
        fake_wrong("no system call %u in a case over a service", request->number);
    }
}

static void took_result(int64_t result)
{
    if (!case_result(&actor, arena, result, failure))
        failed = ended = true;
}

bool case_goes_on(void)
{
    struct case_request request;

    while (!ended && next == NULL && pulse_count == 0 && asked == NULL) {
        switch (case_next(&actor, arena, &request, failure)) {
        case CASE_DO_CALL:
            if (request.number == SYSCALL_CHANNEL_CALL) {
                send_it(request.arguments[0], request.arguments[1], request.arguments[2]);
            } else if (request.number == SPECIAL_POST) {
                send_it(request.arguments[0], request.arguments[1], 0);
                took_result(VB_OK);
            } else {
                took_result(carry_out(&request));
            }
            break;
        case CASE_DO_HOOK:
            break; /* only CASE_HOOK_FINISH */
        case CASE_DONE:
            ended = true;
            break;
        case CASE_FAILED:
            failed = ended = true;
            break;
        }
    }
    if (asked != NULL && pulse_count == 0) {
        snprintf(failure, sizeof failure, "expected an answer, found that the call waits");
        failed = ended = true;
    }
    return !ended;
}

void case_begins(uint32_t index)
{
    memset(arena, 0, sizeof arena);
    ended = failed = false;
    failure[0] = 0;
    case_begin_here(&actor, index, VB_ADDRESS(arena));
}

const char *case_verdict(void)
{
    pulse_count = 0; /* nobody receives them any more */
    (void)case_goes_on();
    if (!failed && !ended)
        snprintf(failure, sizeof failure,
                 "expected the end of the case, found that the service died");
    return failed || !ended ? failure : NULL;
}

/* ---- the service's calls ---- */

static void deliver_pulse(struct vb_message *message)
{
    message->kind = VB_MESSAGE_PULSE;
    message->badge = pulses[0].code;
    message->id = pulses[0].bits;
    memmove(pulses, pulses + 1, --pulse_count * sizeof pulses[0]);
}

static uint64_t make_reply(uint64_t badge)
{
    struct fake_object *reply = fake_object(VB_OBJECT_REPLY);

    reply->badge = badge;
    reply->operation = next->id;
    reply->window_count = next->window_count;
    fake_copy(VB_ADDRESS(reply->windows), next->windows,
              next->window_count * sizeof reply->windows[0]);
    if (waiting_count == WAITING)
        fake_wrong("more than %d calls wait", WAITING);
    reply->references++;
    waiting[waiting_count++] = reply;
    if (!posted)
        asked = reply;
    return fake_handle(reply);
}

static void deliver_message(struct vb_message *message)
{
    uint64_t *handles = (uint64_t *)(uintptr_t)message->handles;
    const uint64_t *theirs = (const uint64_t *)(uintptr_t)next->handles;
    uint64_t data = message->data, at = message->handles;
    uint64_t badge = find(next_sender)->badge;

    fake_copy(data, next->data, next->data_size);
    *message = *next;
    message->data = data;
    message->handles = at;
    message->kind = VB_MESSAGE_CALL;
    message->badge = badge;
    for (uint32_t i = 0; i < next->handle_count; i++) {
        struct fake_object *object = find(theirs[i]);

        object->references++;
        handles[i] = fake_handle(object);
        let_go(theirs[i]);
    }
    message->reply = make_reply(badge);
    next = NULL;
}

int64_t vb_channel_receive(uint64_t receiver, uint64_t to, uint64_t deadline)
{
    struct vb_message *message = (struct vb_message *)(uintptr_t)to;

    (void)deadline;
    fake_enter();
    if (fake_find_type(receiver, VB_OBJECT_RECEIVER) == NULL)
        return VB_ERR_BAD_HANDLE;
    if (pulse_count == 0 && next == NULL && !case_goes_on())
        fake_stop(false);
    if (pulse_count > 0)
        deliver_pulse(message);
    else
        deliver_message(message);
    return VB_OK;
}

/* What the service sent is the case's, at the place that it gave. */
static void give_answer(const struct vb_message *message)
{
    const uint64_t *handles = (const uint64_t *)(uintptr_t)message->handles;
    uint64_t *to = (uint64_t *)(uintptr_t)answer->handles;

    if (message->data_size > answer->data_size || message->handle_count > answer->handle_count) {
        took_result(VB_ERR_TOO_BIG);
        return;
    }
    fake_copy(answer->data, message->data, message->data_size);
    for (uint32_t i = 0; i < message->handle_count; i++)
        to[i] = hold(fake_move(handles[i]));
    answer->data_size = message->data_size;
    answer->handle_count = message->handle_count;
    answer->id = message->id;
    took_result(VB_OK);
}

int64_t vb_channel_reply(uint64_t handle, uint64_t from)
{
    const struct vb_message *message = (const struct vb_message *)(uintptr_t)from;
    const uint64_t *handles = (const uint64_t *)(uintptr_t)message->handles;
    struct fake_object *reply = fake_find_type(handle, VB_OBJECT_REPLY);
    bool waits = reply == asked;

    fake_enter();
    if (reply == NULL)
        return VB_ERR_BAD_HANDLE;
    if (!protocol_lists(fake_service.errors, reply->operation, message->id))
        fake_wrong("operation %lld answers %lld, which the specification does not list",
                   (long long)reply->operation, (long long)message->id);
    if (fake_service.answers != NULL)
        fake_service.answers(reply->operation, message->id);
    reply->alive = false;
    fake_close(handle);
    if (waits) {
        asked = NULL;
        give_answer(message);
    } else {
        for (uint32_t i = 0; i < message->handle_count; i++)
            fake_release(fake_move(handles[i]));
    }
    return VB_OK;
}
