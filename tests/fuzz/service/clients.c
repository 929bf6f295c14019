/* What clients do: messages, badges, dying callers. */
#include "fake.h"
#include <string.h>
#include <vibee/file.h>

enum { HELD = 64, PULSES = 512, TEXT = 96 };

static struct fake_object *held[HELD]; /* senders; each a reference of its own */
static uint32_t held_count;
static struct fake_object *waiting[HELD]; /* reply objects of calls under way */
static uint32_t waiting_count;
static struct {
    uint64_t code;
    uint32_t bits;
} pulses[PULSES];
static uint32_t pulse_count;
static struct {
    bool there;
    struct vb_message message;
    uint8_t data[VB_MESSAGE_MAX];
    struct fake_object *handles[VB_HANDLES_MAX];
    struct vb_window windows[VB_WINDOWS_MAX];
} next;

/* Pulses can be lost with the incarnation that they were sent to. */
void fake_clients_died(void)
{
    if (!fake_service.is_init)
        pulse_count = 0;
    while (waiting_count > 0)
        fake_release(waiting[--waiting_count]);
}

void fake_clients_begin(void)
{
    pulse_count = 0;
    fake_clients_died();
    while (held_count > 0)
        fake_release(held[--held_count]);
    for (uint32_t i = 0; next.there && i < next.message.handle_count; i++)
        fake_release(next.handles[i]);
    next.there = false;
}

int64_t fake_badge_count(uint64_t badge)
{
    int64_t count = fake_count_badge(badge);

    for (uint32_t i = 0; i < held_count; i++)
        count += held[i]->badge == badge;
    return count;
}

void fake_fire(uint64_t code, uint32_t bits)
{
    for (uint32_t i = 0; i < pulse_count; i++)
        if (pulses[i].code == code) {
            pulses[i].bits |= bits;
            return;
        }
    if (pulse_count == PULSES)
        fake_wrong("more than %d pulses", PULSES);
    pulses[pulse_count].code = code;
    pulses[pulse_count++].bits = bits;
}

/* A client closes what it had. */
static void let_go(struct fake_object *object)
{
    uint64_t badge = object->type == VB_OBJECT_SENDER ? object->badge : 0;

    fake_release(object);
    if (!fake_service.is_init && badge > 1 && fake_badge_count(badge) == 0)
        fake_fire(badge, VB_BADGE_CLOSED);
}

static void close_badge(uint32_t index)
{
    struct fake_object *object = held[index];

    held[index] = held[--held_count];
    let_go(object);
}

void fake_client_takes(struct fake_object *object)
{
    if (object->type == VB_OBJECT_SENDER && held_count < HELD)
        held[held_count++] = object;
    else
        let_go(object);
}

/* ---- a message ---- */

static uint64_t choose_badge(void)
{
    uint32_t i, first, choice = fake_byte();

    for (first = 0; first < 4 && fake_service.badges[first] != 0; first++)
        continue;
    i = choice % (first + held_count + 1);
    return i < first ? fake_service.badges[i] : i == first ? 0 : held[i - first - 1]->badge;
}

static struct fake_object *choose_handle(void)
{
    uint32_t choice = fake_byte();
    struct fake_object *object;

    if (choice < 192) {
        static const uint32_t types[] = {VB_OBJECT_PULSE, VB_OBJECT_JOB, VB_OBJECT_MEMORY,
                                         VB_OBJECT_DEVICE};
        object = fake_object(types[choice % 4]);
    } else {
        object = fake_object(VB_OBJECT_SENDER);
        object->badge = held_count > 0 && choice < 224 ? held[choice % held_count]->badge : 1;
    }
    return object;
}

static uint32_t make_request(uint8_t shape)
{
    struct vb_file_request request = {.flags = fake_number()};
    size_t size = fake_byte() % TEXT;
    const uint8_t *text;

    request.argument = shape & 1 ? fake_number() : 0;
    request.offset = shape & 2 ? VB_FILE_CURRENT : fake_number();
    request.size = fake_number();
    memcpy(next.data, &request, sizeof request);
    text = fake_bytes(&size);
    fake_copy(VB_ADDRESS(next.data + sizeof request), VB_ADDRESS(text), size);
    return (uint32_t)(sizeof request + size);
}

static uint32_t make_bytes(void)
{
    size_t size = fake_number() % VB_MESSAGE_MAX;
    const uint8_t *bytes = fake_bytes(&size);

    fake_copy(VB_ADDRESS(next.data), VB_ADDRESS(bytes), size);
    return (uint32_t)size;
}

static void make_message(uint32_t kind)
{
    uint8_t shape = fake_byte(), count = shape >> 4 & 1 ? fake_byte() : 0;
    int64_t id = fake_number();

    memset(&next.message, 0, sizeof next.message);
    next.there = true;
    next.message.kind = kind;
    next.message.badge = choose_badge();
    next.message.id = shape & 0x40 ? id : id % fake_service.ids;
    next.message.data_size = (shape & 0xf) == 0xf ? make_bytes() : make_request(shape);
    next.message.handle_count = count % 8 < 6 ? count % 3 : count % (VB_HANDLES_MAX + 1);
    for (uint32_t i = 0; i < next.message.handle_count; i++)
        next.handles[i] = choose_handle();
    next.message.window_count = shape & 0x20 ? 1 + fake_byte() % VB_WINDOWS_MAX : shape >> 7;
    for (uint32_t i = 0; i < next.message.window_count; i++)
        next.windows[i] =
            (struct vb_window){.size = fake_number(), .rights = shape & 4 ? fake_byte() & 3 : 3};
}

/* ---- events ---- */

static void plan(void)
{
    uint8_t choice = fake_byte();

    fake_plan(1 + choice / 4, choice & 1);
}

static void caller_dies(void)
{
    uint32_t i = fake_byte();

    if (waiting_count > 0)
        waiting[i % waiting_count]->alive = false;
}

static void hand_on(void)
{
    uint32_t i = fake_byte();

    if (held_count > 0 && held_count < HELD) {
        struct fake_object *copy = fake_object(VB_OBJECT_SENDER);

        copy->badge = held[i % held_count]->badge;
        held[held_count++] = copy;
    }
}

bool fake_event(void)
{
    if (fake_used_up())
        return false;
    switch (fake_byte() % 16) {
    case 9:
        make_message(VB_MESSAGE_SEND);
        break;
    case 10:
        if (held_count > 0)
            close_badge(fake_byte() % held_count);
        break;
    case 11:
        hand_on();
        break;
    case 12:
        caller_dies();
        break;
    case 13:
        if (fake_service.happens != NULL)
            fake_service.happens();
        break;
    case 14:
        fake_clock += (uint64_t)fake_number() * 10000000;
        break;
    case 15:
        plan();
        break;
    default:
        make_message(VB_MESSAGE_CALL);
    }
    return true;
}

bool fake_wind_down(void)
{
    fake_plan(0, true);
    fake_plan(0, false);
    if (held_count > 0)
        close_badge(held_count - 1);
    else if (fake_service.finish == NULL || !fake_service.finish())
        return false;
    return true;
}

/* ---- system calls ---- */

static struct fake_object *make_reply(void)
{
    struct fake_object *reply = fake_object(VB_OBJECT_REPLY);

    reply->badge = next.message.badge;
    reply->operation = next.message.id;
    reply->window_count = next.message.window_count;
    memcpy(reply->windows, next.windows, sizeof reply->windows);
    if (waiting_count == HELD) {
        waiting[0]->alive = false;
        fake_release(waiting[0]);
        memmove(waiting, waiting + 1, --waiting_count * sizeof waiting[0]);
    }
    reply->references++;
    waiting[waiting_count++] = reply;
    return reply;
}

static void deliver_message(struct vb_message *message)
{
    uint64_t *handles = (uint64_t *)(uintptr_t)message->handles;
    uint64_t data = message->data, at = message->handles;

    if (next.message.data_size > message->data_size || message->handle_count < VB_HANDLES_MAX)
        fake_wrong("no room for a message");
    fake_copy(data, VB_ADDRESS(next.data), next.message.data_size);
    for (uint32_t i = 0; i < next.message.handle_count; i++)
        handles[i] = fake_handle(next.handles[i]);
    *message = next.message;
    message->data = data;
    message->handles = at;
    if (message->kind == VB_MESSAGE_CALL)
        message->reply = fake_handle(make_reply());
    next.there = false;
}

static void deliver_pulse(struct vb_message *message)
{
    message->kind = VB_MESSAGE_PULSE;
    message->badge = pulses[0].code;
    message->id = pulses[0].bits;
    memmove(pulses, pulses + 1, --pulse_count * sizeof pulses[0]);
}

int64_t vb_channel_receive(uint64_t receiver, uint64_t to, uint64_t deadline)
{
    struct vb_message *message = (struct vb_message *)(uintptr_t)to;

    fake_enter();
    if (fake_find_type(receiver, VB_OBJECT_RECEIVER) == NULL)
        return VB_ERR_BAD_HANDLE;
    while (pulse_count == 0 && !next.there) {
        if (fake_clock >= deadline)
            return VB_ERR_TIMED_OUT;
        if (!fake_event() && !fake_wind_down()) {
            if (fake_count(VB_OBJECT_REPLY) != 0)
                fake_wrong("%u calls were neither answered nor dropped",
                           fake_count(VB_OBJECT_REPLY));
            fake_service.finished();
            fake_stop(false);
        }
    }
    if (pulse_count > 0)
        deliver_pulse(message);
    else
        deliver_message(message);
    return VB_OK;
}

int64_t vb_channel_reply(uint64_t handle, uint64_t from)
{
    const struct vb_message *message = (const struct vb_message *)(uintptr_t)from;
    const uint64_t *handles = (const uint64_t *)(uintptr_t)message->handles;
    struct fake_object *reply = fake_find_type(handle, VB_OBJECT_REPLY);
    uint8_t data[VB_MESSAGE_MAX];
    bool alive;

    fake_enter();
    if (reply == NULL)
        return VB_ERR_BAD_HANDLE;
    if (message->data_size > sizeof data || message->handle_count > VB_HANDLES_MAX)
        return VB_ERR_TOO_BIG;
    if (reply->alive && !protocol_lists(fake_service.errors, reply->operation, message->id))
        fake_wrong("operation %lld answers %lld, which the specification does not list",
                   (long long)reply->operation, (long long)message->id);
    if (reply->alive && fake_service.answers != NULL)
        fake_service.answers(reply->operation, message->id);
    fake_copy(VB_ADDRESS(data), message->data, message->data_size);
    for (uint32_t i = 0; i < message->handle_count; i++)
        (void)fake_find(handles[i]);
    alive = reply->alive;
    reply->alive = false;
    fake_close(handle);
    for (uint32_t i = 0; alive && i < message->handle_count; i++)
        fake_client_takes(fake_move(handles[i]));
    return alive ? VB_OK : VB_ERR_DEAD;
}
