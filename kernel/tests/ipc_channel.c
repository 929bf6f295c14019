/* Sending, receiving, badges, back-pressure and the ends of channels. */
#include "ipc_world.h"

static struct world world;
static struct actor client, server, other;

static void begin(void)
{
    world_begin(&world);
    actor_begin(&world, &client);
    actor_begin(&world, &server);
    actor_begin(&world, &other);
}

static void end(void)
{
    actor_end(&client);
    actor_end(&server);
    actor_end(&other);
    world_end(&world);
}

static void test_send_then_receive(void)
{
    struct ends ends = actor_channel(&server, 2, 0);
    uint64_t sender = actor_give(&server, ends.sender, &client);
    struct sending hello = {.id = 7, .data = "hello", .size = 5};
    CHECK_EQUAL(VB_OK, actor_send(&client, sender, hello, VB_NO_WAIT));
    CHECK_EQUAL(1, world.kernel->counts.messages);
    CHECK_EQUAL(VB_OK, actor_receive(&server, ends.receiver, VB_NO_WAIT));
    struct vb_message got = actor_received(&server);
    CHECK_EQUAL(7, got.id);
    CHECK_EQUAL(5, got.data_size);
    CHECK_EQUAL(VB_MESSAGE_SEND, got.kind);
    CHECK_EQUAL(0, got.reply);
    CHECK(memcmp(actor_memory(&server) + IN_DATA, "hello", 5) == 0);
    CHECK_EQUAL(0, world.kernel->counts.messages);
    CHECK_EQUAL(VB_ERR_AGAIN, actor_receive(&server, ends.receiver, VB_NO_WAIT));
}

static void test_receive_then_send(void)
{
    struct ends ends = actor_channel(&server, 1, 0);
    uint64_t sender = actor_give(&server, ends.sender, &client);
    CHECK_EQUAL(WAITS, actor_receive(&server, ends.receiver, VB_FOREVER));
    CHECK_EQUAL(VB_OK,
                actor_send(&client, sender, (struct sending){.data = "x", .size = 1}, VB_NO_WAIT));
    CHECK_EQUAL(VB_OK, server.context.result);
    CHECK_EQUAL(1, actor_received(&server).data_size);
    CHECK_EQUAL(0, world.kernel->counts.messages); /* straight across */
}

static void test_badges(void)
{
    struct ends ends = actor_channel(&server, 4, VB_CHANNEL_WATCH_BADGES);
    uint64_t badged = (uint64_t)SYS(&server, CHANNEL_BADGE, ends.sender, 42);
    uint64_t again = (uint64_t)SYS(&server, CHANNEL_BADGE, ends.sender, 42);
    CHECK_EQUAL(2, SYS(&server, CHANNEL_BADGE_COUNT, ends.receiver, 42));
    CHECK_EQUAL(0, SYS(&server, CHANNEL_BADGE_COUNT, ends.receiver, 43));
    CHECK_EQUAL(VB_ERR_ACCESS, SYS(&server, CHANNEL_BADGE, badged, 1));
    CHECK_EQUAL(VB_ERR_ACCESS, SYS(&server, CHANNEL_RECEIVER, badged));
    CHECK_EQUAL(VB_OK, actor_send(&server, badged, (struct sending){0}, VB_NO_WAIT));
    CHECK_EQUAL(VB_OK, SYS(&server, HANDLE_CLOSE, badged));
    CHECK_EQUAL(VB_OK, SYS(&server, HANDLE_CLOSE, again));
    CHECK_EQUAL(0, SYS(&server, CHANNEL_BADGE_COUNT, ends.receiver, 42));
    /* What it sent comes before the news that it is gone. */
    CHECK_EQUAL(VB_OK, actor_receive(&server, ends.receiver, VB_NO_WAIT));
    CHECK_EQUAL(42, actor_received(&server).badge);
    CHECK_EQUAL(VB_OK, actor_receive(&server, ends.receiver, VB_NO_WAIT));
    struct vb_message got = actor_received(&server);
    CHECK_EQUAL(VB_MESSAGE_PULSE, got.kind);
    CHECK_EQUAL(VB_BADGE_CLOSED, got.id);
    CHECK_EQUAL(42, got.badge);
    /* Minted again before anybody heard: not closed after all. */
    badged = (uint64_t)SYS(&server, CHANNEL_BADGE, ends.sender, 42);
    CHECK_EQUAL(VB_OK, SYS(&server, HANDLE_CLOSE, badged));
    badged = (uint64_t)SYS(&server, CHANNEL_BADGE, ends.sender, 42);
    CHECK_EQUAL(VB_ERR_AGAIN, actor_receive(&server, ends.receiver, VB_NO_WAIT));
}

/* Many records, made and dropped in another order: the tree stays one. */
static void test_many_badges(void)
{
    enum { COUNT = 600 };
    static uint64_t handles[COUNT];
    struct ends ends = actor_channel(&server, 4, 0);
    for (uint64_t i = 0; i < COUNT; i++)
        handles[i] = (uint64_t)SYS(&server, CHANNEL_BADGE, ends.sender, i * i * 977 + 1);
    for (uint64_t i = 0; i < COUNT; i++) {
        const uint64_t pick = i * 7 % COUNT; /* 7 does not divide 600 */
        CHECK_EQUAL(1, SYS(&server, CHANNEL_BADGE_COUNT, ends.receiver, pick * pick * 977 + 1));
        CHECK_EQUAL(VB_OK, SYS(&server, HANDLE_CLOSE, handles[pick]));
        CHECK_EQUAL(0, SYS(&server, CHANNEL_BADGE_COUNT, ends.receiver, pick * pick * 977 + 1));
    }
}

static void test_back_pressure(void)
{
    struct ends ends = actor_channel(&server, 1, 0);
    uint64_t a = actor_give(&server, ends.sender, &client);
    uint64_t b = actor_give(&server, ends.sender, &other);
    CHECK_EQUAL(VB_OK, actor_send(&client, a, (struct sending){.id = 1}, VB_NO_WAIT));
    CHECK_EQUAL(VB_ERR_AGAIN, actor_send(&client, a, (struct sending){.id = 2}, VB_NO_WAIT));
    CHECK_EQUAL(WAITS, actor_send(&client, a, (struct sending){.id = 2}, VB_FOREVER));
    CHECK_EQUAL(WAITS, actor_request(&other, b, (struct sending){.id = 3}, VB_FOREVER));
    CHECK_EQUAL(VB_OK, actor_receive(&server, ends.receiver, VB_NO_WAIT));
    CHECK_EQUAL(1, actor_received(&server).id);
    CHECK_EQUAL(VB_OK, client.context.result); /* there is room: it goes on */
    CHECK_EQUAL(VB_OK, actor_receive(&server, ends.receiver, VB_NO_WAIT));
    CHECK_EQUAL(2, actor_received(&server).id);
    CHECK_EQUAL(VB_OK, actor_receive(&server, ends.receiver, VB_NO_WAIT));
    CHECK_EQUAL(3, actor_received(&server).id);
    CHECK_EQUAL(VB_OK, actor_reply(&server, actor_received(&server).reply, (struct sending){0}));
    CHECK_EQUAL(VB_OK, other.context.result);
}

static void test_deadline_and_cancel(void)
{
    struct ends ends = actor_channel(&server, 1, 0);
    uint64_t sender = actor_give(&server, ends.sender, &client);
    const uint64_t soon = hal_clock_monotonic() + 1000;
    CHECK_EQUAL(WAITS, actor_receive(&server, ends.receiver, soon));
    world_advance(&world, 999);
    CHECK_EQUAL(WAITS, server.context.result);
    world_advance(&world, 1);
    CHECK_EQUAL(VB_ERR_TIMED_OUT, server.context.result);
    CHECK_EQUAL(VB_OK, actor_send(&client, sender, (struct sending){.id = 1}, VB_NO_WAIT));
    CHECK_EQUAL(WAITS, actor_send(&client, sender, (struct sending){.id = 2}, VB_FOREVER));
    thread_interrupt(client.thread, VB_ERR_CANCELLED);
    CHECK_EQUAL(VB_ERR_CANCELLED, client.context.result);
    CHECK_EQUAL(VB_OK, actor_receive(&server, ends.receiver, VB_NO_WAIT));
    CHECK_EQUAL(VB_ERR_AGAIN, actor_receive(&server, ends.receiver, VB_NO_WAIT));
}

static void test_closed_ends(void)
{
    struct ends ends = actor_channel(&server, 1, 0);
    uint64_t sender = (uint64_t)SYS(&server, CHANNEL_BADGE, ends.sender, 5);
    uint64_t mine = actor_give(&server, sender, &client);
    uint64_t its = actor_give(&server, sender, &other);
    CHECK_EQUAL(VB_OK, actor_send(&client, mine, (struct sending){0}, VB_NO_WAIT));
    CHECK_EQUAL(WAITS, actor_send(&client, mine, (struct sending){0}, VB_FOREVER));
    CHECK_EQUAL(WAITS, actor_request(&other, its, (struct sending){0}, VB_FOREVER));
    CHECK_EQUAL(VB_OK, SYS(&server, HANDLE_CLOSE, ends.receiver));
    CHECK_EQUAL(WAITS, client.context.result); /* the manager can still make a receiver */
    CHECK_EQUAL(VB_OK, SYS(&server, HANDLE_CLOSE, ends.sender));
    CHECK_EQUAL(VB_ERR_PEER_CLOSED, client.context.result);
    CHECK_EQUAL(VB_ERR_PEER_CLOSED, other.context.result);
    CHECK_EQUAL(VB_ERR_PEER_CLOSED, actor_send(&client, mine, (struct sending){0}, VB_NO_WAIT));

    ends = actor_channel(&server, 1, 0);
    CHECK_EQUAL(WAITS, actor_receive(&server, ends.receiver, VB_FOREVER));
    struct actor thread;
    actor_begin_thread(&server, &thread);
    CHECK_EQUAL(VB_OK, SYS(&thread, HANDLE_CLOSE, ends.sender));
    CHECK_EQUAL(VB_ERR_PEER_CLOSED, server.context.result);
    actor_end(&thread);
}

static void test_next_receiver(void)
{
    struct ends ends = actor_channel(&server, 4, VB_CHANNEL_WATCH_BADGES);
    uint64_t manager = actor_give(&server, ends.sender, &other);
    uint64_t badged = (uint64_t)SYS(&server, CHANNEL_BADGE, ends.sender, 9);
    uint64_t sender = actor_give(&server, badged, &client);
    CHECK_EQUAL(VB_ERR_BUSY, SYS(&other, CHANNEL_RECEIVER, manager));
    CHECK_EQUAL(VB_OK, actor_send(&client, sender, (struct sending){.id = 1}, VB_NO_WAIT));
    CHECK_EQUAL(WAITS, actor_request(&client, sender, (struct sending){.id = 2}, VB_FOREVER));
    actor_end(&server);
    CHECK_EQUAL(WAITS, client.context.result);
    uint64_t receiver = (uint64_t)SYS(&other, CHANNEL_RECEIVER, manager);
    CHECK_EQUAL(VB_OK, actor_receive(&other, receiver, VB_NO_WAIT));
    CHECK_EQUAL(1, actor_received(&other).id);
    CHECK_EQUAL(VB_OK, actor_receive(&other, receiver, VB_NO_WAIT));
    CHECK_EQUAL(2, actor_received(&other).id);
    CHECK_EQUAL(9, actor_received(&other).badge);
    CHECK_EQUAL(VB_OK, SYS(&other, HANDLE_CLOSE, actor_received(&other).reply));
    CHECK_EQUAL(VB_ERR_SERVER_DIED, client.context.result);
    actor_begin(&world, &server);
}

/* Giving MANAGE up counts like closing it. */
static void test_manager_restricted(void)
{
    struct ends ends = actor_channel(&server, 1, 0);
    uint64_t sender = actor_give(&server, ends.sender, &client);
    CHECK_EQUAL(VB_OK, SYS(&client, HANDLE_RESTRICT, sender, VB_RIGHT_SEND));
    CHECK_EQUAL(WAITS, actor_request(&client, sender, (struct sending){0}, VB_FOREVER));
    CHECK_EQUAL(VB_OK, SYS(&server, HANDLE_CLOSE, ends.receiver));
    CHECK_EQUAL(WAITS, client.context.result);
    CHECK_EQUAL(VB_OK, SYS(&server, HANDLE_RESTRICT, ends.sender, VB_RIGHT_SEND));
    CHECK_EQUAL(VB_ERR_PEER_CLOSED, client.context.result);
}

static void test_refusals(void)
{
    struct ends ends = actor_channel(&server, 1, 0);
    CHECK_EQUAL(VB_ERR_INVALID, SYS(&server, CHANNEL_CREATE, 0, 0, SCRATCH));
    CHECK_EQUAL(VB_ERR_INVALID, SYS(&server, CHANNEL_CREATE, VB_CHANNEL_DEPTH_MAX + 1, 0, SCRATCH));
    CHECK_EQUAL(VB_ERR_INVALID, SYS(&server, CHANNEL_CREATE, 1, 2, SCRATCH));
    CHECK_EQUAL(VB_ERR_FAULT, SYS(&server, CHANNEL_CREATE, 1, 0, MEMORY_SIZE - 8));
    CHECK_EQUAL(VB_ERR_TOO_BIG,
                actor_send(&server, ends.sender, (struct sending){.size = VB_MESSAGE_MAX + 1}, 0));
    CHECK_EQUAL(
        VB_ERR_TOO_BIG,
        actor_send(&server, ends.sender, (struct sending){.handle_count = VB_HANDLES_MAX + 1}, 0));
    CHECK_EQUAL(VB_ERR_INVALID,
                actor_send(&server, ends.sender, (struct sending){.window_count = 1}, 0));
    CHECK_EQUAL(VB_ERR_BAD_TYPE, actor_send(&server, ends.receiver, (struct sending){0}, 0));
    struct vb_message outside = {.data = MEMORY_SIZE - 4, .data_size = 8};
    memcpy(actor_memory(&server) + OUT_MESSAGE, &outside, sizeof outside);
    CHECK_EQUAL(VB_ERR_FAULT, SYS(&server, CHANNEL_SEND, ends.sender, OUT_MESSAGE, 0));
    CHECK_EQUAL(VB_ERR_AGAIN, actor_receive(&server, ends.receiver, VB_NO_WAIT));
}

static void test_too_big_stays(void)
{
    struct ends ends = actor_channel(&server, 1, 0);
    CHECK_EQUAL(VB_OK, actor_send(&server, ends.sender,
                                  (struct sending){.id = 3, .data = "0123456789", .size = 10}, 0));
    struct vb_message small = {.data = IN_DATA, .data_size = 9};
    memcpy(actor_memory(&server) + IN_MESSAGE, &small, sizeof small);
    CHECK_EQUAL(VB_ERR_TOO_BIG,
                SYS(&server, CHANNEL_RECEIVE, ends.receiver, IN_MESSAGE, VB_NO_WAIT));
    CHECK_EQUAL(10, actor_received(&server).data_size);
    CHECK_EQUAL(VB_OK, actor_receive(&server, ends.receiver, VB_NO_WAIT));
    CHECK_EQUAL(3, actor_received(&server).id);
}

int main(void)
{
    void (*const tests[])(void) = {
        test_send_then_receive, test_receive_then_send, test_badges,
        test_many_badges,       test_back_pressure,     test_deadline_and_cancel,
        test_closed_ends,       test_next_receiver,     test_manager_restricted,
        test_refusals,          test_too_big_stays,
    };
    for (size_t i = 0; i < ARRAY_LEN(tests); i++) {
        begin();
        tests[i]();
        end();
    }
    return 0;
}
