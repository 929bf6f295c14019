/* System calls of services that have peers, timers and jobs (init's own are in tasks.c). */
#include "fake.h"
#include <string.h>

static int64_t make(uint32_t type)
{
    fake_enter();
    return fake_fails() ? VB_ERR_NO_MEMORY : (int64_t)fake_handle(fake_object(type));
}

/* The scheme is there; who serves it is what the target's `called` plays. */
int64_t vb_namespace_lookup(uint64_t space, uint64_t name, uint64_t size)
{
    int64_t handle = make(VB_OBJECT_SENDER);
    char *to;

    (void)space;
    if (handle < 0)
        return handle;
    to = fake_find((uint64_t)handle)->name;
    if (size >= sizeof fake_find((uint64_t)handle)->name)
        fake_wrong("a scheme's name of %u bytes", (unsigned)size);
    memcpy(to, (const void *)(uintptr_t)name, size);
    to[size] = 0;
    return handle;
}

/* It has a reference to the pulse, and goes off in time. */
int64_t vb_timer_create(uint64_t pulse)
{
    struct fake_object *told = fake_find_type(pulse, VB_OBJECT_PULSE);
    int64_t handle = told == NULL ? VB_ERR_BAD_TYPE : make(VB_OBJECT_TIMER);

    if (handle >= 0) {
        fake_find((uint64_t)handle)->watch = told;
        told->references++;
    }
    return handle;
}

int64_t vb_timer_set(uint64_t timer, uint64_t deadline, uint64_t period)
{
    struct fake_object *object = fake_find_type(timer, VB_OBJECT_TIMER);

    (void)deadline;
    (void)period;
    fake_enter();
    return object == NULL ? VB_ERR_BAD_TYPE : VB_OK;
}

int64_t vb_kill(uint64_t target, uint32_t signal)
{
    fake_enter();
    if (signal == 0 || signal > 63)
        fake_wrong("signal %u", signal);
    return fake_find_type(target, VB_OBJECT_JOB) == NULL ? VB_ERR_BAD_TYPE : VB_OK;
}

/* Who calls: in the foreground, or in the background with this vb_signal_action. */
static int64_t background = VB_ERR_NOT_FOUND;

void peers_background(int64_t action)
{
    background = action;
}

int64_t vb_reply_signal(uint64_t reply, uint64_t job, uint32_t signal)
{
    fake_enter();
    if (fake_find_type(reply, VB_OBJECT_REPLY) == NULL)
        return VB_ERR_BAD_HANDLE;
    if (fake_find_type(job, VB_OBJECT_JOB) == NULL)
        return VB_ERR_BAD_TYPE;
    if (signal != 0 && signal != VB_SIGTTIN && signal != VB_SIGTTOU)
        fake_wrong("signal %u", signal);
    if (background < 0)
        return signal == 0 ? VB_SIGNAL_DEFAULT : VB_ERR_NOT_FOUND;
    return signal == 0 ? VB_ERR_NOT_FOUND : background;
}

int64_t vb_memory_slice(uint64_t memory, uint64_t offset, uint64_t size)
{
    struct fake_object *from = fake_find_type(memory, VB_OBJECT_MEMORY), *object;
    int64_t handle;

    if (from == NULL || offset > from->size || size > from->size - offset)
        return from == NULL ? VB_ERR_BAD_TYPE : VB_ERR_RANGE;
    handle = make(VB_OBJECT_MEMORY);
    if (handle < 0)
        return handle;
    object = fake_find((uint64_t)handle);
    object->bytes = calloc(1, size + 1);
    object->size = size;
    if (object->bytes == NULL)
        abort();
    fake_copy(VB_ADDRESS(object->bytes), VB_ADDRESS(from->bytes + offset), size);
    return handle;
}
