/* Pulses, timers, devices. */
#include "ipc_world.h"

static struct world world;
static struct actor server, other;
static struct ends ends;

static void begin(void)
{
    hal_fake_reset();
    world_begin(&world);
    actor_begin(&world, &server);
    actor_begin(&world, &other);
    ends = actor_channel(&server, 2, 0);
}

static void end(void)
{
    actor_end(&server);
    actor_end(&other);
    world_end(&world);
}

static void expect_pulse(uint64_t code, int64_t bits)
{
    CHECK_EQUAL(VB_OK, actor_receive(&server, ends.receiver, VB_NO_WAIT));
    CHECK_EQUAL(VB_MESSAGE_PULSE, actor_received(&server).kind);
    CHECK_EQUAL(code, actor_received(&server).badge);
    CHECK_EQUAL(bits, actor_received(&server).id);
}

static void expect_nothing(void)
{
    CHECK_EQUAL(VB_ERR_AGAIN, actor_receive(&server, ends.receiver, VB_NO_WAIT));
}

/* ---- pulses -----------------------------------------------------------------------------------
 */

static void test_pulses_coalesce(void)
{
    uint64_t pulse = (uint64_t)SYS(&server, PULSE_CREATE, ends.receiver, 77);
    CHECK_EQUAL(VB_OK, SYS(&server, PULSE_FIRE, pulse, 0));
    expect_nothing();
    CHECK_EQUAL(VB_ERR_INVALID, SYS(&server, PULSE_FIRE, pulse, VB_BADGE_CLOSED | 1));
    CHECK_EQUAL(VB_OK, actor_send(&server, ends.sender, (struct sending){.id = 5}, VB_NO_WAIT));
    CHECK_EQUAL(VB_OK, SYS(&server, PULSE_FIRE, pulse, 1));
    CHECK_EQUAL(VB_OK, SYS(&server, PULSE_FIRE, pulse, 4));
    expect_pulse(77, 5); /* before the message */
    CHECK_EQUAL(VB_OK, actor_receive(&server, ends.receiver, VB_NO_WAIT));
    CHECK_EQUAL(VB_MESSAGE_SEND, actor_received(&server).kind);
    expect_nothing();
    CHECK_EQUAL(WAITS, actor_receive(&server, ends.receiver, VB_FOREVER));
    uint64_t its = actor_give(&server, pulse, &other);
    CHECK_EQUAL(VB_OK, SYS(&other, PULSE_FIRE, its, 2));
    CHECK_EQUAL(VB_OK, server.context.result);
    CHECK_EQUAL(2, actor_received(&server).id);
    /* Fired, then closed everywhere: it still arrives. */
    CHECK_EQUAL(VB_OK, SYS(&other, PULSE_FIRE, its, 8));
    CHECK_EQUAL(VB_OK, SYS(&other, HANDLE_CLOSE, its));
    CHECK_EQUAL(VB_OK, SYS(&server, HANDLE_CLOSE, pulse));
    expect_pulse(77, 8);
    expect_nothing();
}

static void test_pulse_outlives_receiver(void)
{
    uint64_t pulse = (uint64_t)SYS(&server, PULSE_CREATE, ends.receiver, 1);
    uint64_t its = actor_give(&server, pulse, &other);
    CHECK_EQUAL(VB_OK, SYS(&other, PULSE_FIRE, its, 1));
    actor_end(&server);
    CHECK_EQUAL(VB_ERR_PEER_CLOSED, SYS(&other, PULSE_FIRE, its, 1));
    actor_begin(&world, &server);
}

/* With no sender left, a thread waits only as long as some pulse may come. */
static void test_last_source_closed(void)
{
    uint64_t pulse = (uint64_t)SYS(&server, PULSE_CREATE, ends.receiver, 1);
    uint64_t its = actor_give(&server, pulse, &other);
    CHECK_EQUAL(VB_OK, SYS(&server, HANDLE_CLOSE, pulse));
    CHECK_EQUAL(VB_OK, SYS(&server, HANDLE_CLOSE, ends.sender));
    CHECK_EQUAL(WAITS, actor_receive(&server, ends.receiver, VB_FOREVER));
    CHECK_EQUAL(VB_OK, SYS(&other, HANDLE_CLOSE, its));
    CHECK_EQUAL(VB_ERR_PEER_CLOSED, server.context.result);
}

static void test_fault_message(void)
{
    int status;
    const struct handle *sender = handle_lookup(server.task, ends.sender);
    const struct right right = {sender->object, sender->badge, sender->rights};
    struct message *message = fault_message_create(&world.kernel->root, &status);
    const struct vb_fault fault = {.pid = 9, .text = "trap"};
    CHECK(fault_message_send(world.kernel, &right, message, &fault));
    CHECK_EQUAL(VB_OK, actor_receive(&server, ends.receiver, VB_NO_WAIT));
    CHECK_EQUAL(VB_FAULT_ID, actor_received(&server).id);
    CHECK(memcmp(actor_memory(&server) + IN_DATA, &fault, sizeof fault) == 0);
    fault_message_free(world.kernel, fault_message_create(&world.kernel->root, &status));
}

/* ---- timers -----------------------------------------------------------------------------------
 */

static void test_timer(void)
{
    uint64_t pulse = (uint64_t)SYS(&server, PULSE_CREATE, ends.receiver, 3);
    uint64_t timer = (uint64_t)SYS(&server, TIMER_CREATE, pulse);
    const uint64_t start = hal_clock_monotonic();
    CHECK_EQUAL(VB_OK, SYS(&server, TIMER_SET, timer, start + 100, 0));
    world_advance(&world, 99);
    expect_nothing();
    world_advance(&world, 1);
    expect_pulse(3, 1);
    world_advance(&world, 1000);
    expect_nothing(); /* once */
    CHECK_EQUAL(VB_OK, SYS(&server, TIMER_SET, timer, start + 1200, 100));
    world_advance(&world, 450); /* start + 1550: four are due, one pulse */
    expect_pulse(3, 1);
    world_advance(&world, 49);
    expect_nothing();
    world_advance(&world, 1); /* start + 1600: the phase is kept */
    expect_pulse(3, 1);
    CHECK_EQUAL(VB_OK, SYS(&server, TIMER_SET, timer, VB_FOREVER, 0));
    world_advance(&world, 1000);
    expect_nothing();
    CHECK_EQUAL(VB_OK, SYS(&server, TIMER_SET, timer, start, 1)); /* past, and very short */
    world_advance(&world, 1);
    expect_pulse(3, 1);
    CHECK_EQUAL(VB_OK, SYS(&server, HANDLE_CLOSE, timer));
    world_advance(&world, 1000);
    expect_nothing();
}

/* ---- devices ----------------------------------------------------------------------------------
 */

static size_t index_of_device;

static uint64_t give_device(struct actor *actor)
{
    struct object *object;
    index_of_device = hal_fake_add_device(VB_DEVICE_FOLDER, VB_FOLDER_READ_ONLY, "/mnt");
    CHECK_EQUAL(VB_OK, device_create(world.kernel, &world.kernel->root, index_of_device, &object));
    int64_t value = handle_insert(actor->task, object, DEVICE_RIGHTS_ALL, 0);
    object_release(world.kernel, object);
    return (uint64_t)value;
}

static int64_t submit(struct actor *actor, uint64_t device, uint64_t tag, uint32_t output_size)
{
    memcpy(actor_memory(actor) + OUT_DATA, "path", 4);
    const struct vb_device_request request = {.tag = tag,
                                              .operation = VB_FOLDER_READ,
                                              .node = 6,
                                              .offset = 7,
                                              .input = OUT_DATA,
                                              .input_size = 4,
                                              .output_size = output_size};
    memcpy(actor_memory(actor) + SCRATCH, &request, sizeof request);
    return SYS(actor, DEVICE_SUBMIT, device, SCRATCH);
}

static int64_t complete(struct actor *actor, uint64_t device, struct vb_device_completion *out)
{
    int64_t status = SYS(actor, DEVICE_COMPLETE, device, SCRATCH, IN_DATA, 4096);
    memcpy(out, actor_memory(actor) + SCRATCH, sizeof *out);
    return status;
}

static void test_device(void)
{
    struct vb_device_completion done;
    uint64_t device = give_device(&server);
    uint64_t pulse = (uint64_t)SYS(&server, PULSE_CREATE, ends.receiver, 12);
    CHECK_EQUAL(VB_OK, SYS(&server, DEVICE_INFO, device, IN_DATA));
    CHECK(strcmp((char *)actor_memory(&server) + IN_DATA + 8, "/mnt") == 0);
    CHECK_EQUAL(VB_OK, SYS(&server, DEVICE_WATCH, device, pulse));
    CHECK_EQUAL(VB_ERR_AGAIN, complete(&server, device, &done));
    CHECK_EQUAL(VB_OK, submit(&server, device, 100, 16));
    CHECK_EQUAL(VB_OK, submit(&server, device, 101, 16));
    struct hal_request *request = hal_fake_pending(index_of_device, 0);
    CHECK_EQUAL(6, request->node);
    CHECK_EQUAL(7, request->offset);
    CHECK(request->input_size == 4 && memcmp(request->input, "path", 4) == 0);
    hal_fake_complete(hal_fake_pending(index_of_device, 1), 3, "abc", 3);
    interrupts_poll(world.kernel);
    expect_pulse(12, 1);
    CHECK_EQUAL(VB_OK, complete(&server, device, &done));
    CHECK_EQUAL(101, done.tag);
    CHECK_EQUAL(3, done.result);
    CHECK_EQUAL(3, done.output_size);
    CHECK(memcmp(actor_memory(&server) + IN_DATA, "abc", 3) == 0);
    CHECK_EQUAL(VB_ERR_AGAIN, complete(&server, device, &done));
    hal_fake_complete(request, VB_ERR_IO, NULL, 0);
    CHECK_EQUAL(VB_OK, complete(&server, device, &done)); /* the interrupt is not needed */
    CHECK_EQUAL(VB_ERR_IO, done.result);
    CHECK_EQUAL(VB_ERR_TOO_BIG, submit(&server, device, 1, VB_DEVICE_TRANSFER_MAX + 1));
}

static void test_device_is_full(void)
{
    uint64_t device = give_device(&server);
    for (uint64_t i = 0; i < VB_DEVICE_REQUESTS_MAX; i++)
        CHECK_EQUAL(VB_OK, submit(&server, device, i, 0));
    CHECK_EQUAL(VB_ERR_BUSY, submit(&server, device, 0, 0));
    while (hal_fake_pending(index_of_device, 0) != NULL)
        hal_fake_complete(hal_fake_pending(index_of_device, 0), VB_OK, NULL, 0);
    interrupts_poll(world.kernel);
    struct vb_device_completion done;
    for (uint64_t i = 0; i < VB_DEVICE_REQUESTS_MAX; i++) {
        CHECK_EQUAL(VB_OK, complete(&server, device, &done));
        CHECK_EQUAL(i, done.tag);
    }
}

static int64_t submit_wait(struct actor *actor, uint64_t device, uint64_t tag)
{
    const struct vb_device_request request = {.tag = tag, .operation = 1, .output_size = 100000};
    memcpy(actor_memory(actor) + SCRATCH, &request, sizeof request);
    return SYS(actor, DEVICE_SUBMIT, device, SCRATCH);
}

/* The driver dies with requests done and under way. Its successor gets what is done, what it sent
 * out goes on, and what it waited for is given up. */
static void test_driver_dies(void)
{
    struct vb_device_completion done;
    uint64_t device = give_device(&server);
    uint64_t its = actor_give(&server, device, &other);
    const uint64_t charged = world.kernel->root.used;
    CHECK_EQUAL(VB_OK, submit_wait(&other, its, 1));
    CHECK_EQUAL(VB_OK, submit(&other, its, 2, 8));
    CHECK_EQUAL(VB_OK, submit_wait(&other, its, 3));
    hal_fake_complete(hal_fake_pending(index_of_device, 0), VB_OK, "kept", 4);
    interrupts_poll(world.kernel);
    struct hal_request *sent = hal_fake_pending(index_of_device, 0);
    actor_end(&other);
    CHECK(hal_fake_pending(index_of_device, 0) == sent);
    CHECK(hal_fake_pending(index_of_device, 1) == NULL); /* cancelled */
    uint64_t pulse = (uint64_t)SYS(&server, PULSE_CREATE, ends.receiver, 7);
    CHECK_EQUAL(VB_OK, SYS(&server, DEVICE_WATCH, device, pulse));
    expect_pulse(7, 1); /* something is there */
    CHECK_EQUAL(VB_OK, complete(&server, device, &done));
    CHECK_EQUAL(1, done.tag);
    CHECK_EQUAL(4, done.output_size);
    CHECK_EQUAL(VB_ERR_AGAIN, complete(&server, device, &done));
    hal_fake_complete(sent, 16, NULL, 0);
    CHECK_EQUAL(VB_OK, complete(&server, device, &done));
    CHECK_EQUAL(2, done.tag);
    CHECK_EQUAL(16, done.result);
    CHECK_EQUAL(VB_ERR_AGAIN, complete(&server, device, &done));
    CHECK(world.kernel->root.used < charged + 100000);
    actor_begin(&world, &other);
}

/* The kernel ends while the platform is still busy. */
static void test_end_under_way(void)
{
    uint64_t device = give_device(&server);
    CHECK_EQUAL(VB_OK, submit(&server, device, 1, 64));
    hal_fake_complete_at(hal_fake_pending(index_of_device, 0), hal_clock_monotonic() + 50000000,
                         VB_OK, NULL, 0);
    actor_end(&server);
    devices_end(world.kernel);
    actor_begin(&world, &server);
}

int main(void)
{
    void (*const tests[])(void) = {
        test_pulses_coalesce,
        test_pulse_outlives_receiver,
        test_last_source_closed,
        test_fault_message,
        test_timer,
        test_device,
        test_device_is_full,
        test_driver_dies,
        test_end_under_way,
    };
    for (size_t i = 0; i < ARRAY_LEN(tests); i++) {
        begin();
        tests[i]();
        end();
    }
    return 0;
}
