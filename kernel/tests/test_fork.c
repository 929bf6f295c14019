/* fork: copied memory, the same handle values, what becomes a dead slot; faults and supervisors. */
#include "world.h"

#include <string.h>

#define INFO    512u
#define MESSAGE 1024u
#define DATA    2048u
#define RIGHTS  128u

static struct vb_exit_info *info_of(struct fake_machine *m)
{
    return fake_at(m, INFO, sizeof(struct vb_exit_info));
}

static uint64_t right_of(struct fake_machine *m, size_t index)
{
    return ((uint64_t *)fake_at(m, RIGHTS, 16))[index];
}

/* Prepare to receive up to 512 bytes at DATA; the address of the message. */
static uint64_t receive_at(struct fake_machine *m)
{
    struct vb_message *message = fake_at(m, MESSAGE, sizeof *message);
    *message = (struct vb_message){.data = DATA, .data_size = 512};
    return MESSAGE;
}

/* ---- fork --------------------------------------------------------------------------------------
 */

FAKE_PROGRAM(forks)
{
    FAKE_BEGIN(m);
    FAKE_CALL(m, SYSCALL_MEMORY_ALLOC, 8);
    m->reg[0] = (uint64_t)m->result;
    FAKE_CALL(m, SYSCALL_CHANNEL_CREATE, 4, 0, RIGHTS);
    FAKE_CALL(m, SYSCALL_HANDLE_DUPLICATE, m->reg[0], 0);
    m->reg[1] = (uint64_t)m->result;
    memcpy(fake_at(m, 0, 6), "before", 6);
    FAKE_CALL(m, SYSCALL_FORK);
    if (m->result == 0) {
        memcpy(fake_at(m, 0, 6), "child!", 6);
        FAKE_CALL(m, SYSCALL_MEMORY_WRITE, m->reg[0], 0, 0, 6);
        CHECK_EQUAL(6, m->result);
        FAKE_CALL(m, SYSCALL_MEMORY_READ, m->reg[1], 0, 16, 6); /* one object, two handles */
        CHECK_EQUAL(0, memcmp(fake_at(m, 16, 6), "child!", 6));
        FAKE_CALL(m, SYSCALL_CHANNEL_RECEIVE, right_of(m, 0), receive_at(m), VB_NO_WAIT);
        CHECK_EQUAL(VB_ERR_BAD_TYPE, m->result);
        FAKE_CALL(m, SYSCALL_HANDLE_INFO, right_of(m, 0), 256);
        CHECK_EQUAL(VB_OBJECT_NONE, ((struct vb_handle_info *)fake_at(m, 256, 24))->type);
        FAKE_CALL(m, SYSCALL_HANDLE_CLOSE, right_of(m, 0));
        CHECK_EQUAL(0, m->result);
        *(struct vb_message *)fake_at(m, MESSAGE, sizeof(struct vb_message)) =
            (struct vb_message){.id = 9, .data = 0, .data_size = 6};
        FAKE_CALL(m, SYSCALL_CHANNEL_SEND, right_of(m, 1), MESSAGE, VB_FOREVER);
        CHECK_EQUAL(0, m->result);
        FAKE_CALL(m, SYSCALL_TASK_EXIT, 7);
    }
    m->reg[2] = (uint64_t)m->result;
    CHECK((int64_t)m->reg[2] > 0);
    FAKE_CALL(m, SYSCALL_WAIT, m->reg[2], INFO, 0, VB_FOREVER);
    CHECK_EQUAL(7, info_of(m)->code);
    CHECK_EQUAL(0, memcmp(fake_at(m, 0, 6), "before", 6));
    FAKE_CALL(m, SYSCALL_MEMORY_READ, m->reg[0], 0, 16, 1);
    CHECK_EQUAL(0, *(char *)fake_at(m, 16, 1));
    FAKE_CALL(m, SYSCALL_CHANNEL_RECEIVE, right_of(m, 0), receive_at(m), VB_NO_WAIT);
    CHECK_EQUAL(0, m->result);
    CHECK_EQUAL(0, memcmp(fake_at(m, DATA, 6), "child!", 6));
    FAKE_CALL(m, SYSCALL_HANDLE_CLOSE, m->reg[2]);
    FAKE_CALL(m, SYSCALL_SLEEP, VB_FOREVER);
    FAKE_END(m);
}

static void test_fork(void)
{
    struct world w;
    world_begin(&w);
    world_start(&w, &forks_image, NULL, 0);
    CHECK_EQUAL(KERNEL_IDLE, world_run(&w));
    CHECK_EQUAL(1, world_counts(&w).tasks);
    world_end(&w);
}

/* ---- orphans -----------------------------------------------------------------------------------
 */

static uint32_t orphan_parent;

FAKE_PROGRAM(makes_orphan)
{
    FAKE_BEGIN(m);
    FAKE_CALL(m, SYSCALL_FORK);
    if (m->result == 0) {
        FAKE_CALL(m, SYSCALL_FORK);
        if (m->result != 0)
            FAKE_CALL(m, SYSCALL_TASK_EXIT, 0);
        FAKE_CALL(m, SYSCALL_CLOCK, VB_CLOCK_MONOTONIC);
        FAKE_CALL(m, SYSCALL_SLEEP, (uint64_t)m->result + 1000);
        FAKE_CALL(m, SYSCALL_TASK_INFO, 0, 0);
        orphan_parent = ((struct vb_task_info *)fake_at(m, 0, 80))->parent;
        return FAKE_DOES_EXIT;
    }
    FAKE_CALL(m, SYSCALL_HANDLE_CLOSE, (uint64_t)m->result);
    FAKE_CALL(m, SYSCALL_SLEEP, VB_FOREVER);
    FAKE_END(m);
}

static void test_orphan(void)
{
    struct world w;
    world_begin(&w);
    world_start(&w, &makes_orphan_image, NULL, 0);
    CHECK_EQUAL(KERNEL_IDLE, world_run(&w));
    CHECK_EQUAL(1, orphan_parent);
    CHECK_EQUAL(1, world_counts(&w).tasks);
    world_end(&w);
}

/* ---- faults ------------------------------------------------------------------------------------
 */

FAKE_PROGRAM(traps)
{
    FAKE_BEGIN(m);
    FAKE_CALL(m, SYSCALL_FORK); /* the child inherits the fault channel */
    if (m->result == 0)
        FAKE_TRAP(m, "child boom");
    m->reg[0] = (uint64_t)m->result;
    FAKE_CALL(m, SYSCALL_WAIT, m->reg[0], INFO, 0, VB_FOREVER);
    CHECK(!"the supervisor kills both");
    FAKE_END(m);
}

FAKE_PROGRAM(supervises)
{
    FAKE_BEGIN(m);
    FAKE_START(m);
    FAKE_CALL(m, SYSCALL_CHANNEL_CREATE, 1, 0, RIGHTS);
    FAKE_CALL(m, SYSCALL_CHANNEL_BADGE, right_of(m, 1), 55);
    m->reg[0] = (uint64_t)m->result;
    FAKE_CALL(m, SYSCALL_JOB_CREATE, 0);
    m->reg[1] = (uint64_t)m->result;
    block_begin(m, "traps");
    block_add(m, start_named(m, "traps"), VB_START_IMAGE, NULL, VB_START_COPY);
    block_add(m, m->reg[0], VB_START_FAULT, NULL, 0);
    block_add(m, m->reg[1], VB_START_JOB, NULL, VB_START_COPY);
    FAKE_SPAWN(m);
    CHECK(m->result > 0);
    m->reg[2] = (uint64_t)m->result;
    FAKE_CALL(m, SYSCALL_CHANNEL_RECEIVE, right_of(m, 0), receive_at(m), VB_FOREVER);
    CHECK_EQUAL(0, m->result);
    CHECK_EQUAL(VB_FAULT_ID, ((struct vb_message *)fake_at(m, MESSAGE, 64))->id);
    CHECK_EQUAL(55, ((struct vb_message *)fake_at(m, MESSAGE, 64))->badge);
    CHECK_EQUAL(3, ((struct vb_fault *)fake_at(m, DATA, 272))->pid);
    CHECK_EQUAL(0, strcmp(((struct vb_fault *)fake_at(m, DATA, 272))->text, "child boom"));
    FAKE_CALL(m, SYSCALL_WAIT, m->reg[2], INFO, 0, VB_NO_WAIT);
    CHECK_EQUAL(VB_ERR_AGAIN, m->result);
    FAKE_CALL(m, SYSCALL_KILL, m->reg[1], VB_SIGTERM); /* the job: parent and trapped child */
    CHECK_EQUAL(0, m->result);
    FAKE_CALL(m, SYSCALL_WAIT, m->reg[2], INFO, 0, VB_NO_WAIT);
    CHECK_EQUAL(VB_EXIT_SIGNAL, info_of(m)->kind);
    CHECK_EQUAL(VB_SIGTERM, info_of(m)->code);
    /* Without a fault channel a trap ends the task. */
    block_begin(m, "traps");
    block_add(m, start_named(m, "booms"), VB_START_IMAGE, NULL, VB_START_COPY);
    FAKE_SPAWN(m);
    m->reg[2] = (uint64_t)m->result;
    FAKE_CALL(m, SYSCALL_WAIT, m->reg[2], INFO, 0, VB_FOREVER);
    CHECK_EQUAL(VB_EXIT_TRAP, info_of(m)->kind);
    CHECK_EQUAL(7, info_of(m)->code);
    CHECK_EQUAL(0, strcmp(info_of(m)->text, "boom"));
    FAKE_CALL(m, SYSCALL_SLEEP, VB_FOREVER);
    FAKE_END(m);
}

FAKE_PROGRAM(booms)
{
    return fake_trap(m, "boom");
}

static void test_faults(void)
{
    struct kernel_blob blobs[] = {WORLD_BLOB(traps), WORLD_BLOB(booms)};
    struct world w;
    world_begin(&w);
    world_start(&w, &supervises_image, blobs, 2);
    CHECK_EQUAL(KERNEL_IDLE, world_run(&w));
    CHECK_EQUAL(1, world_counts(&w).threads);
    world_end(&w);
}

/* ---- init --------------------------------------------------------------------------------------
 */

static int incarnations;

FAKE_PROGRAM(fragile)
{
    FAKE_BEGIN(m);
    FAKE_START(m);
    CHECK_EQUAL(incarnations > 0, ((struct vb_start_header *)fake_at(m, START_ADDRESS, 72))->flags);
    m->reg[0] = start_named(m, "manifest");
    FAKE_CALL(m, SYSCALL_MEMORY_SIZE, m->reg[0]);
    CHECK_EQUAL(incarnations, m->result);
    FAKE_CALL(m, SYSCALL_MEMORY_RESIZE, m->reg[0], (uint64_t)incarnations + 1);
    FAKE_CALL(m, SYSCALL_KILL, 0, VB_SIGKILL); /* nobody kills init, not even itself */
    CHECK_EQUAL(0, m->result);
    FAKE_CALL(m, SYSCALL_KILL, 0, VB_SIGSTOP);
    incarnations++;
    if (incarnations % 2 == 0)
        FAKE_CALL(m, SYSCALL_TASK_EXIT, 1);
    FAKE_TRAP(m, "init boom");
    FAKE_END(m);
}

static void test_init(void)
{
    struct world w;
    jmp_buf end;
    world_begin(&w);
    incarnations = 0;
    world_start(&w, &fragile_image, NULL, 0);
    hal_fake_catch_end(&end);
    if (setjmp(end) == 0) {
        world_run(&w);
        CHECK(!"init was started again for ever");
    }
    CHECK_EQUAL(6, incarnations);
    CHECK(strstr(hal_fake_panic_text(), "init ended again and again") != NULL);
    /* A panic is the end of the machine: the kernel, caught in the middle, is left as it is. */
}

/* What the first init was serving when it trapped is not answered any more: the caller hears. */
static uint64_t caller;

FAKE_PROGRAM(serves)
{
    FAKE_BEGIN(m);
    FAKE_START(m);
    if (((struct vb_start_header *)fake_at(m, START_ADDRESS, 72))->flags == 0) {
        FAKE_CALL(m, SYSCALL_CHANNEL_CREATE, 4, 0, RIGHTS);
        FAKE_CALL(m, SYSCALL_FORK);
        if (m->result == 0) {
            *(struct vb_message *)fake_at(m, MESSAGE, sizeof(struct vb_message)) =
                (struct vb_message){.id = 9};
            FAKE_CALL(m, SYSCALL_CHANNEL_CALL, right_of(m, 1), MESSAGE, MESSAGE, VB_FOREVER);
            FAKE_CALL(m, SYSCALL_TASK_EXIT, (uint64_t)-m->result);
        }
        caller = (uint64_t)m->result;
        FAKE_CALL(m, SYSCALL_CHANNEL_RECEIVE, right_of(m, 0), receive_at(m), VB_FOREVER);
        CHECK_EQUAL(0, m->result);
        FAKE_TRAP(m, "init boom");
    }
    FAKE_CALL(m, SYSCALL_CLOCK, VB_CLOCK_MONOTONIC);
    FAKE_CALL(m, SYSCALL_WAIT, caller, INFO, 0, (uint64_t)m->result + 1000000);
    CHECK_EQUAL(0, m->result);
    CHECK_EQUAL(-VB_ERR_SERVER_DIED, info_of(m)->code);
    FAKE_CALL(m, SYSCALL_HANDLE_CLOSE, caller);
    FAKE_CALL(m, SYSCALL_SLEEP, VB_FOREVER);
    FAKE_END(m);
}

static void test_init_serves(void)
{
    struct world w;
    world_begin(&w);
    world_start(&w, &serves_image, NULL, 0);
    CHECK_EQUAL(KERNEL_IDLE, world_run(&w));
    CHECK_EQUAL(1, world_counts(&w).tasks);
    world_end(&w);
}

int main(void)
{
    test_fork();
    test_orphan();
    test_faults();
    test_init_serves();
    test_init();
    return 0;
}
