/*
 * What the kernel's part of messages costs, dispatch included and the CPU left out: nanoseconds of
 * CPU time for each operation, one line of JSON for each figure.
 */
#include "ipc_world.h"

#include <syscall/dispatch.h>
#include <time.h>

enum { ROUNDS = 1000000 };

static struct world world;
static struct actor client, server;
static struct ends ends;
static uint64_t sender;

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static void message_at(struct actor *actor, uint32_t address, uint32_t data, uint32_t size)
{
    const struct vb_message message = {.data = data, .data_size = size};
    memcpy(actor_memory(actor) + address, &message, sizeof message);
}

static void report(const char *name, uint32_t size, double start)
{
    printf("{\"benchmark\": \"kernel.ipc.%s\", \"bytes\": %u, \"ns\": %.1f}\n", name, size,
           (now() - start) / ROUNDS);
}

/* A call to a server that waits, and its answer: two system calls. */
static void bench_call(uint32_t size)
{
    message_at(&client, OUT_MESSAGE, OUT_DATA, size);
    message_at(&server, OUT_MESSAGE, OUT_DATA, 0);
    message_at(&server, IN_MESSAGE, IN_DATA, VB_MESSAGE_MAX);
    message_at(&client, IN_MESSAGE, IN_DATA, VB_MESSAGE_MAX);
    CHECK_EQUAL(WAITS, SYS(&server, CHANNEL_RECEIVE, ends.receiver, IN_MESSAGE, VB_FOREVER));
    const double start = now();
    for (uint32_t i = 0; i < ROUNDS; i++) {
        (void)SYS(&client, CHANNEL_CALL, sender, OUT_MESSAGE, IN_MESSAGE, VB_FOREVER);
        const uint64_t reply = actor_received(&server).reply;
        message_at(&server, IN_MESSAGE, IN_DATA, VB_MESSAGE_MAX);
        message_at(&client, IN_MESSAGE, IN_DATA, VB_MESSAGE_MAX);
        (void)SYS(&server, CHANNEL_REPLY_RECEIVE, reply, OUT_MESSAGE, ends.receiver, IN_MESSAGE,
                  VB_FOREVER);
        CHECK_EQUAL(VB_OK, client.context.result);
    }
    report("call_reply", size, start);
    thread_interrupt(server.thread, VB_ERR_CANCELLED);
}

static void bench_send(uint32_t size)
{
    message_at(&client, OUT_MESSAGE, OUT_DATA, size);
    const double start = now();
    for (uint32_t i = 0; i < ROUNDS; i++) {
        CHECK_EQUAL(VB_OK, SYS(&client, CHANNEL_SEND, sender, OUT_MESSAGE, VB_NO_WAIT));
        message_at(&server, IN_MESSAGE, IN_DATA, VB_MESSAGE_MAX);
        CHECK_EQUAL(VB_OK, SYS(&server, CHANNEL_RECEIVE, ends.receiver, IN_MESSAGE, VB_NO_WAIT));
    }
    report("send_receive", size, start);
}

static void bench_pulse(void)
{
    const uint64_t pulse = (uint64_t)SYS(&server, PULSE_CREATE, ends.receiver, 1);
    const double start = now();
    for (uint32_t i = 0; i < ROUNDS; i++) {
        CHECK_EQUAL(VB_OK, SYS(&server, PULSE_FIRE, pulse, 1));
        CHECK_EQUAL(VB_OK, SYS(&server, CHANNEL_RECEIVE, ends.receiver, IN_MESSAGE, VB_NO_WAIT));
    }
    report("pulse", 0, start);
}

/* A record in the ring, as an interrupt handler leaves it, until a driver that waits has the pulse
 * and waits again; and until it has acknowledged a level line, too. */
static void bench_interrupt(uint64_t machine, enum vb_interrupt_kind kind, const char *name)
{
    struct vb_interrupt_info info;
    const uint64_t pulse = (uint64_t)SYS(&server, PULSE_CREATE, ends.receiver, 1);
    const uint64_t interrupt = (uint64_t)SYS(&server, INTERRUPT_CREATE, machine, kind, 9, SCRATCH);
    memcpy(&info, actor_memory(&server) + SCRATCH, sizeof info);
    CHECK_EQUAL(VB_OK, SYS(&server, INTERRUPT_WATCH, interrupt, pulse));
    const double start = now();
    for (uint32_t i = 0; i < ROUNDS; i++) {
        (void)SYS(&server, CHANNEL_RECEIVE, ends.receiver, IN_MESSAGE, VB_FOREVER);
        hal_fake_raise(info.line);
        interrupts_poll(world.kernel);
        CHECK_EQUAL(VB_OK, server.context.result);
        if (kind == VB_INTERRUPT_ISA)
            (void)SYS(&server, INTERRUPT_ACKNOWLEDGE, interrupt);
    }
    report(name, 0, start);
    CHECK_EQUAL(VB_OK, SYS(&server, HANDLE_CLOSE, interrupt));
    CHECK_EQUAL(VB_OK, SYS(&server, HANDLE_CLOSE, pulse));
}

/* Registers of a device that costs nothing: the way to it and back. */
static void bench_register(uint64_t machine)
{
    const uint64_t region = (uint64_t)SYS(&server, REGION_CREATE, machine, VB_REGION_MEMORY, 0,
                                          HAL_FAKE_REGISTERS, HAL_PAGE_SIZE);
    const double start = now();
    for (uint32_t i = 0; i < ROUNDS; i++)
        CHECK_EQUAL(VB_OK, SYS(&server, REGION_READ, region, 8, 4, SCRATCH));
    report("region_read", 4, start);
    CHECK_EQUAL(VB_OK, SYS(&server, HANDLE_CLOSE, region));
}

static void bench_hardware(void)
{
    struct object *device;
    CHECK_EQUAL(VB_OK,
                device_create(world.kernel, &world.kernel->root, hal_fake_add_machine(), &device));
    const int64_t machine = handle_insert(server.task, device, DEVICE_RIGHTS_ALL, 0);
    CHECK(machine > 0);
    object_release(world.kernel, device);
    bench_interrupt((uint64_t)machine, VB_INTERRUPT_MESSAGE, "interrupt_message");
    bench_interrupt((uint64_t)machine, VB_INTERRUPT_ISA, "interrupt_level");
    bench_register((uint64_t)machine);
}

int main(void)
{
    world_begin(&world);
    actor_begin(&world, &client);
    actor_begin(&world, &server);
    ends = actor_channel(&server, 1, 0);
    sender = actor_give(&server, ends.sender, &client);
    bench_call(0);
    bench_call(64);
    bench_call(4096);
    bench_send(64);
    bench_send(4096);
    bench_pulse();
    bench_hardware();
    actor_end(&client);
    actor_end(&server);
    world_end(&world);
    return 0;
}
