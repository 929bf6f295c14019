/* System calls of init: tasks, channels, namespaces, timers. */
#include "tasks.h"
#include "fake.h"
#include <string.h>

enum { TYPE_CHANNEL = 100, TASKS = 64 };

static struct fake_object *tasks[TASKS]; /* those that run; each a reference */
static struct fake_object *receivers[TASKS];
static uint32_t count;

static struct fake_object *end_of_channel(uint32_t type, struct fake_object *channel)
{
    struct fake_object *object = fake_object(type);

    object->channel = channel;
    channel->references++;
    return object;
}

int64_t vb_channel_create(uint32_t depth, uint32_t flags, uint64_t rights)
{
    uint64_t *out = (uint64_t *)(uintptr_t)rights;
    struct fake_object *channel;

    (void)depth;
    (void)flags;
    fake_enter();
    if (fake_fails())
        return VB_ERR_NO_MEMORY;
    channel = fake_object(TYPE_CHANNEL);
    out[0] = fake_handle(end_of_channel(VB_OBJECT_RECEIVER, channel));
    out[1] = fake_handle(end_of_channel(VB_OBJECT_SENDER, channel));
    fake_release(channel);
    return VB_OK;
}

int64_t vb_channel_receiver(uint64_t sender)
{
    struct fake_object *object = fake_find_type(sender, VB_OBJECT_SENDER);

    fake_enter();
    if (object == NULL)
        return VB_ERR_BAD_TYPE;
    if (object->channel == NULL || object->channel->alive)
        return VB_ERR_EXISTS;
    if (fake_fails())
        return VB_ERR_NO_MEMORY;
    object->channel->alive = true;
    return (int64_t)fake_handle(end_of_channel(VB_OBJECT_RECEIVER, object->channel));
}

/* ---- tasks ---- */

uint32_t tasks_running(const char *name)
{
    uint32_t running = 0;

    for (uint32_t i = 0; i < count; i++)
        running += strcmp(tasks[i]->name, name) == 0;
    return running;
}

static void end(uint32_t i)
{
    struct fake_object *task = tasks[i];

    if (receivers[i] != NULL)
        fake_release(receivers[i]);
    receivers[i] = receivers[--count];
    tasks[i] = tasks[count];
    task->alive = false;
    if (task->watch != NULL)
        fake_fire(task->watch->badge, 1);
    fake_release(task);
}

void tasks_happen(void)
{
    uint32_t i = fake_byte();

    if (count > 0)
        end(i % count);
}

void tasks_end(void)
{
    while (count > 0)
        end(count - 1);
}

int64_t vb_spawn(uint64_t block, uint64_t diagnostic, uint64_t size)
{
    struct fake_object *memory = fake_find_type(block, VB_OBJECT_MEMORY), *task;
    const struct vb_start_header *header;
    const struct vb_start_handle *list;

    fake_enter();
    if (memory == NULL)
        return VB_ERR_BAD_TYPE;
    header = (const struct vb_start_header *)memory->bytes;
    list = (const struct vb_start_handle *)(memory->bytes + header->handles);
    for (uint32_t i = 0; i < header->handle_count; i++)
        if (fake_find(list[i].handle) == NULL)
            fake_wrong("a start block lists handle 0");
    if (fake_fails() || count == TASKS) {
        if (size > 0)
            *(char *)(uintptr_t)diagnostic = 0;
        return VB_ERR_NO_MEMORY;
    }
    task = fake_object(VB_OBJECT_TASK);
    strncpy(task->name, (const char *)memory->bytes + header->arguments, sizeof task->name - 1);
    if (tasks_running(task->name) > 0)
        fake_wrong("%s is started a second time", task->name);
    task->references++;
    receivers[count] = NULL;
    tasks[count] = task;
    for (uint32_t i = 0; i < header->handle_count; i++) {
        struct fake_object *object = fake_find(list[i].handle);

        if (list[i].flags & VB_START_COPY)
            object->references++;
        else
            object = fake_move(list[i].handle);
        if (object->type == VB_OBJECT_RECEIVER)
            receivers[count] = object;
        else
            fake_client_takes(object);
    }
    count++;
    fake_spared = true; /* until init has written down what it started */
    return (int64_t)fake_handle(task);
}

/* init cannot. */
int64_t vb_exec(uint64_t block, uint64_t diagnostic, uint64_t size)
{
    (void)block;
    (void)diagnostic;
    (void)size;
    return VB_ERR_ACCESS;
}

int64_t vb_task_watch(uint64_t task, uint64_t pulse)
{
    struct fake_object *object = fake_find_type(task, VB_OBJECT_TASK);
    struct fake_object *told = fake_find_type(pulse, VB_OBJECT_PULSE);

    fake_enter();
    if (object == NULL || told == NULL)
        return VB_ERR_BAD_TYPE;
    if (object->watch != NULL)
        fake_release(object->watch);
    object->watch = told;
    told->references++;
    if (!object->alive)
        fake_fire(told->badge, 1);
    return VB_OK;
}

int64_t vb_wait(uint64_t task, uint64_t info, uint32_t flags, uint64_t deadline)
{
    struct fake_object *object = fake_find_type(task, VB_OBJECT_TASK);

    (void)flags;
    (void)deadline;
    fake_enter();
    if (object == NULL)
        return VB_ERR_BAD_TYPE;
    if (object->alive)
        return VB_ERR_AGAIN;
    *(struct vb_exit_info *)(uintptr_t)info =
        (struct vb_exit_info){.kind = VB_EXIT_SIGNAL, .code = VB_SIGKILL};
    return VB_OK;
}

int64_t vb_kill(uint64_t target, uint32_t signal)
{
    struct fake_object *object = fake_find_type(target, VB_OBJECT_TASK);

    (void)signal;
    fake_enter();
    if (object == NULL)
        return VB_ERR_BAD_TYPE;
    for (uint32_t i = 0; i < count; i++)
        if (tasks[i] == object) {
            end(i);
            return VB_OK;
        }
    return VB_ERR_DEAD;
}

int64_t vb_task_info(uint64_t task, uint64_t info)
{
    fake_enter();
    if (fake_find_type(task, VB_OBJECT_TASK) == NULL)
        return VB_ERR_BAD_TYPE;
    *(struct vb_task_info *)(uintptr_t)info = (struct vb_task_info){.pid = UINT32_MAX};
    return VB_OK;
}

/* ---- namespaces, timers, accounts: only that they are there ---- */

static int64_t make(uint32_t type)
{
    fake_enter();
    return fake_fails() ? VB_ERR_NO_MEMORY : (int64_t)fake_handle(fake_object(type));
}

int64_t vb_namespace_create(uint64_t source, uint32_t empty)
{
    (void)source;
    (void)empty;
    return make(VB_OBJECT_NAMESPACE);
}

int64_t vb_namespace_bind(uint64_t space, uint64_t name, uint64_t size, uint64_t target)
{
    (void)fake_find(space);
    fake_enter();
    if (size == 0 || size > VB_SCHEME_NAME_MAX || ((const char *)(uintptr_t)name)[size] != 0)
        fake_wrong("a scheme's name of %u bytes", (unsigned)size);
    return fake_find(target) == NULL ? VB_ERR_BAD_HANDLE : fake_fails() ? VB_ERR_NO_MEMORY : VB_OK;
}

int64_t vb_namespace_lookup(uint64_t space, uint64_t name, uint64_t size)
{
    (void)space;
    (void)name;
    (void)size;
    return make(VB_OBJECT_SENDER);
}

int64_t vb_scheme_scope(uint64_t scheme, uint64_t job)
{
    return fake_find(scheme) == NULL || fake_find_type(job, VB_OBJECT_JOB) == NULL
               ? VB_ERR_BAD_HANDLE
               : make(VB_OBJECT_SCHEME);
}

int64_t vb_job_create(uint64_t parent)
{
    (void)parent;
    return make(VB_OBJECT_JOB);
}

int64_t vb_timer_create(uint64_t pulse)
{
    return fake_find(pulse) == NULL ? VB_ERR_BAD_HANDLE : make(VB_OBJECT_TIMER);
}

int64_t vb_timer_set(uint64_t timer, uint64_t deadline, uint64_t period)
{
    (void)deadline;
    (void)period;
    fake_enter();
    return fake_find_type(timer, VB_OBJECT_TIMER) == NULL ? VB_ERR_BAD_TYPE : VB_OK;
}

int64_t vb_account_create(uint64_t parent, uint64_t limit)
{
    (void)parent;
    (void)limit;
    return make(VB_OBJECT_ACCOUNT);
}

int64_t vb_memory_slice(uint64_t memory, uint64_t offset, uint64_t size)
{
    (void)offset;
    (void)size;
    return fake_find(memory) == NULL ? VB_ERR_BAD_HANDLE : make(VB_OBJECT_MEMORY);
}

/* There is none among its start handles. */
int64_t vb_device_info(uint64_t device, uint64_t info)
{
    (void)info;
    (void)fake_find(device);
    return VB_ERR_BAD_TYPE;
}

int64_t vb_system_message(uint64_t system, uint64_t text, uint64_t size)
{
    (void)text;
    (void)size;
    (void)fake_find(system);
    return VB_OK;
}

int64_t vb_system_stop(uint64_t system, uint32_t action, int32_t status)
{
    (void)action;
    (void)status;
    (void)fake_find(system);
    fake_stop(false);
}
