/*
 * Memory runs out at every place in turn: each call either succeeds or is refused and changes
 * nothing, and what was made before can be used and is given back.
 */
#include "ipc_world.h"

static struct world world;
static struct actor client, server;
static bool failed;

/* A refusal for want of memory ends the scenario; anything else must be a success. */
static bool good(int64_t result)
{
    if (result == VB_ERR_QUOTA || result == VB_ERR_NO_MEMORY)
        failed = true;
    else
        CHECK(result >= 0 || result == WAITS);
    return !failed;
}

static struct ends make_channel(void)
{
    uint64_t values[2] = {0, 0};
    if (good(SYS(&client, CHANNEL_CREATE, 2, VB_CHANNEL_WATCH_BADGES, SCRATCH)))
        memcpy(values, actor_memory(&client) + SCRATCH, sizeof values);
    return (struct ends){values[0], values[1]};
}

static void make_sources(struct ends ends)
{
    int64_t pulse = SYS(&client, PULSE_CREATE, ends.receiver, 1);
    if (!good(pulse))
        return;
    int64_t timer = SYS(&client, TIMER_CREATE, (uint64_t)pulse);
    if (!good(timer))
        return;
    CHECK_EQUAL(VB_OK, SYS(&client, TIMER_SET, (uint64_t)timer, hal_clock_monotonic() + 5, 5));
    memcpy(actor_memory(&client) + BUFFER, "name", 4);
    (void)good(SYS(&client, NAMESPACE_BIND, 0, BUFFER, 4, ends.sender));
}

static void send_and_receive(struct ends ends)
{
    int64_t memory = SYS(&client, MEMORY_ALLOC, 5000);
    if (!good(memory))
        return;
    struct sending big = {.size = 4000, .handles = {(uint64_t)memory}, .handle_count = 1, .id = 3};
    int64_t sent = actor_send(&client, ends.sender, big, VB_NO_WAIT);
    if (!good(sent)) {
        CHECK_EQUAL(VB_OBJECT_MEMORY, actor_handle_type(&client, (uint64_t)memory));
        return;
    }
    CHECK_EQUAL(VB_OBJECT_NONE, actor_handle_type(&client, (uint64_t)memory));
    if (good(actor_receive(&client, ends.receiver, VB_NO_WAIT)))
        CHECK_EQUAL(5000, SYS(&client, MEMORY_SIZE, actor_received_handle(&client, 0)));
}

static void call_the_server(struct ends ends)
{
    uint64_t to_server = actor_give(&server, ends.sender, &client);
    if (!good(actor_request(&client, to_server, (struct sending){.id = 9}, VB_FOREVER)))
        return;
    CHECK_EQUAL(VB_OK, actor_receive(&server, ends.receiver, VB_NO_WAIT));
    uint64_t handles[VB_HANDLES_MAX];
    struct sending answer = {.handle_count = VB_HANDLES_MAX};
    for (uint32_t i = 0; i < VB_HANDLES_MAX; i++) {
        handles[i] = (uint64_t)SYS(&server, MEMORY_ALLOC, 1);
        answer.handles[i] = handles[i];
    }
    CHECK_EQUAL(VB_OK, actor_reply(&server, actor_received(&server).reply, answer));
    (void)good(client.context.result);
    for (uint32_t i = 0; i < VB_HANDLES_MAX; i++)
        CHECK_EQUAL(VB_OBJECT_NONE, actor_handle_type(&server, handles[i]));
}

static void scenario(uint64_t room)
{
    struct account *account;
    CHECK_EQUAL(VB_OK, account_create(&world.kernel->root, UINT64_MAX, &account));
    actor_begin_charged(&world, &client, account);
    actor_begin(&world, &server);
    struct ends served = actor_channel(&server, 1, 0);
    (void)actor_give(&server, served.sender, &client); /* the first piece of its handle table */
    account->limit = account->used + room;
    failed = false;
    struct ends own = make_channel();
    if (!failed)
        make_sources(own);
    if (!failed)
        send_and_receive(own);
    if (!failed)
        call_the_server(served);
    actor_end(&client);
    actor_end(&server);
    object_release(world.kernel, &account->object);
}

int main(void)
{
    world_begin(&world);
    uint64_t room = 0;
    do {
        scenario(room);
        room += 64;
    } while (failed);
    CHECK(room > 10000);
    world_end(&world);
    return 0;
}
