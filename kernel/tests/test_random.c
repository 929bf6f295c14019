/*
 * Tasks that make random system calls with plausible arguments: handles of the right types most of
 * the time, messages and start blocks that mostly make sense, short deadlines. init keeps a few of
 * them running and kills some. Nothing may crash, and at the end nothing may be left.
 *
 *   test_kernel_random [SEED [STEPS]]     runs one seed; without arguments a few
 */
#include "world.h"

#include <kernel_state.h>
#include <process/task.h>
#include <string.h>
#include <syscall/dispatch.h>
#include <syscall/names.h>

#define TASKS_MAX  12u
#define MEMORY_MAX (4u << 20)

static struct world world;
static uint64_t seed;
static uint32_t made[SYSCALL_COUNT], went_well[SYSCALL_COUNT]; /* for whoever runs one seed */

static uint64_t random64(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

static uint32_t roll(uint32_t sides)
{
    return (uint32_t)(random64() >> 20) % sides;
}

/* ---- arguments ---------------------------------------------------------------------------------
 */

/* A handle of the running task whose type is in the mask; 0 when a few looks find none. */
static uint64_t some_handle(uint32_t objects)
{
    const struct task *task = world.kernel->current->task;
    const struct handle_table *table = &task->handles;
    if (table->used == 0 || roll(50) == 0)
        return random64() >> roll(64);
    uint32_t start = roll(table->capacity);
    for (uint32_t i = 0; i < table->capacity; i++) {
        const struct handle *handle = &table->slots[(start + i) % table->capacity];
        if (handle->object != NULL && (objects >> handle->object->type & 1) != 0)
            return handle_value(task, handle);
    }
    return 0;
}

static uint64_t some_deadline(void)
{
    if (roll(200) == 0)
        return VB_FOREVER;
    return roll(2) == 0 ? VB_NO_WAIT : hal_clock_monotonic() + roll(3000);
}

/* Also of what is a deadline: a large number would be one that never comes. */
static uint64_t some_number(void)
{
    uint32_t kind = roll(100);
    if (kind == 0)
        return random64();
    if (kind < 5)
        return roll(100000);
    if (kind < 30)
        return some_deadline();
    return roll(kind < 50 ? 20 : 3);
}

/* Handles lie at 3000, data from 4096 on, windows at 2800. */
static void write_message(struct fake_machine *m, uint64_t at)
{
    struct vb_message *message = fake_at(m, at, sizeof *message);
    *message = (struct vb_message){.id = (int64_t)roll(5),
                                   .data = 4096 + roll(100),
                                   .data_size = roll(10) == 0 ? roll(20000) : roll(300),
                                   .handles = 3000,
                                   .handle_count = roll(3) == 0 ? roll(4) : 0,
                                   .windows = 2800,
                                   .window_count = roll(3) == 0 ? roll(3) : 0};
    for (size_t i = 0; i < 4; i++) {
        uint64_t handle = some_handle(~0u);
        memcpy(fake_at(m, 3000 + 8 * i, 8), &handle, 8);
        struct vb_window window = {.address = roll(70000), .size = roll(5000), .rights = roll(16)};
        memcpy(fake_at(m, 2800 + i * sizeof window, sizeof window), &window, sizeof window);
    }
}

static uint64_t some_block(struct fake_machine *m)
{
    block_begin(m, "fuzz");
    for (uint32_t i = roll(4); i > 0; i--)
        block_add(m, some_handle(~0u), 1 + roll(8), "n", roll(3) == 0 ? 0 : VB_START_COPY);
    block_add(m, m->reg[20], VB_START_IMAGE, NULL, VB_START_COPY);
    if (roll(10) == 0)
        ((uint8_t *)block_header(m))[roll(300)] ^= (uint8_t)(1 << roll(8));
    return BLOCK_ADDRESS;
}

/* ---- calls -------------------------------------------------------------------------------------
 */

static uint32_t some_call(void)
{
    for (;;) {
        uint32_t number =
            roll(50) == 0 ? roll(120) : syscall_names[roll((uint32_t)syscall_name_count)].number;
        bool makes_tasks =
            number == SYSCALL_FORK || number == SYSCALL_SPAWN || number == SYSCALL_THREAD_CREATE;
        bool crowded =
            world.kernel->counts.threads > TASKS_MAX || world.kernel->root.used > MEMORY_MAX;
        bool ends = number == SYSCALL_TASK_EXIT || number == SYSCALL_THREAD_EXIT ||
                    number == SYSCALL_EXEC || number == SYSCALL_KILL ||
                    number == SYSCALL_HANDLE_RESTRICT || number == SYSCALL_MEMORY_FREE;
        bool grows = number == SYSCALL_MEMORY_ALLOC || number == SYSCALL_MEMORY_RESIZE;
        if (number == SYSCALL_SYSTEM_STOP || ((makes_tasks || grows) && crowded) ||
            (ends && roll(40) != 0) || (number == SYSCALL_HANDLE_CLOSE && roll(3) != 0))
            continue;
        return number;
    }
}

/* What exists and can be mapped is hardly ever guessed. */
static void choose_hardware(uint32_t number, uint64_t *arguments)
{
    if (roll(2) == 0)
        return;
    if (number == SYSCALL_MEMORY_ALLOC)
        arguments[0] = (uint64_t)(1 + roll(3)) * HAL_PAGE_SIZE;
    if (number == SYSCALL_REGION_CREATE) {
        arguments[1] = 1 + roll(2);
        arguments[2] = 0;
        arguments[3] =
            arguments[1] == VB_REGION_PORTS ? roll(0x10000) : HAL_FAKE_REGISTERS + roll(0x11000);
        arguments[4] = 1 + roll(1000);
    }
}

static enum fake_action random_call(struct fake_machine *m)
{
    uint64_t arguments[FAKE_ARGUMENTS];
    uint32_t number = some_call();
    for (size_t i = 0; i < FAKE_ARGUMENTS; i++)
        arguments[i] = some_number();
    if (number >= SYSCALL_COUNT)
        return fake_call(m, number, FAKE_ARGUMENTS, arguments);
    const struct syscall_check *check = syscall_checks + syscall_table[number].first;
    for (size_t i = 0; i < syscall_table[number].count; i++, check++) {
        uint64_t *words = &arguments[check->argument];
        if (check->kind == CHECK_BUFFER) {
            words[0] = roll(20) == 0 ? random64() : 4096 + roll(1000);
            words[1] = roll(20) == 0 ? random64() : roll(600);
        } else if (check->kind == CHECK_STRUCTURE) {
            words[0] = 512 + roll(8) * 256;
            if (check->need == sizeof(struct vb_message))
                write_message(m, words[0]);
        } else {
            words[0] = check->kind == CHECK_OPTIONAL_HANDLE && roll(2) == 0
                           ? 0
                           : some_handle(check->objects);
        }
    }
    choose_hardware(number, arguments);
    made[number]++;
    return fake_call(m, number, FAKE_ARGUMENTS, arguments);
}

/* One step in 30 writes a start block into the task's memory object of that purpose. */
FAKE_PROGRAM(fuzz)
{
    if (!m->is_thread && m->reg[20] == 0) { /* first of all: read the own start block */
        if (m->reg[21] == 0) {
            m->reg[21] = 1;
            return fake_call(m, SYSCALL_START_BLOCK, 3, (uint64_t[]){0, START_ADDRESS, START_SIZE});
        }
        m->reg[20] = start_named(m, "image") | 1ull << 63;
    }
    if (m->reg[22] != 0) { /* write the block to the object just made */
        uint64_t object = m->reg[22] == 1 ? (uint64_t)m->result : m->reg[22];
        bool written = m->reg[22] != 1;
        m->reg[22] = written || (int64_t)object <= 0 ? 0 : object;
        if (written) /* either of the two */
            return fake_call(m, roll(20) == 0 ? SYSCALL_EXEC : SYSCALL_SPAWN, 3,
                             (uint64_t[]){object, DIAGNOSTIC_ADDRESS, DIAGNOSTIC_SIZE});
        if (m->reg[22] != 0)
            return fake_call(m, SYSCALL_MEMORY_WRITE, 4,
                             (uint64_t[]){object, 0, BLOCK_ADDRESS, BLOCK_SIZE(m) % 4096});
    }
    if (roll(30) == 0 && world.kernel->counts.threads < TASKS_MAX &&
        world.kernel->root.used < MEMORY_MAX) {
        m->reg[20] &= ~(1ull << 63);
        some_block(m);
        m->reg[20] |= 1ull << 63;
        m->reg[22] = 1;
        return fake_call(m, SYSCALL_MEMORY_ALLOC, 1, (uint64_t[]){BLOCK_SIZE(m) % 4096 + 1});
    }
    if (roll(3000) == 0)
        return fake_trap(m, "fuzz");
    if (roll(20) == 0) {
        m->compute = roll(3000);
        return FAKE_DOES_COMPUTE;
    }
    if (m->number < SYSCALL_COUNT && m->result >= 0)
        went_well[m->number]++;
    return random_call(m);
}

/* init: starts one whenever few are left, with a fault channel that nobody reads now and then. */
FAKE_PROGRAM(keeper)
{
    FAKE_BEGIN(m);
    FAKE_START(m);
    FAKE_CALL(m, SYSCALL_CHANNEL_CREATE, 3, 0, 128);
    for (;;) {
        if (world.kernel->counts.threads < TASKS_MAX / 2) {
            block_begin(m, "fuzz");
            block_add(m, start_named(m, "fuzz"), VB_START_IMAGE, NULL, VB_START_COPY);
            block_add(m, start_named(m, "fuzz"), VB_START_NAMED, "image", VB_START_COPY);
            block_add(m, start_named(m, "account"), VB_START_NAMED, "a", VB_START_COPY);
            block_add(m, start_named(m, "namespace"), VB_START_NAMED, "n", VB_START_COPY);
            block_add(m, start_named(m, "device.0"), VB_START_NAMED, "d", VB_START_COPY);
            block_add(m, start_named(m, "device.machine"), VB_START_NAMED, "m", VB_START_COPY);
            /* They may not spoil the image or starve init */
            block_entry(m, 1)->rights = VB_RIGHT_READ | VB_RIGHT_DUPLICATE | VB_RIGHT_TRANSFER;
            block_entry(m, 2)->rights =
                VB_RIGHT_READ | VB_RIGHT_DUPLICATE | VB_RIGHT_SPAWN | VB_RIGHT_TRANSFER;
            if (roll(2) == 0)
                block_add(m, *(uint64_t *)fake_at(m, 136, 8), VB_START_FAULT, NULL, VB_START_COPY);
            FAKE_SPAWN(m);
            m->reg[1] = (uint64_t)m->result;
            FAKE_CALL(m, SYSCALL_TASK_INFO, m->reg[1], 256);
        }
        if (m->reg[1] != 0 && roll(30) == 0) {
            FAKE_CALL(m, SYSCALL_KILL, m->reg[1], VB_SIGKILL);
            FAKE_CALL(m, SYSCALL_HANDLE_CLOSE, m->reg[1]);
            m->reg[1] = 0;
        }
        FAKE_CALL(m, SYSCALL_CLOCK, VB_CLOCK_MONOTONIC);
        FAKE_CALL(m, SYSCALL_SLEEP, (uint64_t)m->result + 5000);
    }
    FAKE_END(m);
}

/* The threads that trapped, or wait for ever, would fill the place. */
static void clear_out(void)
{
    for (struct task *task = task_next(world.kernel, 1); task != NULL;) {
        uint32_t pid = task->pid;
        task_end(task, VB_EXIT_SIGNAL, VB_SIGKILL, "");
        task = task_next(world.kernel, pid);
    }
}

/* A device writes to all that it reaches until it is stopped: nothing of that is anybody else's. */
static void device_writes(void *ctx, uint32_t requester)
{
    (void)ctx;
    for (uint64_t i = 1; i <= HAL_FAKE_MAPPINGS; i++) {
        uint8_t *page = hal_fake_dma_reach(requester, i << 32, HAL_PAGE_SIZE);
        if (page != NULL)
            memset(page, 0xdd, HAL_PAGE_SIZE);
    }
}

static void check_hardware_closed(void)
{
    const struct hal_fake_hardware left = hal_fake_hardware();
    CHECK_EQUAL(0, left.regions + left.lines + left.domains + left.mapped_pages);
}

static void run(uint64_t from, int steps)
{
    struct kernel_blob blobs[] = {WORLD_BLOB(fuzz)};
    seed = from * 0x9e3779b97f4a7c15u + 1;
    world_begin(&world);
    hal_fake_add_device(VB_DEVICE_CONSOLE, 0, "console");
    hal_fake_add_machine();
    hal_fake_on_dma_close(device_writes, NULL);
    world.config.memory_limit = 4 * MEMORY_MAX;
    world.config.entry_reductions = 1 + roll(2000);
    world.config.quantum_entries = 1 + roll(10);
    world_start(&world, &keeper_image, blobs, 1);
    for (int i = 0; i < steps; i++) {
        uint64_t deadline;
        if (kernel_step(world.kernel, 0, &deadline) == KERNEL_IDLE)
            hal_idle(&world.ring, MIN(deadline, hal_clock_monotonic() + 10000));
        else
            hal_fake_advance(50);
        struct hal_request *request = hal_fake_pending(0, roll(3));
        if (request != NULL && roll(5) == 0)
            hal_fake_complete(request, roll(100), "text", 4);
        if (roll(10) == 0)
            hal_fake_raise(HAL_FAKE_ISA_FIRST + roll(32));
        if (roll(300) == 0) {
            clear_out();
            check_hardware_closed();
        }
    }
    clear_out();
    while (hal_fake_pending(0, 0) != NULL)
        hal_fake_complete(hal_fake_pending(0, 0), 0, NULL, 0);
    check_hardware_closed();
    world_end(&world);
}

int main(int argc, char **argv)
{
    if (argc > 1) {
        run(strtoull(argv[1], NULL, 0), argc > 2 ? atoi(argv[2]) : 20000);
        for (size_t i = 0; i < SYSCALL_COUNT; i++)
            printf("%zu: %u made, %u went well\n", i, made[i], went_well[i]);
        return 0;
    }
    for (uint64_t i = 1; i <= 12; i++)
        run(i, 5000);
    return 0;
}
