/*
 * Regions, interrupts and DMA, stepped by hand: what a driver is told, what it keeps, and what the
 * platform's refusals and a lack of memory leave behind: nothing.
 */
#include "ipc_world.h"

#include <drivers/hardware.h>
#include <memory/memory_object.h>

#define PAGE      ((uint64_t)HAL_PAGE_SIZE)
#define REQUESTER 0x18u

static struct world world;
static struct actor driver, other;
static struct ends ends;
static uint64_t machine, pulse;

static uint64_t give_device(struct actor *actor, size_t index)
{
    struct object *device;
    CHECK_EQUAL(VB_OK, device_create(world.kernel, &world.kernel->root, index, &device));
    int64_t value = handle_insert(actor->task, device, DEVICE_RIGHTS_ALL, 0);
    CHECK(value > 0);
    object_release(world.kernel, device);
    return (uint64_t)value;
}

static void begin(void)
{
    hal_fake_reset();
    world_begin(&world);
    actor_begin(&world, &driver);
    actor_begin(&world, &other);
    machine = give_device(&driver, hal_fake_add_machine());
    ends = actor_channel(&driver, 2, 0);
    pulse = (uint64_t)SYS(&driver, PULSE_CREATE, ends.receiver, 7);
}

static void end(void)
{
    actor_end(&driver);
    actor_end(&other);
    const struct hal_fake_hardware left = hal_fake_hardware();
    CHECK_EQUAL(0, left.regions + left.lines + left.domains + left.mapped_pages);
    world_end(&world);
}

static uint64_t out_word(void)
{
    uint64_t word;
    memcpy(&word, actor_memory(&driver) + SCRATCH, sizeof word);
    return word;
}

static uint64_t interrupt_on(enum vb_interrupt_kind kind, uint32_t number, uint32_t *line)
{
    struct vb_interrupt_info info;
    int64_t value = SYS(&driver, INTERRUPT_CREATE, machine, kind, number, SCRATCH);
    CHECK(value > 0);
    memcpy(&info, actor_memory(&driver) + SCRATCH, sizeof info);
    *line = info.line;
    return (uint64_t)value;
}

static void raise_line(uint32_t line)
{
    hal_fake_raise(line);
    interrupts_poll(world.kernel);
}

static bool pulsed(void)
{
    int64_t status = SYS(&driver, CHANNEL_RECEIVE, ends.receiver, IN_MESSAGE, VB_NO_WAIT);
    CHECK(status == VB_OK || status == VB_ERR_AGAIN);
    return status == VB_OK && actor_received(&driver).badge == 7 && actor_received(&driver).id == 1;
}

/* ---- interrupts ----------------------------------------------------------------------------- */

static void test_remembered(void)
{
    uint32_t line;
    uint64_t interrupt = interrupt_on(VB_INTERRUPT_MESSAGE, 0, &line);
    raise_line(line);
    raise_line(line);
    CHECK_EQUAL(VB_OK, SYS(&driver, INTERRUPT_WATCH, interrupt, pulse));
    CHECK(pulsed() && !pulsed());
    /* A waiting driver is woken at once. */
    CHECK_EQUAL(WAITS, actor_receive(&driver, ends.receiver, VB_FOREVER));
    raise_line(line);
    CHECK_EQUAL(VB_OK, driver.context.result);
    /* The channel that was told is gone: the next watcher hears of it. */
    struct ends gone = actor_channel(&driver, 1, 0);
    uint64_t deaf = (uint64_t)SYS(&driver, PULSE_CREATE, gone.receiver, 8);
    CHECK_EQUAL(VB_OK, SYS(&driver, INTERRUPT_WATCH, interrupt, deaf));
    CHECK_EQUAL(VB_OK, SYS(&driver, HANDLE_CLOSE, gone.receiver));
    raise_line(line);
    CHECK_EQUAL(VB_OK, SYS(&driver, INTERRUPT_WATCH, interrupt, pulse));
    CHECK(pulsed() && !pulsed());
}

/* What was on its way when a line was closed does not reach the next who opens it. */
static void test_stale_records(void)
{
    uint32_t line, again;
    uint64_t interrupt = interrupt_on(VB_INTERRUPT_ISA, 4, &line);
    hal_fake_raise(line);
    CHECK_EQUAL(VB_OK, SYS(&driver, HANDLE_CLOSE, interrupt));
    CHECK(!hal_fake_line_open(line));
    interrupt = interrupt_on(VB_INTERRUPT_ISA, 4, &again);
    CHECK_EQUAL(line, again);
    CHECK_EQUAL(VB_OK, SYS(&driver, INTERRUPT_WATCH, interrupt, pulse));
    interrupts_poll(world.kernel);
    CHECK(!pulsed());
}

static void test_level_line(void)
{
    uint32_t line;
    uint64_t interrupt = interrupt_on(VB_INTERRUPT_ISA, 11, &line);
    CHECK_EQUAL(VB_OK, SYS(&driver, INTERRUPT_WATCH, interrupt, pulse));
    raise_line(line);
    CHECK(pulsed() && hal_fake_line_masked(line));
    raise_line(line); /* asserted again while it is masked */
    CHECK(!pulsed());
    CHECK(SYS(&driver, INTERRUPT_ACKNOWLEDGE, interrupt) > 0); /* when it came */
    interrupts_poll(world.kernel);
    CHECK(pulsed());
}

/* More than the ring holds: none is lost, whoever else has interrupts. */
static void test_full_ring(void)
{
    uint32_t first, second;
    uint64_t one = interrupt_on(VB_INTERRUPT_MESSAGE, 0, &first);
    uint64_t two = interrupt_on(VB_INTERRUPT_MESSAGE, 0, &second);
    CHECK_EQUAL(VB_OK, SYS(&driver, INTERRUPT_WATCH, one, pulse));
    for (uint32_t i = 0; i < HAL_RING_RECORDS; i++)
        hal_fake_raise(first);
    hal_fake_raise(second);
    interrupts_poll(world.kernel);
    CHECK(pulsed() && !pulsed());
    CHECK_EQUAL(VB_OK, SYS(&driver, INTERRUPT_WATCH, two, pulse));
    CHECK(pulsed());
}

/* A handle moves with a message, and the interrupt with it; it is never duplicated. */
static void test_moves(void)
{
    uint32_t line;
    uint64_t interrupt = interrupt_on(VB_INTERRUPT_MESSAGE, 0, &line);
    CHECK_EQUAL(VB_ERR_ACCESS, SYS(&driver, HANDLE_DUPLICATE, interrupt, 0));
    struct sending sending = {.handles = {interrupt}, .handle_count = 1};
    CHECK_EQUAL(VB_OK, actor_send(&driver, ends.sender, sending, VB_NO_WAIT));
    raise_line(line);
    CHECK_EQUAL(VB_OK, actor_receive(&driver, ends.receiver, VB_NO_WAIT));
    interrupt = actor_received_handle(&driver, 0);
    CHECK_EQUAL(VB_OK, SYS(&driver, INTERRUPT_WATCH, interrupt, pulse));
    CHECK(pulsed());
    /* In a queue that nobody will read any more it is closed with the queue. */
    sending.handles[0] = interrupt;
    CHECK_EQUAL(VB_OK, actor_send(&driver, ends.sender, sending, VB_NO_WAIT));
    CHECK_EQUAL(VB_OK, SYS(&driver, HANDLE_CLOSE, ends.sender));
    CHECK(hal_fake_line_open(line));
    CHECK_EQUAL(VB_OK, SYS(&driver, HANDLE_CLOSE, ends.receiver));
    CHECK(!hal_fake_line_open(line));
}

/* ---- DMA ------------------------------------------------------------------------------------ */

static uint64_t memory_of_pages(uint64_t pages)
{
    int64_t value = SYS(&driver, MEMORY_ALLOC, pages * PAGE);
    CHECK(value > 0);
    return (uint64_t)value;
}

static uint8_t *map(uint64_t dma, uint64_t memory, uint64_t pages)
{
    CHECK_EQUAL(VB_OK, SYS(&driver, DMA_MAP, dma, memory, SCRATCH));
    uint8_t *reached = hal_fake_dma_reach(REQUESTER, out_word(), pages * PAGE);
    CHECK(reached != NULL);
    return reached;
}

/* Driver and device see the same bytes, all the time; clones and slices are of one moment. */
static void test_shared_bytes(void)
{
    uint64_t dma = (uint64_t)SYS(&driver, DMA_CREATE, machine, REQUESTER);
    uint64_t memory = memory_of_pages(2);
    uint64_t before = (uint64_t)SYS(&driver, MEMORY_CLONE, memory);
    uint8_t *device = map(dma, memory, 2);
    memcpy(actor_memory(&driver) + BUFFER, "ABCDEFGH", 8);
    for (uint32_t size = 1; size <= 8; size++)
        CHECK_EQUAL(size, SYS(&driver, MEMORY_WRITE, memory, PAGE + 8 * size, BUFFER, size));
    for (uint32_t size = 1; size <= 8; size++)
        CHECK(memcmp(device + PAGE + (size_t)8 * size, "ABCDEFGH", size) == 0);
    uint64_t after = (uint64_t)SYS(&driver, MEMORY_SLICE, memory, 0, 16);
    memcpy(device, "12345678", 8);
    for (uint32_t size = 1; size <= 8; size++) {
        memset(actor_memory(&driver) + BUFFER, 0, 8);
        CHECK_EQUAL(size, SYS(&driver, MEMORY_READ, memory, 0, BUFFER, size));
        CHECK(memcmp(actor_memory(&driver) + BUFFER, "12345678", size) == 0);
    }
    CHECK_EQUAL(8, SYS(&driver, MEMORY_READ, before, 0, BUFFER, 8));
    CHECK_EQUAL(0, actor_memory(&driver)[BUFFER]);
    CHECK_EQUAL(8, SYS(&driver, MEMORY_READ, after, 0, BUFFER, 8));
    CHECK_EQUAL(0, actor_memory(&driver)[BUFFER]);
    CHECK_EQUAL(VB_ERR_BUSY, SYS(&driver, MEMORY_FREE, memory));
    CHECK_EQUAL(VB_ERR_BUSY, SYS(&driver, MEMORY_RESIZE, memory, PAGE));
    CHECK_EQUAL(VB_OK, SYS(&driver, HANDLE_CLOSE, dma));
    CHECK_EQUAL(VB_OK, SYS(&driver, MEMORY_RESIZE, memory, PAGE));
    CHECK_EQUAL(VB_OK, SYS(&driver, MEMORY_FREE, memory));
}

/* Any history of an object leads to pages of its own: slices at odd offsets, what was cut. */
static void test_odd_objects(void)
{
    uint64_t dma = (uint64_t)SYS(&driver, DMA_CREATE, machine, REQUESTER);
    uint64_t whole = memory_of_pages(4);
    memcpy(actor_memory(&driver) + BUFFER, "here", 4);
    CHECK_EQUAL(4, SYS(&driver, MEMORY_WRITE, whole, 100, BUFFER, 4));
    uint64_t slice = (uint64_t)SYS(&driver, MEMORY_SLICE, whole, 100, PAGE);
    /* The only one left that shares the backing; a slice is read-only, its clone is not. */
    uint64_t clone = (uint64_t)SYS(&driver, MEMORY_CLONE, slice);
    CHECK_EQUAL(VB_OK, SYS(&driver, HANDLE_CLOSE, whole));
    CHECK_EQUAL(VB_ERR_ACCESS, SYS(&driver, DMA_MAP, dma, slice, SCRATCH));
    CHECK_EQUAL(VB_OK, SYS(&driver, HANDLE_CLOSE, slice));
    CHECK(memcmp(map(dma, clone, 1), "here", 4) == 0);
    uint64_t grown = (uint64_t)SYS(&driver, MEMORY_ALLOC, 10);
    CHECK_EQUAL(VB_OK, SYS(&driver, MEMORY_RESIZE, grown, 3 * PAGE));
    CHECK_EQUAL(VB_OK, SYS(&driver, MEMORY_RESIZE, grown, 2 * PAGE));
    CHECK_EQUAL(0, map(dma, grown, 2)[2 * PAGE - 1]);
}

static uint64_t closed_memory;

/* The memory is still there, charged and pinned, when the device is stopped. */
static void still_there(void *ctx, uint32_t requester)
{
    (void)ctx;
    CHECK_EQUAL(REQUESTER, requester);
    uint8_t *reached = hal_fake_dma_reach(requester, closed_memory, 4 * PAGE);
    CHECK(reached != NULL);
    memset(reached, 0xdd, (size_t)(4 * PAGE));
    CHECK(world.kernel->root.used >= 4 * PAGE);
}

static void test_end_order(void)
{
    uint64_t dma = (uint64_t)SYS(&driver, DMA_CREATE, machine, REQUESTER);
    uint64_t memory = memory_of_pages(4);
    (void)map(dma, memory, 4);
    closed_memory = out_word();
    hal_fake_on_dma_close(still_there, NULL);
    uint64_t used = world.kernel->root.used;
    CHECK_EQUAL(VB_OK, SYS(&driver, HANDLE_CLOSE, memory)); /* before the dma object */
    CHECK_EQUAL(used, world.kernel->root.used);
    CHECK_EQUAL(VB_OK, SYS(&driver, HANDLE_CLOSE, dma));
    CHECK(world.kernel->root.used <= used - 4 * PAGE);
}

/* ---- refusals ------------------------------------------------------------------------------- */

static void expect_unchanged(const struct kernel_counts *before)
{
    struct kernel_counts after;
    kernel_count(world.kernel, &after);
    CHECK_EQUAL(before->handles, after.handles);
    CHECK_EQUAL(before->objects, after.objects);
    CHECK_EQUAL(before->bytes_charged, after.bytes_charged);
}

/* Each call, by number. */
static int64_t make(uint32_t which, uint64_t dma, uint64_t memory)
{
    switch (which) {
    case 0:
        return SYS(&driver, REGION_CREATE, machine, VB_REGION_MEMORY, 0, HAL_FAKE_REGISTERS, 64);
    case 1:
        return SYS(&driver, INTERRUPT_CREATE, machine, VB_INTERRUPT_MESSAGE, 0, SCRATCH);
    case 2:
        return SYS(&driver, DMA_CREATE, machine, REQUESTER + 1);
    default:
        return SYS(&driver, DMA_MAP, dma, memory, SCRATCH);
    }
}

static void test_refusals(void)
{
    struct kernel_counts before;
    struct account *root = &world.kernel->root;
    uint64_t dma = (uint64_t)SYS(&driver, DMA_CREATE, machine, REQUESTER);
    CHECK_EQUAL(VB_OK, handle_reserve(driver.task, 16));
    for (uint32_t which = 0; which < 4; which++) {
        uint64_t memory = memory_of_pages(2);
        const uint64_t clone = (uint64_t)SYS(&driver, MEMORY_CLONE, memory);
        kernel_count(world.kernel, &before);
        for (uint64_t room = 0;; room += 16) {
            root->limit = root->used + room;
            int64_t result = make(which, dma, memory);
            root->limit = UINT64_MAX;
            if (result >= 0)
                break;
            CHECK_EQUAL(VB_ERR_QUOTA, result);
            expect_unchanged(&before);
        }
        CHECK_EQUAL(VB_OK, SYS(&driver, HANDLE_CLOSE, clone));
        kernel_count(world.kernel, &before);
        hal_fake_fail_hardware(VB_ERR_LIMIT);
        CHECK_EQUAL(VB_ERR_LIMIT, make(which == 2 ? 0 : which, dma, memory));
        expect_unchanged(&before);
    }
}

/* Opening it again in the same task's place must not fail because of the dead one. */
static void test_next_incarnation(void)
{
    for (uint32_t i = 0; i < 40; i++) {
        uint32_t line;
        uint64_t dma = (uint64_t)SYS(&driver, DMA_CREATE, machine, REQUESTER);
        (void)map(dma, memory_of_pages(1), 1);
        uint64_t interrupt = interrupt_on(VB_INTERRUPT_ISA, 5, &line);
        (void)interrupt_on(VB_INTERRUPT_MESSAGE, 0, &line);
        CHECK_EQUAL(VB_OK, SYS(&driver, INTERRUPT_WATCH, interrupt, pulse));
        CHECK(make(0, 0, 0) > 0);
        actor_end(&driver);
        actor_begin(&world, &driver);
        machine = give_device(&driver, 0);
        ends = actor_channel(&driver, 2, 0);
        pulse = (uint64_t)SYS(&driver, PULSE_CREATE, ends.receiver, 7);
    }
}

int main(void)
{
    static void (*const tests[])(void) = {
        test_remembered, test_stale_records,   test_level_line,  test_full_ring,
        test_moves,      test_shared_bytes,    test_odd_objects, test_end_order,
        test_refusals,   test_next_incarnation};
    for (size_t i = 0; i < ARRAY_LEN(tests); i++) {
        begin();
        tests[i]();
        end();
    }
    return 0;
}
