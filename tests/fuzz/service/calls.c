/* System calls on channels, pulses and time; and the services' peer, init. */
#include "fake.h"
#include <string.h>
#include <vibee/file.h>
#include <vibee/init.h>

int64_t vb_channel_badge(uint64_t sender, uint64_t badge)
{
    struct fake_object *object, *from = fake_find_type(sender, VB_OBJECT_SENDER);

    fake_enter();
    if (from == NULL)
        return VB_ERR_BAD_TYPE;
    if (fake_fails())
        return fake_refusal;
    object = fake_object(VB_OBJECT_SENDER);
    object->badge = badge;
    object->channel = from->channel;
    if (object->channel != NULL)
        object->channel->references++;
    return (int64_t)fake_handle(object);
}

int64_t vb_channel_badge_count(uint64_t receiver, uint64_t badge)
{
    fake_enter();
    return fake_find_type(receiver, VB_OBJECT_RECEIVER) == NULL ? VB_ERR_BAD_TYPE
                                                                : fake_badge_count(badge);
}

int64_t vb_pulse_create(uint64_t receiver, uint64_t code)
{
    struct fake_object *object;

    fake_enter();
    if (fake_find_type(receiver, VB_OBJECT_RECEIVER) == NULL)
        return VB_ERR_BAD_TYPE;
    if (fake_fails())
        return fake_refusal;
    object = fake_object(VB_OBJECT_PULSE);
    object->badge = code;
    return (int64_t)fake_handle(object);
}

int64_t vb_pulse_fire(uint64_t pulse, uint32_t bits)
{
    fake_enter();
    if (bits == 0 || bits & VB_BADGE_CLOSED)
        fake_wrong("a pulse is fired with bits %x", bits);
    return fake_find_type(pulse, VB_OBJECT_PULSE) == NULL ? VB_ERR_BAD_TYPE : VB_OK;
}

/* A call to init, which says yes; or to a peer that the target plays. */
int64_t vb_channel_call(uint64_t sender, uint64_t request, uint64_t reply, uint64_t deadline)
{
    struct vb_message *message = (struct vb_message *)(uintptr_t)request;
    struct vb_message *answer = (struct vb_message *)(uintptr_t)reply;
    struct fake_object *peer = fake_find_type(sender, VB_OBJECT_SENDER);

    (void)deadline;
    fake_enter();
    if (peer == NULL)
        return VB_ERR_BAD_TYPE;
    if (fake_fails())
        return fake_refusal;
    if (fake_service.called != NULL &&
        (strcmp(peer->name, "init") != 0 || message->id == VB_INIT_START))
        return fake_service.called(peer, message, answer);
    answer->id = VB_OK;
    answer->data_size = answer->handle_count = 0;
    if (message->id == VB_INIT_KEEP || message->id == VB_INIT_FORGET) {
        const char *text = (const char *)(uintptr_t)message->data + sizeof(struct vb_file_request);
        size_t size = message->data_size - sizeof(struct vb_file_request);
        char name[32] = "";

        memcpy(name, text, size < sizeof name ? size : sizeof name - 1);
        if (message->id == VB_INIT_KEEP)
            fake_keep(name, fake_move(*(uint64_t *)(uintptr_t)message->handles));
        else
            fake_forget(name);
    }
    return VB_OK;
}

int64_t vb_channel_reply_receive(uint64_t reply, uint64_t answer, uint64_t receiver,
                                 uint64_t message, uint64_t deadline)
{
    int64_t status = reply == 0 ? VB_OK : vb_channel_reply(reply, answer);

    return status < 0 && status != VB_ERR_DEAD ? status
                                               : vb_channel_receive(receiver, message, deadline);
}

int64_t vb_clock(uint32_t which)
{
    (void)which;
    fake_clock += 1000;
    return (int64_t)fake_clock;
}

int64_t vb_sleep(uint64_t deadline)
{
    fake_enter();
    if (deadline != VB_FOREVER && deadline > fake_clock)
        fake_clock = deadline;
    return VB_OK;
}

int64_t vb_log(uint32_t level, uint64_t text, uint64_t size)
{
    static char line[1024];

    (void)level;
    fake_enter();
    if (size > sizeof line)
        return VB_ERR_TOO_BIG;
    memcpy(line, (const void *)(uintptr_t)text, size);
    return VB_OK;
}

/* One that finds no memory to start with is started again. */
void vb_task_exit(int32_t status)
{
    if (!fake_service.dies)
        fake_wrong("it ends with status %d", status);
    fake_stop(true);
}
