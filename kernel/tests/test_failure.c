/*
 * Memory that runs out at every point of every call that takes some: the call is refused and has
 * changed nothing. And a platform that refuses the N-th request for pages, N = 0, 1, ...
 */
#include "world.h"

#include <kernel_state.h>
#include <process/task.h>
#include <string.h>

#define RIGHTS 128u
#define STEP   16u /* the smallest difference between two charges */

static struct world world;
static struct kernel_counts before;
static uint64_t room;

/* Before a call: leave `room` bytes. */
static void squeeze(struct fake_machine *m)
{
    (void)m;
    before = world_counts(&world);
    world.kernel->root.limit = world.kernel->root.used + room;
}

/* After it: true when it was refused for want of memory, and then nothing may have changed. */
static bool refused(struct fake_machine *m)
{
    world.kernel->root.limit = UINT64_MAX;
    if (m->result != VB_ERR_QUOTA && m->result != VB_ERR_NO_MEMORY)
        return false;
    struct kernel_counts after = world_counts(&world);
    if (before.bytes_charged != after.bytes_charged)
        fprintf(stderr, "attempt %d with room for %d\n", (int)m->reg[6], (int)room);
    CHECK_EQUAL(before.bytes_charged, after.bytes_charged);
    CHECK_EQUAL(before.tasks, after.tasks);
    CHECK_EQUAL(before.threads, after.threads);
    CHECK_EQUAL(before.handles, after.handles);
    CHECK_EQUAL(before.objects, after.objects);
    CHECK_EQUAL(before.images, after.images);
    CHECK_EQUAL(before.messages, after.messages);
    room += STEP;
    return true;
}

/* The handle table has room enough, so that no call grows it: that would stay. */
static void prepare(struct fake_machine *m)
{
    (void)m;
    CHECK_EQUAL(VB_OK, handle_reserve(world.kernel->current->task, 64));
    room = 0;
}

FAKE_PROGRAM(waits)
{
    FAKE_BEGIN(m);
    FAKE_CALL(m, SYSCALL_SLEEP, VB_FOREVER);
    FAKE_END(m);
}

struct attempt {
    uint32_t number;
    uint64_t arguments[4];
};

/* reg[0] memory, reg[1] receiver, reg[2] sender, reg[3] task, reg[4] pulse, reg[5] start block */
static struct attempt attempt_at(struct fake_machine *m, size_t index)
{
    const struct attempt attempts[] = {
        {SYSCALL_MEMORY_ALLOC, {100000}},
        {SYSCALL_MEMORY_ALLOC, {100}},
        {SYSCALL_MEMORY_CLONE, {m->reg[0]}},
        {SYSCALL_MEMORY_SLICE, {m->reg[0], 10, 20}},
        {SYSCALL_MEMORY_WRITE, {m->reg[0], 0, 0, 10}}, /* shared by now: copies */
        {SYSCALL_MEMORY_RESIZE, {m->reg[0], 200000}},
        {SYSCALL_JOB_CREATE, {0}},
        {SYSCALL_ACCOUNT_CREATE, {0, 1000}},
        {SYSCALL_THREAD_CREATE, {0}},
        {SYSCALL_FORK, {0}},
        {SYSCALL_SPAWN, {m->reg[5], DIAGNOSTIC_ADDRESS, DIAGNOSTIC_SIZE}},
        {SYSCALL_CHANNEL_CREATE, {4, 0, RIGHTS}},
        {SYSCALL_CHANNEL_BADGE, {m->reg[2], 9}},
        {SYSCALL_PULSE_CREATE, {m->reg[1], 1}},
        {SYSCALL_TIMER_CREATE, {m->reg[4]}},
        {SYSCALL_TASK_WATCH, {m->reg[3], m->reg[4]}},
        {SYSCALL_NAMESPACE_CREATE, {0, 0}},
    };
    return index < ARRAY_LEN(attempts) ? attempts[index] : (struct attempt){0};
}

FAKE_PROGRAM(attempts)
{
    FAKE_BEGIN(m);
    if (m->is_thread) {
        FAKE_CALL(m, SYSCALL_SLEEP, VB_FOREVER);
    }
    FAKE_START(m);
    FAKE_CALL(m, SYSCALL_MEMORY_ALLOC, 50000);
    m->reg[0] = (uint64_t)m->result;
    FAKE_CALL(m, SYSCALL_CHANNEL_CREATE, 4, 0, RIGHTS);
    m->reg[1] = ((uint64_t *)fake_at(m, RIGHTS, 16))[0];
    m->reg[2] = ((uint64_t *)fake_at(m, RIGHTS, 16))[1];
    FAKE_CALL(m, SYSCALL_PULSE_CREATE, m->reg[1], 5);
    m->reg[4] = (uint64_t)m->result;
    block_begin(m, "waits");
    block_add(m, start_named(m, "waits"), VB_START_IMAGE, NULL, VB_START_COPY);
    block_add(m, m->reg[0], VB_START_NAMED, "memory", VB_START_COPY);
    block_add(m, m->reg[2], VB_START_FAULT, "memory", VB_START_COPY);
    FAKE_SPAWN(m); /* one that lives keeps the image in use */
    m->reg[3] = (uint64_t)m->result;
    FAKE_CALL(m, SYSCALL_MEMORY_ALLOC, BLOCK_SIZE(m));
    m->reg[5] = (uint64_t)m->result;
    FAKE_CALL(m, SYSCALL_MEMORY_WRITE, m->reg[5], 0, BLOCK_ADDRESS, BLOCK_SIZE(m));
    for (m->reg[6] = 0; attempt_at(m, m->reg[6]).number != 0; m->reg[6]++) {
        prepare(m);
        do {
            squeeze(m);
            struct attempt a = attempt_at(m, m->reg[6]);
            FAKE_CALL(m, a.number, a.arguments[0], a.arguments[1], a.arguments[2], a.arguments[3]);
            if (attempt_at(m, m->reg[6]).number == SYSCALL_FORK && m->result == 0)
                FAKE_CALL(m, SYSCALL_SLEEP, VB_FOREVER); /* the child */
        } while (refused(m));
        CHECK(m->result >= 0);
        if (room == 0)
            fprintf(stderr, "attempt %d takes no memory\n", (int)m->reg[6]);
    }
    FAKE_CALL(m, SYSCALL_SLEEP, VB_FOREVER);
    FAKE_END(m);
}

static void test_calls(void)
{
    struct kernel_blob blobs[] = {WORLD_BLOB(waits)};
    world_begin(&world);
    world.config.memory_limit = UINT64_MAX;
    world_start(&world, &attempts_image, blobs, 1);
    CHECK_EQUAL(KERNEL_IDLE, world_run(&world));
    CHECK_EQUAL(4, world_counts(&world).tasks);
    world_end(&world);
}

/* A failed exec leaves the task as it was, until it succeeds. */
FAKE_PROGRAM(execs)
{
    FAKE_BEGIN(m);
    FAKE_START(m);
    FAKE_CALL(m, SYSCALL_FORK); /* so the handles are not init's, and the image stays in use */
    if (m->result != 0)
        FAKE_CALL(m, SYSCALL_SLEEP, VB_FOREVER);
    block_begin(m, "waits");
    block_add(m, start_named(m, "waits"), VB_START_IMAGE, NULL, VB_START_COPY);
    FAKE_SPAWN(m);
    FAKE_CALL(m, SYSCALL_MEMORY_ALLOC, BLOCK_SIZE(m));
    m->reg[0] = (uint64_t)m->result;
    FAKE_CALL(m, SYSCALL_MEMORY_WRITE, m->reg[0], 0, BLOCK_ADDRESS, BLOCK_SIZE(m));
    prepare(m);
    do {
        squeeze(m);
        FAKE_CALL(m, SYSCALL_EXEC, m->reg[0], DIAGNOSTIC_ADDRESS, DIAGNOSTIC_SIZE);
    } while (refused(m));
    CHECK(!"reached");
    FAKE_END(m);
}

static void test_exec(void)
{
    struct kernel_blob blobs[] = {WORLD_BLOB(waits)};
    world_begin(&world);
    world.config.memory_limit = UINT64_MAX;
    world_start(&world, &execs_image, blobs, 1);
    CHECK_EQUAL(KERNEL_IDLE, world_run(&world));
    world.kernel->root.limit = UINT64_MAX;
    CHECK(room > 0);
    CHECK_EQUAL(3, world_counts(&world).tasks);
    world_end(&world);
}

/* ---- pages -------------------------------------------------------------------------------------
 */

FAKE_PROGRAM(large)
{
    FAKE_BEGIN(m);
    FAKE_CALL(m, SYSCALL_MEMORY_ALLOC, 3 << 20);
    m->reg[0] = (uint64_t)m->result;
    FAKE_CALL(m, SYSCALL_MEMORY_RESIZE, m->reg[0], 9 << 20);
    m->reg[1] = (uint64_t)(int64_t)fake_grow(m, 5 << 20);
    FAKE_CALL(m, SYSCALL_FORK);
    FAKE_CALL(m, SYSCALL_SLEEP, VB_FOREVER);
    FAKE_END(m);
}

static void test_pages(void)
{
    bool started = false;
    size_t needed = SIZE_MAX;
    for (size_t n = 0; n <= needed; n++) {
        world_begin(&world);
        hal_fake_fail_pages_after(n);
        int status = world_try_start(&world, &large_image, NULL, 0);
        CHECK(status == VB_OK || status == VB_ERR_NO_MEMORY);
        if (status != VB_OK) {
            CHECK_EQUAL(0, hal_fake_pages_held());
            continue;
        }
        started = true;
        world_run(&world);
        needed = hal_fake_page_requests();
        world_end(&world);
    }
    CHECK(started);
}

/* Starting with 1, 65, 129 ... bytes in all. */
static void test_start(void)
{
    int status = VB_ERR_QUOTA;
    for (uint64_t limit = 1; status != VB_OK; limit += 64) {
        world_begin(&world);
        hal_fake_add_device(VB_DEVICE_CONSOLE, 0, "console");
        world.config.memory_limit = limit;
        status = world_try_start(&world, &large_image, NULL, 0);
        CHECK(status == VB_OK || status == VB_ERR_QUOTA || status == VB_ERR_NO_MEMORY);
        if (status == VB_OK)
            world_end(&world);
        CHECK_EQUAL(0, hal_fake_pages_held());
    }
}

int main(void)
{
    test_start();
    test_calls();
    test_exec();
    test_pages();
    return 0;
}
