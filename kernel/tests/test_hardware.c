/*
 * A driver of a real device can be killed at any moment: its registers are closed, its lines
 * masked, and its device reaches no memory, before that memory is anybody else's. A driver is run
 * for N steps, N = 0, 1, ..., each of one system call, and killed there.
 */
#include "world.h"

#include <kernel_state.h>
#include <process/signal.h>
#include <process/task.h>
#include <string.h>

#define REQUESTER 0x18u
#define OUT       128u
#define MESSAGE   1024u
#define PAGES     3u
#define RAISES    2u

static struct world world;
static bool finished;
static uint32_t closes;
static uint64_t next_driver; /* when it starts */
static bool lingers;         /* the device ends what it began after its driver's end */

static uint64_t out_word(struct fake_machine *m, size_t index)
{
    return ((uint64_t *)fake_at(m, OUT, 64))[index];
}

static uint64_t message(struct fake_machine *m)
{
    *(struct vb_message *)fake_at(m, MESSAGE, sizeof(struct vb_message)) = (struct vb_message){0};
    return MESSAGE;
}

static uint32_t type_of(uint64_t value)
{
    const struct handle *handle = handle_lookup(world.kernel->current->task, value);
    return handle == NULL ? UINT32_MAX : handle->object->type;
}

/* reg: 0 machine, 1 registers, 2 ports, 3 message, 4 level line, 5 dma, 6 memory, 7 receiver */
FAKE_PROGRAM(driver)
{
    FAKE_BEGIN(m);
    FAKE_START(m);
    m->reg[0] = start_named(m, "machine");
    FAKE_CALL(m, SYSCALL_REGION_CREATE, m->reg[0], VB_REGION_MEMORY, 0, HAL_FAKE_REGISTERS, 4096);
    m->reg[1] = (uint64_t)m->result;
    FAKE_CALL(m, SYSCALL_REGION_CREATE, m->reg[0], VB_REGION_PORTS, 0, 0x60, 8);
    m->reg[2] = (uint64_t)m->result;
    FAKE_CALL(m, SYSCALL_INTERRUPT_CREATE, m->reg[0], VB_INTERRUPT_MESSAGE, 0, OUT);
    m->reg[3] = (uint64_t)m->result;
    FAKE_CALL(m, SYSCALL_INTERRUPT_CREATE, m->reg[0], VB_INTERRUPT_ISA, 9, OUT);
    m->reg[4] = (uint64_t)m->result;
    FAKE_CALL(m, SYSCALL_DMA_CREATE, m->reg[0], REQUESTER);
    m->reg[5] = (uint64_t)m->result;
    FAKE_CALL(m, SYSCALL_MEMORY_ALLOC, PAGES * HAL_PAGE_SIZE);
    m->reg[6] = (uint64_t)m->result;
    FAKE_CALL(m, SYSCALL_DMA_MAP, m->reg[5], m->reg[6], OUT);
    FAKE_CALL(m, SYSCALL_REGION_WRITE, m->reg[1], 16, 8, out_word(m, 0));
    FAKE_CALL(m, SYSCALL_HANDLE_CLOSE, m->reg[6]); /* the dma object keeps it */
    FAKE_CALL(m, SYSCALL_CHANNEL_CREATE, 2, 0, OUT);
    m->reg[7] = out_word(m, 0);
    FAKE_CALL(m, SYSCALL_PULSE_CREATE, m->reg[7], 1);
    FAKE_CALL(m, SYSCALL_INTERRUPT_WATCH, m->reg[4], (uint64_t)m->result);
    FAKE_CALL(m, SYSCALL_FORK, 0);
    if (m->result == 0) {
        for (m->reg[8] = 0; m->reg[8] < 6; m->reg[8]++)
            CHECK_EQUAL(VB_OBJECT_NONE, type_of(m->reg[m->reg[8]]));
        FAKE_CALL(m, SYSCALL_TASK_EXIT, 0);
    }
    for (m->reg[9] = 0; m->reg[9] < RAISES; m->reg[9]++) {
        FAKE_CALL(m, SYSCALL_CHANNEL_RECEIVE, m->reg[7], message(m), VB_FOREVER);
        CHECK_EQUAL(VB_OK, m->result);
        FAKE_CALL(m, SYSCALL_INTERRUPT_ACKNOWLEDGE, m->reg[4]);
    }
    finished = true;
    FAKE_END(m);
}

FAKE_PROGRAM(starts)
{
    FAKE_BEGIN(m);
    FAKE_START(m);
    CHECK(start_named(m, "device.machine") != 0);
    CHECK(start_named(m, "device.0") != 0);
    CHECK(start_named(m, "device.1") == 0);
    block_begin(m, "driver");
    block_add(m, start_named(m, "driver"), VB_START_IMAGE, NULL, VB_START_COPY);
    block_add(m, start_named(m, "device.machine"), VB_START_NAMED, "machine", VB_START_COPY);
    FAKE_SPAWN(m);
    CHECK(m->result > 0);
    /* Later it is the next driver: it has reset the device when it maps its first memory. */
    FAKE_CALL(m, SYSCALL_SLEEP, next_driver);
    FAKE_CALL(m, SYSCALL_DMA_CREATE, start_named(m, "device.machine"), REQUESTER);
    m->reg[0] = (uint64_t)m->result;
    FAKE_CALL(m, SYSCALL_MEMORY_ALLOC, HAL_PAGE_SIZE);
    FAKE_CALL(m, SYSCALL_DMA_MAP, m->reg[0], (uint64_t)m->result, OUT);
    CHECK_EQUAL(VB_OK, m->result);
    FAKE_CALL(m, SYSCALL_SLEEP, VB_FOREVER);
    FAKE_END(m);
}

/* The device goes on writing until it is stopped. */
static void device_writes(void *ctx, uint32_t requester)
{
    const uint64_t *told = (const uint64_t *)(const void *)(hal_fake_registers() + 16);
    (void)ctx;
    CHECK_EQUAL(REQUESTER, requester);
    closes++;
    uint8_t *memory =
        *told == 0 ? NULL : hal_fake_dma_reach(requester, *told, PAGES * HAL_PAGE_SIZE);
    CHECK(memory != NULL || *told == 0);
    if (memory != NULL)
        memset(memory, 0xdd, (size_t)PAGES * HAL_PAGE_SIZE);
}

static struct kernel_counts run_and_kill(int steps)
{
    struct kernel_blob blobs[] = {WORLD_BLOB(driver)};
    uint64_t deadline;
    world_begin(&world);
    hal_fake_add_device(VB_DEVICE_CONSOLE, 0, "console");
    hal_fake_add_machine();
    hal_fake_on_dma_close(device_writes, NULL);
    if (lingers)
        hal_fake_dma_lingers();
    next_driver = hal_clock_monotonic() + 1000000000u;
    world.config.entry_reductions = 1;
    world_start(&world, &starts_image, blobs, 1);
    for (int i = 0; i < 8 + steps; i++) {
        if (kernel_step(world.kernel, 0, &deadline) == KERNEL_IDLE)
            hal_fake_raise(HAL_FAKE_ISA_FIRST + 9);
    }
    const uint32_t mapped = hal_fake_hardware().mapped_pages;
    for (uint32_t pid = 2; pid <= 3; pid++) {
        struct task *task = task_find(world.kernel, pid);
        if (task != NULL)
            task_signal(task, VB_SIGKILL);
    }
    const struct hal_fake_hardware left = hal_fake_hardware();
    CHECK_EQUAL(0, left.regions);
    CHECK_EQUAL(0, left.lines);
    CHECK_EQUAL(0, left.domains);
    CHECK_EQUAL(0, left.mapped_pages);
    world_run_until(&world, hal_clock_monotonic() + 1000000);
    memset(hal_fake_registers() + 16, 0, sizeof(uint64_t)); /* reset */
    CHECK_EQUAL(lingers && (mapped > 0 || finished), !list_empty(&world.kernel->ipc.quiet));
    world_run_until(&world, next_driver + 1000000);
    CHECK(list_empty(&world.kernel->ipc.quiet));
    struct kernel_counts counts = world_counts(&world);
    world_end(&world);
    return counts;
}

static void test_kill(void)
{
    struct kernel_counts base = run_and_kill(0);
    for (int steps = 0; !finished; steps++) {
        struct kernel_counts counts = run_and_kill(steps);
        CHECK_EQUAL(base.tasks, counts.tasks);
        CHECK_EQUAL(base.handles, counts.handles);
        CHECK_EQUAL(base.objects, counts.objects);
        CHECK_EQUAL(base.bytes_charged, counts.bytes_charged);
        CHECK(steps < 500);
    }
    CHECK(closes > 10);
}

int main(void)
{
    test_kill();
    lingers = true;
    finished = false;
    test_kill();
    return 0;
}
