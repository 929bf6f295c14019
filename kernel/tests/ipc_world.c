#include "ipc_world.h"

#include <memory/space.h>
#include <process/deadline.h>
#include <process/job.h>
#include <process/schedule.h>
#include <syscall/dispatch.h>

/* ---- a CPU that executes nothing --------------------------------------------------------------
 */

static void cpu_destroy(struct cpu_context *context)
{
    if (context->space == NULL)
        return;
    hal_space_unmap(context->space, context->memory, MEMORY_SIZE / HAL_PAGE_SIZE);
    context->memory = NULL;
}

static void cpu_complete(struct cpu_context *context, int64_t result)
{
    context->result = result;
}

static void *cpu_translate(struct cpu_context *context, uint64_t address, uint64_t size)
{
    if (address > MEMORY_SIZE || size > MEMORY_SIZE - address)
        return NULL;
    return context->memory + address;
}

static size_t cpu_memory_use(const struct cpu_context *context)
{
    (void)context;
    return MEMORY_SIZE;
}

static const struct cpu_ops ops = {.destroy = cpu_destroy,
                                   .complete = cpu_complete,
                                   .translate = cpu_translate,
                                   .memory_use = cpu_memory_use};

/* ---- the kernel -------------------------------------------------------------------------------
 */

void world_begin(struct world *world)
{
    *world = (struct world){0};
    const struct kernel_config config = {.cpu_ops = &ops, .ring = &world->ring};
    CHECK_EQUAL(VB_OK, kernel_create(&config, &world->kernel));
    kernel_count(world->kernel, &world->before);
}

void world_end(struct world *world)
{
    struct kernel_counts after;
    kernel_count(world->kernel, &after);
    CHECK_EQUAL(world->before.tasks, after.tasks);
    CHECK_EQUAL(world->before.threads, after.threads);
    CHECK_EQUAL(world->before.handles, after.handles);
    CHECK_EQUAL(world->before.objects, after.objects);
    CHECK_EQUAL(world->before.messages, after.messages);
    CHECK_EQUAL(world->before.bytes_charged, after.bytes_charged);
    CHECK(list_empty(&world->kernel->ipc.channels));
    kernel_destroy(world->kernel);
    CHECK_EQUAL(0, hal_fake_pages_held());
}

void world_advance(struct world *world, uint64_t nanoseconds)
{
    hal_fake_advance(nanoseconds);
    interrupts_poll(world->kernel);
    deadlines_fire(world->kernel, kernel_now(world->kernel));
}

/* ---- actors -----------------------------------------------------------------------------------
 */

static void start_thread(struct actor *actor)
{
    CHECK_EQUAL(VB_OK,
                thread_create(actor->task, &actor->context, VB_PRIORITY_DEFAULT, &actor->thread));
}

void actor_begin_charged(struct world *world, struct actor *actor, struct account *account)
{
    *actor = (struct actor){0};
    CHECK_EQUAL(VB_OK,
                task_create(world->kernel, NULL, world->kernel->root_job, account, &actor->task));
    CHECK_EQUAL(VB_OK, space_create(account, &actor->task->space));
    if (actor->task->space == NULL)
        actor->context.memory = calloc(1, MEMORY_SIZE);
    else
        CHECK_EQUAL(VB_OK, hal_space_map(actor->task->space, MEMORY_SIZE / HAL_PAGE_SIZE,
                                         &actor->context.memory));
    actor->context.space = actor->task->space;
    start_thread(actor);
    task_publish(actor->task);
}

void actor_begin(struct world *world, struct actor *actor)
{
    actor_begin_charged(world, actor, &world->kernel->root);
}

uint8_t *actor_memory(const struct actor *actor)
{
    space_enter(actor->task->kernel, actor->task->space);
    return actor->context.memory;
}

void actor_begin_thread(struct actor *of, struct actor *actor)
{
    *actor = (struct actor){.task = of->task, .context = {.memory = of->context.memory}};
    object_retain(&actor->task->object);
    start_thread(actor);
}

void actor_end(struct actor *actor)
{
    struct kernel *kernel = actor->task->kernel;
    const bool first = actor->thread->id == 1;
    if (first)
        task_end(actor->task, VB_EXIT_SIGNAL, VB_SIGKILL, "");
    else
        thread_end(actor->thread, VB_EXIT_SIGNAL, VB_SIGKILL);
    object_release(kernel, &actor->thread->object);
    object_release(kernel, &actor->task->object);
    if (first)
        free(actor->context.memory);
    *actor = (struct actor){0};
}

int64_t actor_call(struct actor *actor, uint32_t number, const uint64_t *arguments)
{
    struct kernel *kernel = actor->task->kernel;
    CHECK(actor->thread->state != THREAD_WAITING && actor->thread->state != THREAD_ENDED);
    schedule_remove(kernel, actor->thread);
    actor->thread->state = THREAD_RUNNING;
    actor->context.result = WAITS;
    kernel->current = actor->thread;
    space_enter(kernel, actor->task->space);
    int64_t result = syscall_dispatch(actor->thread, number, arguments);
    kernel->current = NULL;
    CHECK_EQUAL(result == SYSCALL_BLOCKED, actor->thread->state == THREAD_WAITING);
    if (result != SYSCALL_BLOCKED)
        actor->context.result = result;
    return actor->context.result;
}

/* ---- messages ---------------------------------------------------------------------------------
 */

static void put(struct actor *actor, uint32_t address, const void *from, size_t size)
{
    if (from != NULL && size > 0)
        memcpy(actor_memory(actor) + address, from, size);
}

static void put_outgoing(struct actor *actor, const struct sending *sending)
{
    const struct vb_message message = {.id = sending->id,
                                       .data = OUT_DATA,
                                       .handles = OUT_HANDLES,
                                       .windows = WINDOWS,
                                       .data_size = sending->size,
                                       .handle_count = sending->handle_count,
                                       .window_count = sending->window_count};
    put(actor, OUT_MESSAGE, &message, sizeof message);
    put(actor, OUT_DATA, sending->data, MIN(sending->size, VB_MESSAGE_MAX));
    put(actor, OUT_HANDLES, sending->handles, sizeof sending->handles);
    put(actor, WINDOWS, sending->windows, sizeof sending->windows);
}

static void put_incoming(struct actor *actor)
{
    const struct vb_message message = {.data = IN_DATA,
                                       .handles = IN_HANDLES,
                                       .data_size = VB_MESSAGE_MAX,
                                       .handle_count = VB_HANDLES_MAX};
    put(actor, IN_MESSAGE, &message, sizeof message);
}

int64_t actor_send(struct actor *actor, uint64_t sender, struct sending sending, uint64_t deadline)
{
    put_outgoing(actor, &sending);
    return SYS(actor, CHANNEL_SEND, sender, OUT_MESSAGE, deadline);
}

int64_t actor_request(struct actor *actor, uint64_t sender, struct sending sending,
                      uint64_t deadline)
{
    put_outgoing(actor, &sending);
    put_incoming(actor);
    return SYS(actor, CHANNEL_CALL, sender, OUT_MESSAGE, IN_MESSAGE, deadline);
}

int64_t actor_reply(struct actor *actor, uint64_t reply, struct sending sending)
{
    put_outgoing(actor, &sending);
    return SYS(actor, CHANNEL_REPLY, reply, OUT_MESSAGE);
}

int64_t actor_receive(struct actor *actor, uint64_t receiver, uint64_t deadline)
{
    put_incoming(actor);
    return SYS(actor, CHANNEL_RECEIVE, receiver, IN_MESSAGE, deadline);
}

int64_t actor_reply_receive(struct actor *actor, uint64_t reply, struct sending sending,
                            uint64_t receiver, uint64_t deadline)
{
    put_outgoing(actor, &sending);
    put_incoming(actor);
    return SYS(actor, CHANNEL_REPLY_RECEIVE, reply, OUT_MESSAGE, receiver, IN_MESSAGE, deadline);
}

struct vb_message actor_received(const struct actor *actor)
{
    struct vb_message message;
    memcpy(&message, actor_memory(actor) + IN_MESSAGE, sizeof message);
    return message;
}

uint64_t actor_received_handle(const struct actor *actor, uint32_t index)
{
    uint64_t value;
    memcpy(&value, actor_memory(actor) + IN_HANDLES + index * sizeof value, sizeof value);
    return value;
}

struct ends actor_channel(struct actor *actor, uint32_t depth, uint32_t flags)
{
    uint64_t values[2];
    CHECK_EQUAL(VB_OK, SYS(actor, CHANNEL_CREATE, depth, flags, SCRATCH));
    memcpy(values, actor_memory(actor) + SCRATCH, sizeof values);
    return (struct ends){values[0], values[1]};
}

uint64_t actor_give(struct actor *from, uint64_t value, struct actor *to)
{
    const struct handle *handle = handle_lookup(from->task, value);
    CHECK(handle != NULL);
    int64_t given = handle_insert(to->task, handle->object, handle->rights, handle->badge);
    CHECK(given > 0);
    return (uint64_t)given;
}

uint32_t actor_handle_type(const struct actor *actor, uint64_t value)
{
    const struct handle *handle = handle_lookup(actor->task, value);
    return handle == NULL ? VB_OBJECT_NONE : handle->object->type;
}
