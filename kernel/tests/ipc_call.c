/* Calls, replies, windows, handles on the way, and deaths at every step. */
#include "ipc_world.h"

static struct world world;
static struct actor client, server, other;
static struct ends ends;
static uint64_t sender; /* the client's */

static void begin(void)
{
    world_begin(&world);
    actor_begin(&world, &client);
    actor_begin(&world, &server);
    actor_begin(&world, &other);
    ends = actor_channel(&server, 2, 0);
    sender = actor_give(&server, ends.sender, &client);
}

static void end(void)
{
    actor_end(&client);
    actor_end(&server);
    actor_end(&other);
    world_end(&world);
}

/* The client calls and the server has received it: the reply right. */
static uint64_t served_call(struct sending sending)
{
    CHECK_EQUAL(WAITS, actor_request(&client, sender, sending, VB_FOREVER));
    CHECK_EQUAL(VB_OK, actor_receive(&server, ends.receiver, VB_NO_WAIT));
    CHECK_EQUAL(VB_MESSAGE_CALL, actor_received(&server).kind);
    return actor_received(&server).reply;
}

static void test_call_and_reply(void)
{
    uint64_t reply = served_call((struct sending){.id = 1, .data = "ping", .size = 4});
    CHECK(memcmp(actor_memory(&server) + IN_DATA, "ping", 4) == 0);
    CHECK_EQUAL(0, world.kernel->counts.messages);
    struct sending pong = {.id = -5, .data = "pong!", .size = 5};
    CHECK_EQUAL(VB_OK, actor_reply(&server, reply, pong));
    CHECK_EQUAL(VB_OK, client.context.result);
    CHECK_EQUAL(-5, actor_received(&client).id);
    CHECK_EQUAL(5, actor_received(&client).data_size);
    CHECK(memcmp(actor_memory(&client) + IN_DATA, "pong!", 5) == 0);
    CHECK_EQUAL(VB_ERR_BAD_HANDLE, actor_reply(&server, reply, pong));
}

static void test_server_loop(void)
{
    CHECK_EQUAL(WAITS,
                actor_reply_receive(&server, 0, (struct sending){0}, ends.receiver, VB_FOREVER));
    for (int64_t i = 0; i < 100; i++) {
        const uint32_t objects = world.kernel->counts.objects;
        CHECK_EQUAL(WAITS, actor_request(&client, sender, (struct sending){.id = i}, VB_FOREVER));
        CHECK_EQUAL(VB_OK, server.context.result);
        CHECK_EQUAL(i, actor_received(&server).id);
        CHECK(world.kernel->handoff == server.thread);
        CHECK_EQUAL(WAITS,
                    actor_reply_receive(&server, actor_received(&server).reply,
                                        (struct sending){.id = -i}, ends.receiver, VB_FOREVER));
        CHECK_EQUAL(VB_OK, client.context.result);
        CHECK_EQUAL(-i, actor_received(&client).id);
        CHECK(world.kernel->handoff == client.thread);
        CHECK(i == 0 || objects == world.kernel->counts.objects); /* nothing is made for a call */
    }
    /* An answer to nobody is not reported. */
    CHECK_EQUAL(WAITS, actor_request(&client, sender, (struct sending){0}, VB_FOREVER));
    thread_interrupt(client.thread, VB_ERR_CANCELLED);
    CHECK_EQUAL(WAITS, actor_reply_receive(&server, actor_received(&server).reply,
                                           (struct sending){0}, ends.receiver, VB_FOREVER));
}

static void test_priority_is_lent(void)
{
    thread_set_priority(client.thread, 20);
    thread_set_priority(other.thread, 25);
    uint64_t its = actor_give(&server, ends.sender, &other);
    uint64_t first = served_call((struct sending){0});
    CHECK_EQUAL(20, server.thread->effective);
    CHECK_EQUAL(WAITS, actor_request(&other, its, (struct sending){0}, VB_FOREVER));
    CHECK_EQUAL(25, server.thread->effective); /* from the line already */
    CHECK_EQUAL(VB_OK, actor_receive(&server, ends.receiver, VB_NO_WAIT));
    CHECK_EQUAL(25, server.thread->effective);
    CHECK_EQUAL(VB_OK, actor_reply(&server, actor_received(&server).reply, (struct sending){0}));
    CHECK_EQUAL(20, server.thread->effective);
    CHECK_EQUAL(VB_OK, SYS(&server, HANDLE_CLOSE, first));
    CHECK_EQUAL(VB_PRIORITY_DEFAULT, server.thread->effective);
}

/* The server of a server is raised too; a channel that goes takes nothing with it. */
static void test_priority_is_passed_on(void)
{
    struct actor urgent;
    struct ends second = actor_channel(&other, 1, 0);
    uint64_t to_other = actor_give(&other, second.sender, &server);
    actor_begin(&world, &urgent);
    thread_set_priority(urgent.thread, 30);
    uint64_t its = actor_give(&server, ends.sender, &urgent);
    (void)served_call((struct sending){0});
    CHECK_EQUAL(WAITS, actor_request(&server, to_other, (struct sending){0}, VB_FOREVER));
    CHECK_EQUAL(VB_OK, actor_receive(&other, second.receiver, VB_NO_WAIT));
    CHECK_EQUAL(WAITS, actor_request(&urgent, its, (struct sending){0}, VB_FOREVER));
    CHECK_EQUAL(30, server.thread->effective);
    CHECK_EQUAL(30, other.thread->effective);
    struct actor thread;
    const uint32_t objects = world.kernel->counts.objects;
    CHECK_EQUAL(VB_OK, SYS(&other, HANDLE_CLOSE, second.sender));
    CHECK_EQUAL(VB_OK, SYS(&other, HANDLE_CLOSE, second.receiver));
    actor_begin_thread(&server, &thread);
    CHECK_EQUAL(VB_OK, SYS(&thread, HANDLE_CLOSE, to_other));
    actor_end(&thread);
    CHECK_EQUAL(objects - 2, world.kernel->counts.objects); /* channel and badge */
    CHECK_EQUAL(WAITS, server.context.result);              /* the reply right still exists */
    CHECK_EQUAL(VB_OK, actor_reply(&other, actor_received(&other).reply, (struct sending){0}));
    CHECK_EQUAL(VB_PRIORITY_DEFAULT, other.thread->effective);
    CHECK_EQUAL(VB_OK, server.context.result);
    actor_end(&urgent);
}

static void test_reply_refused(void)
{
    uint64_t reply = served_call((struct sending){0});
    CHECK_EQUAL(VB_ERR_TOO_BIG,
                actor_reply(&server, reply, (struct sending){.size = VB_MESSAGE_MAX + 1}));
    CHECK_EQUAL(VB_ERR_INVALID, actor_reply(&server, reply, (struct sending){.window_count = 1}));
    CHECK_EQUAL(
        VB_ERR_INVALID,
        actor_reply(&server, reply, (struct sending){.handles = {reply}, .handle_count = 1}));
    CHECK_EQUAL(VB_ERR_BAD_HANDLE,
                actor_reply(&server, reply, (struct sending){.handles = {77}, .handle_count = 1}));
    CHECK_EQUAL(WAITS, client.context.result);
    CHECK_EQUAL(VB_OK, actor_reply(&server, reply, (struct sending){0}));
    CHECK_EQUAL(VB_OK, client.context.result);
}

static void test_reply_too_big_for_caller(void)
{
    struct vb_message small = {.data = IN_DATA, .data_size = 2};
    memcpy(actor_memory(&client) + SCRATCH, &small, sizeof small);
    struct vb_message empty = {0};
    memcpy(actor_memory(&client) + OUT_MESSAGE, &empty, sizeof empty);
    CHECK_EQUAL(WAITS, SYS(&client, CHANNEL_CALL, sender, OUT_MESSAGE, SCRATCH, VB_FOREVER));
    CHECK_EQUAL(VB_OK, actor_receive(&server, ends.receiver, VB_NO_WAIT));
    uint64_t memory = (uint64_t)SYS(&server, MEMORY_ALLOC, 100);
    struct sending answer = {.data = "abc", .size = 3, .handles = {memory}, .handle_count = 1};
    CHECK_EQUAL(VB_OK, actor_reply(&server, actor_received(&server).reply, answer));
    CHECK_EQUAL(VB_ERR_TOO_BIG, client.context.result);
    memcpy(&small, actor_memory(&client) + SCRATCH, sizeof small);
    CHECK_EQUAL(3, small.data_size);
    CHECK_EQUAL(1, small.handle_count);
    CHECK_EQUAL(VB_OBJECT_NONE, actor_handle_type(&server, memory)); /* closed */
}

static void test_handles_move(void)
{
    uint64_t memory = (uint64_t)SYS(&client, MEMORY_ALLOC, 100);
    uint64_t fixed = (uint64_t)SYS(&client, HANDLE_DUPLICATE, memory, VB_RIGHT_READ);
    struct sending two = {.handles = {memory, memory}, .handle_count = 2};
    CHECK_EQUAL(VB_ERR_INVALID, actor_send(&client, sender, two, VB_NO_WAIT));
    two.handles[1] = fixed;
    CHECK_EQUAL(VB_ERR_ACCESS, actor_send(&client, sender, two, VB_NO_WAIT));
    CHECK_EQUAL(VB_OBJECT_MEMORY, actor_handle_type(&client, memory));
    two.handle_count = 1;
    CHECK_EQUAL(VB_OK, actor_send(&client, sender, two, VB_NO_WAIT));
    CHECK_EQUAL(VB_OBJECT_NONE, actor_handle_type(&client, memory));
    CHECK_EQUAL(VB_OK, actor_receive(&server, ends.receiver, VB_NO_WAIT));
    CHECK_EQUAL(1, actor_received(&server).handle_count);
    uint64_t got = actor_received_handle(&server, 0);
    CHECK_EQUAL(100, SYS(&server, MEMORY_SIZE, got));
    /* A call's handles stay until it is received, and come along with it. */
    memory = (uint64_t)SYS(&client, MEMORY_ALLOC, 50);
    struct sending call = {.handles = {memory}, .handle_count = 1};
    CHECK_EQUAL(WAITS, actor_request(&client, sender, call, VB_FOREVER));
    CHECK_EQUAL(VB_OBJECT_MEMORY, actor_handle_type(&client, memory));
    thread_interrupt(client.thread, VB_ERR_CANCELLED);
    CHECK_EQUAL(50, SYS(&client, MEMORY_SIZE, memory));
    uint64_t reply = served_call(call);
    CHECK_EQUAL(VB_OBJECT_NONE, actor_handle_type(&client, memory));
    struct sending back = {.handles = {actor_received_handle(&server, 0)}, .handle_count = 1};
    CHECK_EQUAL(VB_OK, actor_reply(&server, reply, back));
    CHECK_EQUAL(50, SYS(&client, MEMORY_SIZE, actor_received_handle(&client, 0)));
}

/* Another thread closes what a waiting call was going to send. */
static void test_handle_closed_while_waiting(void)
{
    struct actor thread;
    uint64_t memory = (uint64_t)SYS(&client, MEMORY_ALLOC, 10);
    struct sending call = {.handles = {memory}, .handle_count = 1};
    CHECK_EQUAL(WAITS, actor_request(&client, sender, call, VB_FOREVER));
    actor_begin_thread(&client, &thread);
    CHECK_EQUAL(VB_OK, SYS(&thread, HANDLE_CLOSE, memory));
    actor_end(&thread);
    CHECK_EQUAL(VB_ERR_AGAIN, actor_receive(&server, ends.receiver, VB_NO_WAIT));
    CHECK_EQUAL(VB_ERR_BAD_HANDLE, client.context.result);
}

static void test_windows(void)
{
    struct sending call = {
        .windows = {{.address = BUFFER, .size = 100, .rights = VB_RIGHT_READ},
                    {.address = BUFFER + 200, .size = 50, .rights = VB_RIGHT_WRITE}},
        .window_count = 2};
    memset(actor_memory(&client) + BUFFER, 'r', 100);
    uint64_t reply = served_call(call);
    CHECK_EQUAL(2, actor_received(&server).window_count);
    CHECK_EQUAL(100, SYS(&server, WINDOW_READ, reply, 0, 0, BUFFER, 4096));
    CHECK_EQUAL('r', actor_memory(&server)[BUFFER + 99]);
    CHECK_EQUAL(10, SYS(&server, WINDOW_READ, reply, 0, 90, BUFFER, 4096));
    CHECK_EQUAL(0, SYS(&server, WINDOW_READ, reply, 0, 100, BUFFER, 4096));
    CHECK_EQUAL(VB_ERR_RANGE, SYS(&server, WINDOW_READ, reply, 0, 101, BUFFER, 1));
    CHECK_EQUAL(VB_ERR_RANGE, SYS(&server, WINDOW_READ, reply, 2, 0, BUFFER, 1));
    CHECK_EQUAL(VB_ERR_ACCESS, SYS(&server, WINDOW_WRITE, reply, 0, 0, BUFFER, 1));
    CHECK_EQUAL(VB_ERR_ACCESS, SYS(&server, WINDOW_READ, reply, 1, 0, BUFFER, 1));
    CHECK_EQUAL(30, SYS(&server, WINDOW_WRITE, reply, 1, 20, BUFFER, 64));
    CHECK_EQUAL('r', actor_memory(&client)[BUFFER + 220]);
    CHECK_EQUAL(VB_OK, SYS(&server, WINDOW_INFO, reply, 1, SCRATCH));
    struct vb_window_info info;
    memcpy(&info, actor_memory(&server) + SCRATCH, sizeof info);
    CHECK_EQUAL(50, info.size);
    CHECK_EQUAL(VB_RIGHT_WRITE, info.rights);

    uint64_t memory = (uint64_t)SYS(&server, MEMORY_ALLOC, 60);
    CHECK_EQUAL(40, SYS(&server, WINDOW_MEMORY, reply, 0, 0, memory, 20, 1000, 0));
    CHECK_EQUAL(50, SYS(&server, WINDOW_MEMORY, reply, 1, 0, memory, 0, 1000, 1));
    CHECK_EQUAL(0, actor_memory(&client)[BUFFER + 200]);
    CHECK_EQUAL('r', actor_memory(&client)[BUFFER + 249]);
    CHECK_EQUAL(VB_ERR_RANGE, SYS(&server, WINDOW_MEMORY, reply, 0, 0, memory, 61, 1, 0));

    /* Dead with the call, whoever ends it. */
    thread_interrupt(client.thread, VB_ERR_CANCELLED);
    CHECK_EQUAL(VB_ERR_DEAD, SYS(&server, WINDOW_READ, reply, 0, 0, BUFFER, 1));
    CHECK_EQUAL(VB_ERR_DEAD, SYS(&server, WINDOW_INFO, reply, 0, SCRATCH));
    CHECK_EQUAL(VB_ERR_DEAD, actor_reply(&server, reply, (struct sending){0}));
    CHECK_EQUAL(VB_OBJECT_NONE, actor_handle_type(&server, reply));
}

static void test_call_refused(void)
{
    struct sending call = {.windows = {{.address = BUFFER, .size = 1, .rights = 0}},
                           .window_count = 1};
    CHECK_EQUAL(VB_ERR_INVALID, actor_request(&client, sender, call, VB_FOREVER));
    call.windows[0].rights = VB_RIGHT_READ | VB_RIGHT_SEND;
    CHECK_EQUAL(VB_ERR_INVALID, actor_request(&client, sender, call, VB_FOREVER));
    call.windows[0] = (struct vb_window){MEMORY_SIZE - 1, 2, VB_RIGHT_READ, 0};
    CHECK_EQUAL(VB_ERR_FAULT, actor_request(&client, sender, call, VB_FOREVER));
    call.window_count = VB_WINDOWS_MAX + 1;
    CHECK_EQUAL(VB_ERR_INVALID, actor_request(&client, sender, call, VB_FOREVER));
    CHECK_EQUAL(VB_ERR_AGAIN, actor_request(&client, sender, (struct sending){0}, VB_NO_WAIT));
    CHECK_EQUAL(VB_ERR_AGAIN, actor_receive(&server, ends.receiver, VB_NO_WAIT));
    CHECK_EQUAL(WAITS, actor_request(&client, sender, call = (struct sending){0},
                                     hal_clock_monotonic() + 10));
    world_advance(&world, 10);
    CHECK_EQUAL(VB_ERR_TIMED_OUT, client.context.result);
    CHECK_EQUAL(VB_ERR_AGAIN, actor_receive(&server, ends.receiver, VB_NO_WAIT));
}

/* ---- deaths -----------------------------------------------------------------------------------
 */

static void test_client_dies_in_line(void)
{
    CHECK_EQUAL(WAITS, actor_request(&client, sender, (struct sending){0}, VB_FOREVER));
    actor_end(&client);
    CHECK_EQUAL(VB_ERR_AGAIN, actor_receive(&server, ends.receiver, VB_NO_WAIT));
    actor_begin(&world, &client);
}

static void test_client_dies_served(void)
{
    uint64_t reply = served_call((struct sending){0});
    actor_end(&client);
    CHECK_EQUAL(VB_ERR_DEAD, actor_reply(&server, reply, (struct sending){0}));
    actor_begin(&world, &client);
}

static void test_server_dies_serving(void)
{
    (void)served_call((struct sending){0});
    actor_end(&server);
    CHECK_EQUAL(VB_ERR_SERVER_DIED, client.context.result);
    actor_begin(&world, &server);
}

static void test_reply_passed_on(void)
{
    uint64_t reply = served_call((struct sending){0});
    struct ends second = actor_channel(&other, 1, 0);
    uint64_t to_other = actor_give(&other, second.sender, &server);
    struct sending pass = {.handles = {reply}, .handle_count = 1};
    CHECK_EQUAL(VB_OK, actor_send(&server, to_other, pass, VB_NO_WAIT));
    actor_end(&server);
    CHECK_EQUAL(WAITS, client.context.result);
    CHECK_EQUAL(VB_OK, actor_receive(&other, second.receiver, VB_NO_WAIT));
    CHECK_EQUAL(VB_OK,
                actor_reply(&other, actor_received_handle(&other, 0), (struct sending){.id = 4}));
    CHECK_EQUAL(VB_OK, client.context.result);
    CHECK_EQUAL(4, actor_received(&client).id);
    actor_begin(&world, &server);
}

/* A reply right that dies in a queue nobody will read. */
static void test_reply_lost_in_queue(void)
{
    uint64_t reply = served_call((struct sending){0});
    struct ends second = actor_channel(&other, 1, 0);
    uint64_t to_other = actor_give(&other, second.sender, &server);
    struct sending pass = {.handles = {reply}, .handle_count = 1};
    CHECK_EQUAL(VB_OK, actor_send(&server, to_other, pass, VB_NO_WAIT));
    actor_end(&other);
    CHECK_EQUAL(WAITS, client.context.result); /* the server's sender has MANAGE */
    CHECK_EQUAL(VB_OK, SYS(&server, HANDLE_CLOSE, to_other));
    CHECK_EQUAL(VB_ERR_SERVER_DIED, client.context.result);
    actor_begin(&world, &other);
}

static void test_receiver_sent_away(void)
{
    struct actor thread;
    struct ends moving = actor_channel(&other, 2, 0);
    uint64_t to_server = actor_give(&server, ends.sender, &other);
    CHECK_EQUAL(WAITS, actor_receive(&other, moving.receiver, VB_FOREVER));
    actor_begin_thread(&other, &thread);
    struct sending own = {.handles = {moving.receiver}, .handle_count = 1};
    CHECK_EQUAL(VB_ERR_INVALID, actor_send(&thread, moving.sender, own, VB_NO_WAIT));
    CHECK_EQUAL(VB_OK, actor_send(&thread, to_server, own, VB_NO_WAIT));
    CHECK_EQUAL(VB_OK, actor_send(&thread, moving.sender, (struct sending){.id = 8}, VB_NO_WAIT));
    CHECK_EQUAL(VB_ERR_CANCELLED, other.context.result);
    CHECK_EQUAL(VB_OK, actor_receive(&server, ends.receiver, VB_NO_WAIT));
    CHECK_EQUAL(VB_OK, actor_receive(&server, actor_received_handle(&server, 0), VB_NO_WAIT));
    CHECK_EQUAL(8, actor_received(&server).id);
    actor_end(&thread);
}

/* ---- garbage ----------------------------------------------------------------------------------
 */

/* Two receivers in each other's lines, and a manager in its own. */
static void test_cycles_are_collected(void)
{
    struct ends a = actor_channel(&other, 2, 0), b = actor_channel(&other, 2, 0);
    uint64_t to_a = (uint64_t)SYS(&other, CHANNEL_BADGE, a.sender, 1);
    uint64_t to_b = (uint64_t)SYS(&other, CHANNEL_BADGE, b.sender, 1);
    const uint32_t objects = world.kernel->counts.objects;
    CHECK_EQUAL(VB_OK, SYS(&other, HANDLE_CLOSE, a.sender));
    CHECK_EQUAL(VB_OK, SYS(&other, HANDLE_CLOSE, b.sender));
    struct sending receiver = {.handles = {b.receiver}, .handle_count = 1};
    CHECK_EQUAL(VB_OK, actor_send(&other, to_a, receiver, VB_NO_WAIT));
    receiver.handles[0] = a.receiver;
    CHECK_EQUAL(VB_OK, actor_send(&other, to_b, receiver, VB_NO_WAIT));
    CHECK_EQUAL(VB_ERR_PEER_CLOSED, actor_send(&other, to_a, (struct sending){0}, VB_NO_WAIT));
    CHECK_EQUAL(0, world.kernel->counts.messages);
    CHECK(world.kernel->counts.objects < objects);

    struct ends c = actor_channel(&other, 2, 0);
    uint64_t to_c = (uint64_t)SYS(&other, CHANNEL_BADGE, c.sender, 1);
    struct sending manager = {.handles = {c.sender}, .handle_count = 1};
    CHECK_EQUAL(VB_OK, actor_send(&other, to_c, manager, VB_NO_WAIT));
    CHECK_EQUAL(1, world.kernel->counts.messages);
    CHECK_EQUAL(VB_OK, SYS(&other, HANDLE_CLOSE, c.receiver));
    CHECK_EQUAL(0, world.kernel->counts.messages);
}

/* Channels whose lines hold each other's only receivers, far more than the stack could recurse. */
static void test_long_chain(void)
{
    enum { LENGTH = 20000 };
    struct ends last = actor_channel(&other, 1, 0);
    CHECK_EQUAL(VB_OK, SYS(&other, HANDLE_CLOSE, last.sender));
    for (int i = 0; i < LENGTH; i++) {
        struct ends next = actor_channel(&other, 1, 0);
        struct sending link = {.handles = {last.receiver}, .handle_count = 1};
        CHECK_EQUAL(VB_OK, actor_send(&other, next.sender, link, VB_NO_WAIT));
        CHECK_EQUAL(VB_OK, SYS(&other, HANDLE_CLOSE, next.sender));
        last = next;
    }
    CHECK_EQUAL(LENGTH, world.kernel->counts.messages);
    CHECK_EQUAL(VB_OK, SYS(&other, HANDLE_CLOSE, last.receiver));
    CHECK_EQUAL(0, world.kernel->counts.messages);
}

/* ---- the end ----------------------------------------------------------------------------------
 */

static void let_go(struct actor *actor)
{
    struct kernel *kernel = world.kernel;
    object_release(kernel, &actor->thread->object);
    object_release(kernel, &actor->task->object);
}

/* The kernel ends with a call served, one in the line, a sender and a receiver waiting, a device
 * busy and a timer set. */
static void test_kernel_ends(void)
{
    struct actor waiting;
    struct object *object;
    hal_fake_reset();
    const size_t index = hal_fake_add_device(VB_DEVICE_CONSOLE, 0, "console");
    begin();
    actor_begin(&world, &waiting);
    (void)served_call((struct sending){0});
    uint64_t its = actor_give(&server, ends.sender, &other);
    uint64_t another = actor_give(&server, ends.sender, &waiting);
    uint64_t memory = (uint64_t)SYS(&waiting, MEMORY_ALLOC, 1);
    for (int i = 0; i < 2; i++)
        CHECK_EQUAL(VB_OK, actor_send(&waiting, another, (struct sending){0}, VB_FOREVER));
    struct sending last = {.handles = {memory}, .handle_count = 1};
    CHECK_EQUAL(WAITS, actor_send(&waiting, another, last, VB_FOREVER));
    CHECK_EQUAL(WAITS, actor_request(&other, its, (struct sending){0}, VB_FOREVER));
    CHECK_EQUAL(VB_OK, device_create(world.kernel, &world.kernel->root, index, &object));
    uint64_t device = (uint64_t)handle_insert(server.task, object, DEVICE_RIGHTS_ALL, 0);
    object_release(world.kernel, object);
    const struct vb_device_request request = {.operation = VB_CONSOLE_READ, .output_size = 9};
    memcpy(actor_memory(&server) + SCRATCH, &request, sizeof request);
    CHECK_EQUAL(VB_OK, SYS(&server, DEVICE_SUBMIT, device, SCRATCH));
    uint64_t pulse = (uint64_t)SYS(&server, PULSE_CREATE, ends.receiver, 1);
    uint64_t timer = (uint64_t)SYS(&server, TIMER_CREATE, pulse);
    CHECK_EQUAL(VB_OK, SYS(&server, TIMER_SET, timer, hal_clock_monotonic() + 9, 9));
    struct ends idle = actor_channel(&server, 1, 0);
    CHECK_EQUAL(WAITS, actor_receive(&server, idle.receiver, VB_FOREVER));

    struct actor *const all[] = {&client, &server, &other, &waiting};
    for (size_t i = 0; i < ARRAY_LEN(all); i++)
        let_go(all[i]);
    kernel_destroy(world.kernel);
    CHECK_EQUAL(0, hal_fake_pages_held());
    for (size_t i = 0; i < ARRAY_LEN(all); i++)
        free(all[i]->context.memory);
}

int main(void)
{
    void (*const tests[])(void) = {
        test_call_and_reply,
        test_server_loop,
        test_priority_is_lent,
        test_priority_is_passed_on,
        test_reply_refused,
        test_reply_too_big_for_caller,
        test_handles_move,
        test_handle_closed_while_waiting,
        test_windows,
        test_call_refused,
        test_client_dies_in_line,
        test_client_dies_served,
        test_server_dies_serving,
        test_reply_passed_on,
        test_reply_lost_in_queue,
        test_receiver_sent_away,
        test_cycles_are_collected,
        test_long_chain,
    };
    for (size_t i = 0; i < ARRAY_LEN(tests); i++) {
        begin();
        tests[i]();
        end();
    }
    test_kernel_ends();
    return 0;
}
